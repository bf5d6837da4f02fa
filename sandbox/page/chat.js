// The conversation in the middle: whoever is chosen speaks, the bot answers, buttons work.

import { get, post } from "./api.js";
import { Composer, isPicture } from "./composer.js";
import { byId, icon, part, renew } from "./dom.js";
import { language, word } from "./i18n.js";
import { Log } from "./log.js";
import { alertBox, dropToast, openPicture, toast } from "./notify.js";
import { face } from "./seats.js";

const PAGE = 50;
const ALBUM = 10; // files: as many go together
const SUPERGROUPS = -1_000_000_000_000; // chats below are supergroups

export class Chat {
  /** `commands` gives what the bot offers after "/"; `local` tells times. */
  constructor(local, commands) {
    this.seat = null;
    this.drafts = new Map();
    this.speakers = new Map();
    this.topic = null;
    this.stirred = new Set(); // other topics, in which something was said since one was chosen
    this.dropped = new Set(); // questions that somebody chose not to answer
    this.waiting = 0;
    this.meanwhile = null; // events that came while a conversation was being loaded
    this.known = new Set();
    this.commands = async () => {
      const found = await commands();
      this.known = new Set(found.map((one) => `/${one.command}`));
      return found;
    };
    this.composer = new Composer({
      send: (what) => this.send(what),
      commands: this.commands,
      leave: () => this.log.focusLast(),
      dropped: (message) => this.dropped.add(named(message)),
    });
    this.log = new Log({ list: byId("messages"), toEnd: byId("to-end") }, local, {
      reply: (message) => this.composer.reply(message),
      press: (message, data) => this.press(message, data),
      older: () => this.older(),
      leave: () => this.composer.text.focus(),
      command: (text) => this.commandLink(text),
      openPicture,
      toast,
    });
    byId("speaker").addEventListener("change", () => {
      this.speakers.set(this.seat.id, byId("speaker").value);
      this.ask();
      this.paint();
    });
    byId("block").addEventListener("click", () => this.block());
    byId("migrate").addEventListener("click", () => this.migrate());
  }

  async open(seat) {
    if (this.seat) this.drafts.set(this.seat.id, this.composer.text.value);
    this.seat = seat;
    this.topic = null;
    this.stirred.clear();
    dropToast();
    this.composer.open(this.drafts.get(seat.id));
    this.log.clear();
    byId("empty").hidden = true;
    byId("speaker").replaceChildren(...seat.speakers.map((one) => new Option(one.name, one.id)));
    byId("speaker").value = this.speakers.get(seat.id) ?? seat.speakers[0]?.id;
    byId("speaker").parentElement.hidden = seat.speakers.length < 2;
    this.paintHead();
    await this.load(seat.unread);
    this.log.goToNew();
  }

  /** Nobody looks at the conversation any more: on a phone, the list is shown. */
  close() {
    if (this.seat) this.drafts.set(this.seat.id, this.composer.text.value);
    this.seat = null;
  }

  /** Take over what the server says anew of the open seat: its chat may have moved, its name changed. */
  async renewSeat(seat) {
    if (!seat) return;
    const moved = seat.chat !== this.seat.chat;
    this.seat = seat;
    const left = this.topic && !seat.topics?.some((one) => one.id === this.topic);
    if (left) this.topic = null;
    this.paintHead();
    if (moved || left) await this.load();
    else this.paint(); // topics may have other names now
  }

  async load(unread = 0) {
    const seat = this.seat;
    byId("messages").setAttribute("aria-busy", "true"); // a whole conversation is not read out
    const meanwhile = [];
    this.meanwhile = meanwhile;
    const { messages, more } = await get(this.path);
    if (this.meanwhile !== meanwhile || this.seat?.id !== seat.id) return; // another was chosen meanwhile
    this.meanwhile = null;
    this.log.open(messages, more, unread);
    for (const [kind, message] of meanwhile) this.log.heard(kind, message); // the answer may be older than these
    this.ask();
    this.paint();
    requestAnimationFrame(() => byId("messages").removeAttribute("aria-busy"));
    await this.read();
  }

  async older() {
    const { messages, more } = await get(`${this.path}&before=${this.log.messages[0]?.id ?? ""}`);
    const hold = this.log.add(messages, more);
    this.paint();
    hold();
  }

  /** Where the messages of the chat come from, or those of the topic that is chosen. */
  get path() {
    return `/api/chats/${this.seat.chat}/messages?limit=${PAGE}${this.topic ? `&topic=${this.topic}` : ""}`;
  }

  /** Take in an event of this chat; many that come at once are painted at once. */
  heard(kind, message) {
    if (message.chat !== this.seat?.chat) return;
    this.meanwhile?.push([kind, message]);
    const isNew = this.log.heard(kind, message);
    if (isNew && message.from.id === this.me) this.log.goToEnd();
    this.waiting += isNew && this.shows(message) ? 1 : 0;
    if (isNew) this.stir(message);
    if (isNew && this.isAsked(message)) this.composer.reply(message);
    if (kind === "deleted" && this.composer.replying?.id === message.id) this.composer.reply(null, { focus: false });
    if (this.painting) return;
    this.painting = requestAnimationFrame(() => {
      this.painting = null;
      const added = this.waiting;
      this.waiting = 0;
      this.paint(added);
      if (added) this.read();
    });
  }

  /** Prepare the answer to what the bot waits for; what somebody has chosen to answer stays, unless out of sight. */
  ask() {
    const held = this.composer.replying;
    if (held && !held.force_reply && this.shows(held)) return;
    this.composer.reply(this.question(), { focus: false });
  }

