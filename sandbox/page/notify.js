// What the page tells for a moment or until it is closed: toasts, alerts, pictures, a lost connection.

import { byId } from "./dom.js";

const TOAST_TIME = 4000; // milliseconds
const TOAST_BELOW = 10; // pixels under the upper edge of the messages
let toastEnds;

/** Show a short text for a moment, over the messages: on a phone the head of the chat above them is high. */
export function toast(text) {
  const box = byId("toast");
  const messages = byId("messages");
  box.style.top = messages.checkVisibility() ? `${messages.getBoundingClientRect().top + TOAST_BELOW}px` : "";
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(dropToast, TOAST_TIME);
}

/** What was told to one person is not shown to the next. */
export function dropToast() {
  byId("toast").hidden = true;
}

export function alertBox(text) {
  byId("alert").querySelector("p").textContent = text;
  byId("alert").showModal();
}

export function openPicture(file) {
  const box = byId("picture");
  const image = box.querySelector("img");
  image.src = file.url;
  image.alt = file.name;
  box.querySelector("figcaption").textContent = file.name;
  const save = box.querySelector("a");
  save.href = file.url;
  save.download = file.name;
  box.showModal();
}

/** Say that the sandbox cannot be reached, or that it is back. */
export function onLine(there) {
  byId("offline").hidden = there;
}

/** A press beside a dialog closes it, as its button and Esc do; an open menu closes when one presses elsewhere. */
export function closeByPressingBeside() {
  for (const box of document.querySelectorAll("dialog")) {
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close();
    });
  }
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target) || event.target.closest(".items")) menu.open = false;
    }
  });
}
