// The conversation in the middle: what was said, and saying something as whoever is chosen.

import { get, post } from "./api.js";
import { day, word } from "./i18n.js";
import { bubble } from "./message.js";
import { part } from "./seats.js";

const PAGE = 50;
const NEAR_END = 120; // pixels: who reads further up is not dragged down

export class Chat {
  constructor(elements, { zone, commands, toast, alert, openPicture }) {
    Object.assign(this, elements);
    this.commandsOffered = commands;
    this.toast = toast;
    this.alert = alert;
    this.openPicture = openPicture;
    this.days = new Intl.DateTimeFormat("sv", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    this.times = new Intl.DateTimeFormat("vi", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
    this.seat = null;
    this.shown = [];
    this.replying = null;
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("paste", (event) => this.sendFiles(event.clipboardData.files, event));
    this.file.addEventListener("change", () => {
      this.sendFiles(this.file.files);
      this.file.value = "";
    });
    this.messages.addEventListener("dragover", (event) => event.preventDefault());
    this.messages.addEventListener("drop", (event) => this.sendFiles(event.dataTransfer.files, event));
    this.quote.querySelector("button").addEventListener("click", () => this.reply(null));
    this.speaker.addEventListener("change", () => this.paint());
    this.topic.addEventListener("change", () => this.paint());
  }

  async open(seat) {
    this.seat = seat;
    this.title.textContent = seat.title;
    this.subtitle.textContent = seat.subtitle;
    this.empty.hidden = true;
    this.form.hidden = false;
    this.speaker.replaceChildren(...seat.speakers.map((one) => new Option(one.name, one.id)));
    this.speaker.parentElement.hidden = seat.speakers.length < 2;
    this.topic.replaceChildren(new Option("–", ""), ...(seat.topics ?? []).map((one) => new Option(one.name, one.id)));
    this.topic.hidden = !seat.topics;
    this.reply(null);
    await this.load();
    this.messages.scrollTop = this.messages.scrollHeight;
    post(`/api/chats/${seat.chat}/read`);
  }

  async load() {
    const { messages, more } = await get(`/api/chats/${this.seat.chat}/messages?limit=${PAGE}`);
    this.shown = messages;
    this.more = more;
    this.paint();
    const last = messages.at(-1);
    if (last?.force_reply) this.reply(last);
  }

  async older() {
    const { messages, more } = await get(`/api/chats/${this.seat.chat}/messages?limit=${PAGE}&before=${this.shown[0].id}`);
    const before = this.messages.scrollHeight;
    this.shown = [...messages, ...this.shown];
    this.more = more;
    this.paint();
    this.messages.scrollTop = this.messages.scrollHeight - before;
  }

  /** Take in an event of this chat. */
  heard(kind, message) {
    if (message.chat !== this.seat?.chat) return;
    const end = this.messages.scrollHeight - this.messages.scrollTop - this.messages.clientHeight < NEAR_END;
    const index = this.shown.findIndex((one) => one.id === message.id);
    if (kind === "deleted") this.shown = this.shown.filter((one) => one.id !== message.id);
    else if (index >= 0) this.shown[index] = message;
    else this.shown.push(message);
    this.paint();
    if (end && kind === "message") this.messages.scrollTop = this.messages.scrollHeight;
    if (kind === "message") {
      post(`/api/chats/${message.chat}/read`);
      if (message.force_reply) this.reply(message);
    }
  }

  get me() {
    return Number(this.speaker.value);
  }

  paint() {
    if (!this.seat) return;
    const context = {
      me: this.me,
      group: this.seat.kind === "group",
      time: (at) => this.times.format(new Date(at)),
      reply: (message) => this.reply(message),
      press: (message, data) => this.press(message, data),
      openPicture: this.openPicture,
    };
    const topic = this.topic.value ? Number(this.topic.value) : null;
    const rows = [];
    if (this.more) rows.push(this.moreButton());
    let lastDay = "";
    for (const message of this.shown) {
      if (topic && message.topic !== topic) continue;
      const today = this.days.format(new Date(message.at));
      if (today !== lastDay) rows.push(part("li", "day", day(today)));
      lastDay = today;
      rows.push(bubble(message, context));
    }
    const top = this.messages.scrollTop;
    this.messages.replaceChildren(...rows);
    this.messages.scrollTop = top;
  }

  moreButton() {
    const item = part("li", "day", "");
    const button = part("button", "", word("chat.older"));
    button.type = "button";
    button.addEventListener("click", () => this.older());
    item.append(button);
    return item;
  }

  reply(message) {
    this.replying = message;
    this.quote.hidden = !message;
    if (!message) return;
    this.quote.querySelector("span").textContent = `↩ ${message.from.name}: ${message.text.split("\n")[0]}`;
    this.text.placeholder = message.placeholder || word("chat.write");
    this.text.focus();
  }

  async send() {
    const text = this.text.value.trim();
    if (!text || !this.seat) return;
    const body = { as: this.me, text, ...this.where() };
    try {
      await post(`/api/chats/${this.seat.chat}/messages`, body);
      this.text.value = "";
      this.typed();
      this.reply(null);
    } catch (error) {
      this.toast(error.message);
    }
  }

  where() {
    return {
      ...(this.replying ? { reply_to: this.replying.id } : {}),
      ...(this.topic.value ? { topic: Number(this.topic.value) } : {}),
    };
  }

  async sendFiles(files, event) {
    if (!files.length || !this.seat) return;
    event?.preventDefault();
    for (const file of files) {
      const form = new FormData();
      form.set("as", this.me);
      form.set("file", file);
      form.set("caption", this.text.value.trim());
      if (file.type.startsWith("image/")) form.set("photo", "1");
      for (const [name, value] of Object.entries(this.where())) form.set(name, value);
      try {
        await post(`/api/chats/${this.seat.chat}/files`, form);
        this.text.value = "";
      } catch (error) {
        this.toast(error.message);
      }
    }
    this.reply(null);
  }

  async press(message, data) {
    try {
      const answer = await post(`/api/chats/${message.chat}/press`, { as: this.me, message: message.id, data });
      if (!answer.answered) this.toast(word("chat.no_answer"));
      else if (answer.text) (answer.alert ? this.alert : this.toast)(answer.text);
    } catch (error) {
      this.toast(error.message);
    }
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
    if (event.key === "ArrowUp" && !this.offered.hidden) {
      event.preventDefault();
      this.offered.querySelector("button:last-child")?.focus();
    }
  }

  typed() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    const start = /^\/(\w*)$/.exec(this.text.value);
    const found = start ? this.commandsOffered().filter((one) => one.command.startsWith(start[1])) : [];
    this.offered.hidden = !found.length;
    this.offered.replaceChildren(...found.map((one) => this.offer(one)));
  }

  offer(one) {
    const item = document.createElement("li");
    const button = part("button", "", "");
    button.type = "button";
    button.append(part("b", "", `/${one.command}`), part("span", "", one.description));
    button.addEventListener("click", () => {
      this.text.value = `/${one.command}`;
      this.send();
    });
    item.append(button);
    return item;
  }
}
