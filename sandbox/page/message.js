// One message as a bubble: quote, picture or file, text, time, and the buttons below it. An album is one bubble.

import { icon, iconButton, part } from "./dom.js";
import { word } from "./i18n.js";
import { safe } from "./sanitise.js";

const KILOBYTE = 1024;
const LONG_PRESS = 500; // milliseconds
const HUES = 6;

/**
 * Return a message, or those of one album, as a list item. `context` says who looks (`me`), whether the message
 * `follows` another of the same person, its `topic`'s name, the time on its `clock`, and what to do: reply, press,
 * openPicture, jump, grown, and command for words like /help.
 */
export function bubble(together, context) {
  const [message] = together;
  const item = part("li");
  item.dataset.testid = `message-${message.id}`;
  item.dataset.id = message.id;
  item.tabIndex = -1;
  if (message.service) {
    item.className = "service";
    item.textContent = message.service;
    return item;
  }
  const mine = !message.from.bot && message.from.id === context.me;
  item.className = mine ? "mine" : "theirs";
  item.classList.toggle("follows", context.follows);
  const box = part("div", "bubble");
  if (!mine && !context.follows) box.append(sender(message));
  if (context.topic) box.append(part("span", "topic", context.topic));
  if (message.reply_to) box.append(quote(message.reply_to, context));
  if (together.length > 1) box.append(...album(together, context));
  else if (message.file) box.append(attachment(message.file, context));
  if (together.length === 1 && message.html) box.append(words(message, context));
  box.append(foot(message, context.clock));
  if (message.reaction) box.append(part("span", "reaction", message.reaction));
  const line = part("div", "line");
  const reply = iconButton("reply", "reply", word("chat.reply"), () => context.reply(message));
  reply.tabIndex = -1; // the arrows lead there, and R does the same: Tab has enough to pass
  line.append(box, reply);
  item.append(line);
  if (message.buttons.length) item.append(keyboard(message, context));
  replyByLongPress(box, () => context.reply(message));
  return item;
}

function sender(message) {
  const name = part("span", "name", message.from.name);
  name.dataset.hue = message.from.bot ? "bot" : String(message.from.id % HUES);
  return name;
}

function words(message, context) {
  const text = part("div", "text");
  text.append(safe(message.html, message.from.bot ? context.command : undefined));
  return text;
}

function quote(replied, context) {
  const box = part("button", "quoted");
  box.type = "button";
  box.append(part("b", "", replied.name), part("span", "", replied.text));
  box.addEventListener("click", () => context.jump(replied.id));
  return box;
}

/** Pictures side by side with their words below them, other files one below the other, each with its own. */
function album(together, context) {
  const pictures = together.every((one) => one.file?.picture);
  const files = part("div", pictures ? "album pictures" : "album");
  for (const [place, one] of together.entries()) {
    const shown = attachment(one.file, context);
    shown.dataset.part = one.id;
    if (place) shown.dataset.testid = `message-${one.id}`;
    files.append(shown);
    if (!pictures && one.html) files.append(words(one, context));
  }
  const below = pictures ? together.filter((one) => one.html) : [];
  return [files, ...below.map((one) => words(one, context))];
}

function attachment(file, context) {
  return file.picture ? picture(file, context) : paper(file);
}

function picture(file, context) {
  const button = part("button", "picture");
  button.type = "button";
  const image = document.createElement("img");
  image.src = file.url;
  image.alt = file.name;
  image.addEventListener("load", context.grown);
  button.append(image);
  button.addEventListener("click", () => context.openPicture(file));
  return button;
}

function paper(file) {
  const link = part("a", "document");
  link.href = file.url;
  link.download = file.name;
  const kind = part("span", "kind", ending(file.name));
  kind.dataset.kind = ending(file.name);
  const about = part("span", "about");
  about.append(part("b", "", file.name), part("small", "", size(file.size)));
  link.append(kind, about, icon("save"));
  return link;
}

/** "plan.docx" → "docx"; at most four letters fit on the card. */
export function ending(name) {
  return name.includes(".") ? name.split(".").at(-1).toLowerCase().slice(0, 4) : "…";
}

/** Tell a size in bytes as people read it. */
export function size(bytes) {
  return bytes < KILOBYTE * KILOBYTE
    ? `${Math.max(1, Math.round(bytes / KILOBYTE))} KB`
    : `${(bytes / KILOBYTE / KILOBYTE).toFixed(1)} MB`;
}

function foot(message, clock) {
  const line = part("div", "foot");
  if (message.silent) {
    const bell = part("span", "silent");
    bell.title = word("chat.silent");
    bell.append(icon("mute"), part("span", "hidden", word("chat.silent")));
    line.append(bell);
  }
  if (message.edited_at) line.append(part("span", "edited", word("chat.edited")));
  const time = part("time", "", clock);
  time.dateTime = message.at;
  line.append(time);
  return line;
}

function keyboard(message, context) {
  const board = part("div", "keyboard");
  for (const row of message.buttons) {
    const line = part("div", "row");
    for (const one of row) line.append(one.url ? link(one) : press(one, message, context));
    board.append(line);
  }
  return board;
}

function link(one) {
  const anchor = part("a", "key", `${one.text} ↗`);
  anchor.href = one.url;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

function press(one, message, context) {
  const button = part("button", "key", one.text);
  button.type = "button";
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return; // stays in focus, unlike a disabled button
    button.setAttribute("aria-busy", "true");
    try {
      await context.press(message, one.data);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  return button;
}

function replyByLongPress(box, reply) {
  let timer;
  const stop = () => clearTimeout(timer);
  box.addEventListener("pointerdown", (event) => {
    stop();
    if (event.pointerType === "touch") timer = setTimeout(reply, LONG_PRESS);
  });
  for (const end of ["pointerup", "pointercancel", "pointermove", "pointerleave"]) box.addEventListener(end, stop);
}
