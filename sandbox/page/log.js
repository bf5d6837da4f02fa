// The messages of the open conversation: kept in step without repainting what has not changed, and scrolled with care.

import { part, renew } from "./dom.js";
import { dayWithName, language, word } from "./i18n.js";
import { bubble } from "./message.js";

const NEAR_END = 120; // pixels: who reads further up is not dragged down
const FOLLOWS_WITHIN = 10 * 60 * 1000; // milliseconds: later messages of one person show the name again

export class Log {
  /** `does`: what to do with messages (reply, press, openPicture, older, command, toast), and leave() for the field. */
  constructor({ list, toEnd }, local, does) {
    Object.assign(this, { list, toEnd, local, does });
    this.clear();
    list.addEventListener("keydown", (event) => this.key(event));
    this.top = 0;
    list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // The end stays in sight when the field below grows or a phone's keyboard comes.
    new ResizeObserver(() => { if (this.followed) this.goToEnd(); }).observe(list);
    toEnd.addEventListener("click", () => {
      this.goToEnd();
      this.list.focus();
    });
  }

  clear() {
    this.messages = [];
    this.more = false;
    this.newFrom = null;
    this.below = 0;
    this.followed = true;
    this.list.replaceChildren();
  }

  /** Show a conversation from its end, or from the first of `unread` messages. */
  open(messages, more, unread) {
    this.messages = messages;
    this.more = more;
    const others = messages.filter((one) => one.from.bot);
    this.newFrom = unread ? others[Math.max(0, others.length - unread)]?.id ?? null : null;
  }

  add(messages, more) {
    const before = this.list.scrollHeight - this.list.scrollTop;
    this.messages = [...messages, ...this.messages];
    this.more = more;
    return () => { this.list.scrollTop = this.list.scrollHeight - before; };
  }

  /** Take in an event; return true if it is a new message. */
  heard(kind, message) {
    const index = this.messages.findIndex((one) => one.id === message.id);
    if (kind === "deleted") this.messages = this.messages.filter((one) => one.id !== message.id);
    else if (index >= 0) this.messages[index] = message;
    else if (kind === "message") this.messages.push(message);
    return kind === "message" && index < 0;
  }

  get nearEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END;
  }

  goToEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.scrolled();
  }

  goToNew() {
    const line = this.list.querySelector(".new");
    if (line && line.offsetTop < this.list.scrollHeight - this.list.clientHeight) {
      this.list.scrollTop = line.offsetTop - this.list.offsetTop - 8;
      this.followed = false;
      this.scrolled();
    } else this.goToEnd();
  }

  /** The end is followed until somebody scrolls up from it: what only grows, such as a picture that loads, is not that. */
  scrolled() {
    if (this.nearEnd) this.followed = true;
    else if (this.list.scrollTop < this.top) this.followed = false;
    this.top = this.list.scrollTop;
    if (this.followed) this.below = 0;
    this.toEnd.hidden = this.followed;
    const count = this.toEnd.querySelector(".unread");
    count.hidden = !this.below;
    count.textContent = this.below;
  }

  /** Paint what has changed; `added` messages are followed if the end was in sight. */
  paint({ me, topic, topics }, added = 0) {
    const follow = this.followed;
    const does = { ...this.does, me, jump: (id) => this.jump(id), grown: () => { if (this.followed) this.goToEnd(); } };
    renew(this.list, this.rows(does, topic, topics));
    if (follow) this.goToEnd();
    else {
      this.below += added;
      this.scrolled();
    }
  }

  rows(does, topic, topics) {
    const rows = [];
    if (this.more) rows.push({ key: "more", mark: language, make: () => this.moreButton() });
    let previous = null;
    for (const together of albums(this.messages.filter((one) => !topic || one.topic === topic))) {
      const [message] = together;
      const today = this.local.date(message.at);
      const newDay = !previous || this.local.date(previous.at) !== today;
      const isNew = together.some((one) => one.id === this.newFrom);
      if (newDay) rows.push(separator("day", today, dayWithName(today)));
      if (isNew) rows.push(separator("new", "", word("chat.new")));
      const context = {
        ...does,
        follows: !newDay && !isNew && followsOn(previous, message),
        topic: topic ? null : topics.get(message.topic) ?? null,
        clock: this.local.time(message.at),
      };
      const mark = JSON.stringify([together, does.me, context.follows, context.topic, language]);
      rows.push({ key: `m${message.id}`, mark, make: () => bubble(together, context) });
      previous = together.at(-1);
    }
    return rows;
  }

  moreButton() {
    const item = part("li", "older");
    const button = part("button", "", word("chat.older"));
    button.type = "button";
    button.addEventListener("click", () => this.does.older());
    item.append(button);
    return item;
  }

  jump(id) {
    const item = this.list.querySelector(`[data-id="${id}"], [data-part="${id}"]`)?.closest("li");
    if (!item) {
      this.does.toast(word("chat.gone"));
      return;
    }
    item.scrollIntoView({ block: "center" });
    item.focus({ preventScroll: true });
    item.classList.remove("flash");
    requestAnimationFrame(() => item.classList.add("flash"));
  }

  focusLast() {
    [...this.list.querySelectorAll("[data-id]")].at(-1)?.focus();
  }

  /** Up and down between messages, left and right between the buttons of one, R to reply. */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const item = document.activeElement.closest("[data-id]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const side = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const items = [...this.list.querySelectorAll("[data-id]")];
      const next = item ? items.indexOf(item) + step : items.length - 1;
      if (next >= items.length) this.does.leave();
      else items[Math.max(0, next)]?.focus();
    } else if (side && item) {
      const keys = [...item.querySelectorAll("button, a")];
      keys[keys.indexOf(document.activeElement) + side]?.focus();
    } else if (event.key.toLowerCase() === "r" && item) {
      const message = this.messages.find((one) => one.id === Number(item.dataset.id));
      if (message && !message.service) this.does.reply(message);
    } else return;
    event.preventDefault();
  }
}

/** Put the messages of an album together; any other message is alone. */
function albums(messages) {
  const found = [];
  for (const message of messages) {
    const last = found.at(-1);
    if (message.album && last?.[0].album === message.album) last.push(message);
    else found.push([message]);
  }
  return found;
}

function separator(name, key, text) {
  return { key: `${name}${key}`, mark: text, make: () => part("li", name, text) };
}

function followsOn(previous, message) {
  return Boolean(previous) && !previous.service && !message.service && previous.from.id === message.from.id
    && previous.topic === message.topic && new Date(message.at) - new Date(previous.at) < FOLLOWS_WITHIN;
}