  /** Return the newest question to whoever speaks, since they last said something themselves. */
  question() {
    const shown = this.log.messages.filter((one) => this.shows(one));
    const last = shown.findLast((one) => one.from.id === this.me || this.isAsked(one));
    return last && this.isAsked(last) && !this.dropped.has(named(last)) ? last : null;
  }

  isAsked(message) {
    return message.force_reply && (message.asked?.includes(this.me) ?? true) && this.shows(message);
  }

  shows(message) {
    return !this.topic || message.topic === this.topic;
  }

  /** Mark the topic of a message that is not in sight. */
  stir(message) {
    if (this.shows(message)) return;
    this.stirred.add(message.topic);
    this.paintTopics();
  }

  read() {
    return this.seat ? post(`/api/chats/${this.seat.chat}/read`).catch(() => null) : null;
  }

  get me() {
    return Number(byId("speaker").value);
  }

  paint(added = 0) {
    if (!this.seat) return;
    const topics = new Map((this.seat.topics ?? []).map((one) => [one.id, one.name]));
    this.log.paint({ me: this.me, topic: this.topic, topics }, added);
    this.composer.paint();
  }

  paintHead() {
    const { seat } = this;
    byId("chat-title").textContent = seat.title;
    byId("chat-subtitle").textContent = seat.blocked ? word("chat.blocked") : seat.subtitle;
    byId("chat-face").replaceChildren(face(seat));
    const group = seat.kind === "group";
    byId("block").hidden = group;
    byId("block").replaceChildren(icon("block"), part("span", "", word(seat.blocked ? "chat.unblock" : "chat.block")));
    byId("migrate").hidden = !group || seat.chat < SUPERGROUPS || Boolean(seat.topics);
    byId("chat-menu").hidden = byId("block").hidden && byId("migrate").hidden;
    this.paintTopics();
  }

  paintTopics() {
    const { topics } = this.seat;
    byId("topics").hidden = !topics?.length;
    const rows = [{ id: null, name: word("chat.all_topics") }, ...(topics ?? [])].map((one) => {
      const mark = JSON.stringify([one.name, this.topic === one.id, this.stirred.has(one.id), language]);
      return { key: `topic${one.id}`, mark, make: () => this.chip(one) };
    });
    renew(byId("topics"), rows);
  }

  chip(one) {
    const chip = part("button", "", one.name);
    chip.type = "button";
    chip.setAttribute("aria-pressed", String(this.topic === one.id));
    if (this.stirred.has(one.id)) {
      chip.className = "stirred";
      chip.append(part("span", "hidden", ` – ${word("chat.new")}`));
    }
    chip.addEventListener("click", () => this.choose(one.id));
    return chip;
  }

  /** Show one topic, or all (null); what is written now goes there. */
  async choose(topic) {
    this.topic = topic;
    if (topic) this.stirred.delete(topic);
    else this.stirred.clear();
    this.paintTopics();
    this.ask();
    this.paint();
    this.composer.text.focus();
    try {
      await this.load();
      this.log.goToEnd();
    } catch (error) {
      toast(error.message);
    }
  }

  /** Send a text or files, those that go together as albums; return what could not be sent. */
  async send({ text, caption, files, reply, asDocument }) {
    const path = `/api/chats/${this.seat.chat}`;
    const place = reply ? { reply_to: reply.id } : this.topic ? { topic: this.topic } : {}; // an answer knows its topic
    const where = { as: this.me, ...place };
    let left = files;
    try {
      for (const bundle of bundles(files, asDocument)) {
        const form = new FormData();
        for (const [name, value] of Object.entries(where)) form.set(name, value);
        for (const file of bundle.files) form.append("file", file);
        if (bundle.photos) form.set("photo", "1");
        if (caption && left === files) form.set("caption", caption);
        await post(`${path}/${bundle.files.length > 1 ? "albums" : "files"}`, form);
        left = left.slice(bundle.files.length);
      }
      if (text) await post(`${path}/messages`, { ...where, text });
      return null;
    } catch (error) {
      toast(error.message);
      return { files: left, text: text || (left.length === files.length ? caption : "") };
    }
  }

  async press(message, data) {
    try {
      const answer = await post(`/api/chats/${message.chat}/press`, { as: this.me, message: message.id, data });
      if (!answer.answered) toast(word("chat.no_answer"));
      else if (answer.text) (answer.alert ? alertBox : toast)(answer.text);
    } catch (error) {
      toast(error.message);
    }
  }

  commandLink(text) {
    if (!this.known.has(text)) return null;
    const button = part("button", "command", text);
    button.type = "button";
    button.addEventListener("click", () => this.send({ text, files: [] }));
    return button;
  }

  async block() {
    try {
      await post(`/api/chats/${this.seat.chat}/block`, { as: this.me, blocked: !this.seat.blocked });
      this.seat.blocked = !this.seat.blocked;
      this.paintHead();
    } catch (error) {
      toast(error.message);
    }
  }

  async migrate() {
    try {
      await post("/api/faults", { name: "migrate", on: true, chat: this.seat.chat });
    } catch (error) {
      toast(error.message);
    }
  }
}

/** Name a message among those of all chats. */
function named(message) {
  return `${message.chat}/${message.id}`;
}

/** Put next to each other what goes together: pictures with pictures, other files with others. */
function bundles(files, asDocument) {
  const found = [];
  for (const file of files) {
    const photos = isPicture(file) && !asDocument;
    const last = found.at(-1);
    if (last?.photos === photos && last.files.length < ALBUM) last.files.push(file);
    else found.push({ photos, files: [file] });
  }
  return found;
}
