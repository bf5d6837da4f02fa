// Saying something: text, commands, the message that is answered, and files waiting to be sent.

import { byId, iconButton, part } from "./dom.js";
import { word } from "./i18n.js";
import { ending, size } from "./message.js";

const CAPTION = 1024; // characters: what a messenger takes beside a file
const NAME = 60;

export class Composer {
  /** `does`: send({text, files, reply, asDocument}), commands(), leave() (up, to the messages), dropped(message). */
  constructor(does) {
    this.does = does;
    this.form = byId("composer");
    this.text = byId("text");
    this.offered = byId("commands");
    this.quote = byId("quote");
    this.tray = byId("tray");
    this.replying = null;
    this.files = [];
    this.chosen = 0;
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("blur", () => setTimeout(() => { this.offered.hidden = true; }, 150));
    this.text.addEventListener("paste", (event) => this.take(event.clipboardData.files, event));
    byId("file").addEventListener("change", (event) => {
      this.take(event.target.files);
      event.target.value = "";
    });
    byId("clip").addEventListener("click", () => byId("file").click());
    this.quote.querySelector("button").addEventListener("click", () => this.drop());
    this.listenToDrops(byId("conversation"));
  }

  listenToDrops(place) {
    const carries = (event) => event.dataTransfer.types.includes("Files") && !this.form.hidden;
    place.addEventListener("dragover", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      place.classList.add("dropping");
    });
    place.addEventListener("dragleave", (event) => {
      if (!place.contains(event.relatedTarget)) place.classList.remove("dropping");
    });
    place.addEventListener("drop", (event) => {
      place.classList.remove("dropping");
      if (carries(event)) this.take(event.dataTransfer.files, event);
    });
  }

  /** Give the field to a conversation, with what was being written there. */
  open(draft) {
    this.reply(null, { focus: false });
    this.files = [];
    this.text.value = draft ?? "";
    this.form.hidden = false;
    this.paint();
    this.typed();
  }

  paint() {
    this.text.placeholder = this.replying?.placeholder || word(this.files.length ? "chat.caption" : "chat.write");
    this.quote.hidden = !this.replying;
    if (this.replying) {
      this.quote.querySelector("b").textContent = `${word("chat.reply_to")} ${this.replying.from.name}`;
      const said = this.replying.text || this.replying.file?.name || "";
      this.quote.querySelector("span").textContent = said.split("\n").filter(Boolean).join(" · ");
    }
    this.paintTray();
  }

  paintTray() {
    for (const image of this.tray.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.tray.hidden = !this.files.length;
    this.tray.querySelector("ul").replaceChildren(...this.files.map((file) => this.waiting(file)));
    this.tray.querySelector("label").hidden = !this.files.some(isPicture);
  }

  waiting(file) {
    const item = part("li");
    if (isPicture(file)) {
      const image = part("img");
      image.src = URL.createObjectURL(file);
      image.alt = "";
      item.append(image);
    } else {
      const kind = part("span", "kind", ending(file.name));
      kind.dataset.kind = ending(file.name);
      item.append(kind);
    }
    const about = part("span", "about");
    about.append(part("b", "", file.name.slice(-NAME)), part("small", "", size(file.size)));
    const off = iconButton("plain", "close", `${word("chat.take_off")}: ${file.name}`, () => {
      this.files = this.files.filter((one) => one !== file);
      this.paint();
      this.text.focus();
    });
    item.append(about, off);
    return item;
  }

  take(files, event) {
    if (!files.length || this.form.hidden) return;
    event?.preventDefault();
    this.files.push(...files);
    this.paint();
    this.text.focus();
  }

  reply(message, { focus = true } = {}) {
    this.replying = message;
    this.paint();
    if (focus) this.text.focus();
  }

  /** Do not answer after all. */
  drop() {
    this.does.dropped(this.replying);
    this.reply(null);
  }

  /** Send what is there; what could not be sent stays in the field. */
  async send() {
    const text = this.text.value.trim();
    if (!text && !this.files.length) return;
    const [files, reply] = [this.files, this.replying];
    this.text.value = "";
    this.files = [];
    this.typed();
    this.reply(null);
    const asDocument = this.tray.querySelector("input").checked;
    const alone = !files.length || text.length > CAPTION;
    const left = await this.does.send({ text: alone ? text : "", caption: alone ? "" : text, files, reply, asDocument });
    if (!left) return;
    this.files = [...left.files, ...this.files];
    if (!this.text.value) this.text.value = left.text;
    this.reply(reply);
    this.typed();
  }

  key(event) {
    if (event.isComposing) return; // Vietnamese letters are being put together
    const found = this.offered.hidden ? [] : [...this.offered.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) this.choose((this.chosen + step + found.length) % found.length);
    else if (event.key === "Tab" && found.length && !event.shiftKey) this.complete(found[this.chosen].dataset.command);
    else if (event.key === "Escape" && found.length) this.offered.hidden = true;
    else if (event.key === "Enter" && !event.shiftKey) {
      if (found.length) this.text.value = found[this.chosen].dataset.command;
      this.send();
    } else if (event.key === "ArrowUp" && !this.text.value) this.does.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  complete(command) {
    this.text.value = command;
    this.typed();
  }

  async typed() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
    const start = /^\/(\w*)$/.exec(this.text.value);
    const commands = start ? await this.does.commands() : [];
    const found = start && this.text.value === start[0] ? commands.filter((one) => one.command.startsWith(start[1])) : [];
    this.offered.hidden = !found.length;
    this.offered.replaceChildren(...found.map((one, number) => this.offer(one, number)));
    if (found.length) this.choose(0);
    else this.text.removeAttribute("aria-activedescendant");
  }

  offer(one, number) {
    const item = part("li");
    item.id = `command-${number}`;
    item.role = "option";
    item.dataset.command = `/${one.command}`;
    item.append(part("b", "", `/${one.command}`), part("span", "", one.description));
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => {
      this.text.value = item.dataset.command;
      this.send();
    });
    return item;
  }

  choose(number) {
    this.chosen = number;
    for (const [index, item] of [...this.offered.children].entries()) {
      item.setAttribute("aria-selected", String(index === number));
      if (index === number) item.scrollIntoView({ block: "nearest" });
    }
    this.text.setAttribute("aria-activedescendant", `command-${number}`);
  }
}

export function isPicture(file) {
  return file.type.startsWith("image/") && file.type !== "image/svg+xml";
}
