// The people on the left: who can be played, what was last said, how much is unread.

import { word } from "./i18n.js";

const FACES = { officer: "🧑‍💼", head: "👤", ict: "🛠️", leader: "🏛️", admin: "🔑" };

export class Seats {
  constructor(list, search, onChoose) {
    this.list = list;
    this.search = search;
    this.onChoose = onChoose;
    this.seats = [];
    this.chosen = null;
    search.addEventListener("input", () => this.paint());
    list.addEventListener("keydown", (event) => this.move(event));
  }

  put(seats) {
    this.seats = seats;
    this.paint();
  }

  get featured() {
    return this.seats.filter((seat) => seat.featured);
  }

  of(chat) {
    return this.seats.find((seat) => seat.chat === chat);
  }

  choose(seat) {
    this.chosen = seat.id;
    seat.unread = 0;
    this.paint();
    this.onChoose(seat);
  }

  /** Note a new message: it goes to the top of its seat, unread unless its chat is open. */
  heard(message) {
    const seat = this.of(message.chat);
    if (!seat) return;
    seat.last = { text: (message.text || message.file?.name || message.service || "").split("\n")[0], at: message.at };
    if (seat.id !== this.chosen && message.from.bot) seat.unread += 1;
    this.paint();
  }

  paint() {
    const wanted = fold(this.search.value.trim());
    const found = this.seats.filter((seat) => !wanted || fold(`${seat.title} ${seat.subtitle}`).includes(wanted));
    const first = found.filter((seat) => seat.featured);
    const others = found.filter((seat) => !seat.featured);
    const rows = [...first.map((seat) => this.row(seat))];
    if (others.length && first.length) rows.push(heading(word("seats.others")));
    rows.push(...others.map((seat) => this.row(seat)));
    if (!rows.length) rows.push(heading(word("seats.none")));
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.seat : null;
    this.list.replaceChildren(...rows);
    if (focused) this.list.querySelector(`[data-seat="${focused}"]`)?.focus();
  }

  row(seat) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.seat = seat.id;
    button.dataset.testid = `seat-${seat.id}`;
    button.classList.toggle("chosen", seat.id === this.chosen);
    if (seat.id === this.chosen) button.setAttribute("aria-current", "true");
    button.append(
      part("span", "face", FACES[seat.role] ?? "👥"),
      part("span", "title", seat.title),
      part("span", "subtitle", seat.subtitle),
      part("span", "last", seat.last?.text ?? ""),
    );
    button.querySelector(".face").ariaHidden = "true";
    if (seat.unread) button.append(part("span", "unread", String(seat.unread)));
    button.addEventListener("click", () => this.choose(seat));
    item.append(button);
    return item;
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.list.querySelectorAll("button")];
    const next = buttons.indexOf(document.activeElement) + step;
    buttons[Math.max(0, Math.min(next, buttons.length - 1))]?.focus();
  }
}

/** Fold case and diacritics, so that "so y te" finds "Sở Y tế". */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
}

function heading(text) {
  return part("li", "heading", text);
}

export function part(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}
