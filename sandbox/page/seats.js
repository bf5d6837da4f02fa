// The people on the left: who can be played, what was last said, how much is unread.

import { byId, icon, part, renew } from "./dom.js";
import { day, language, word } from "./i18n.js";

export class Seats {
  constructor(local, onChoose) {
    Object.assign(this, { local, onChoose, seats: [], chosen: null, today: "" });
    this.list = byId("seats");
    this.search = byId("search");
    this.search.addEventListener("input", () => this.paint());
    this.search.addEventListener("keydown", (event) => this.searchKey(event));
    this.list.addEventListener("keydown", (event) => this.move(event));
  }

  put(seats) {
    this.seats = seats;
    const open = this.find(this.chosen);
    if (open) open.unread = 0;
    this.paint();
  }

  get featured() {
    return this.seats.filter((seat) => seat.featured);
  }

  find(id) {
    return this.seats.find((seat) => seat.id === id);
  }

  /** Mark a seat as the open one, or none. */
  choose(seat) {
    this.chosen = seat?.id ?? null;
    if (seat) seat.unread = 0;
    this.paint();
  }

  /** Note a new message: it goes to its seat, unread unless its chat is open. */
  heard(message) {
    const seat = this.seats.find((one) => one.chat === message.chat);
    if (!seat) return;
    seat.last = { text: (message.text || message.file?.name || message.service || "").replaceAll(/\s+/g, " "), at: message.at };
    if (seat.id !== this.chosen && message.from.bot) seat.unread += 1;
    this.painting ??= requestAnimationFrame(() => this.paint());
  }

  paint() {
    cancelAnimationFrame(this.painting);
    this.painting = null;
    const wanted = fold(this.search.value.trim());
    const found = this.seats.filter((seat) => !wanted || fold(`${seat.title} ${seat.subtitle}`).includes(wanted));
    const parts = wanted
      ? [["seats.found", found]]
      : [["seats.featured", found.filter((seat) => seat.featured)], ["seats.others", found.filter((seat) => !seat.featured)]];
    const rows = parts.flatMap(([title, seats]) => (seats.length ? [heading(title), ...seats.map((one) => this.row(one))] : []));
    renew(this.list, rows.length ? rows : [heading(this.seats.length ? "seats.none" : "starting")]);
    const unread = this.seats.reduce((sum, seat) => sum + seat.unread, 0);
    document.title = unread ? `(${unread}) Nhắc Việc` : "Nhắc Việc";
  }

  row(seat) {
    const chosen = seat.id === this.chosen;
    const mark = JSON.stringify([seat, chosen, language, this.today]);
    return { key: `seat${seat.id}`, mark, make: () => this.item(seat, chosen) };
  }

  item(seat, chosen) {
    const item = part("li");
    const button = part("button");
    button.classList.toggle("chosen", chosen);
    button.classList.toggle("quiet", !seat.unread);
    button.type = "button";
    button.dataset.testid = `seat-${seat.id}`;
    if (chosen) button.setAttribute("aria-current", "true");
    const last = part("span", "last", seat.last?.text ?? "");
    button.append(face(seat), part("span", "title", seat.title), part("span", "subtitle", seat.subtitle), last);
    if (seat.last) button.append(part("time", "", this.when(seat.last.at)));
    if (seat.blocked) {
      const sign = part("span", "blocked");
      sign.append(icon("block"), part("span", "hidden", word("seats.blocked")));
      last.prepend(sign);
    }
    if (seat.unread) {
      const badge = part("span", "unread", String(seat.unread));
      badge.setAttribute("aria-label", word("seats.unread", seat.unread));
      badge.role = "img";
      button.append(badge);
    }
    button.addEventListener("click", () => this.onChoose(this.find(seat.id)));
    item.append(button);
    return item;
  }

  when(moment) {
    const date = this.local.date(moment);
    return date === this.today ? this.local.time(moment) : day(date).slice(0, 5);
  }

  searchKey(event) {
    const first = this.list.querySelector("button");
    if (event.key === "ArrowDown") first?.focus();
    else if (event.key === "Enter") first?.click();
    else if (event.key === "Escape" && this.search.value) {
      this.search.value = "";
      this.paint();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  move(event) {
    const buttons = [...this.list.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || event.altKey) return;
    event.preventDefault();
    if (to < 0) this.search.focus();
    else buttons[Math.min(to, buttons.length - 1)]?.focus();
  }
}

/** Return the round sign of a seat: initials of a person, or the drawing of a group, coloured by role. */
export function face(seat) {
  const sign = part("span", "face");
  sign.dataset.role = seat.role ?? "none";
  sign.setAttribute("aria-hidden", "true");
  if (seat.kind === "group") sign.append(icon("group"));
  else sign.textContent = initials(seat.title);
  return sign;
}

/** "Nguyễn Văn An" → "NA": a Vietnamese name begins with the family and ends with the person. */
function initials(name) {
  const names = name.trim().split(/\s+/);
  return [names[0], names.length > 1 ? names.at(-1) : ""].map((one) => [...one][0] ?? "").join("").toUpperCase();
}

/** Fold case and diacritics, so that "so y te" finds "Sở Y tế". */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
}

function heading(key) {
  return { key, mark: language, make: () => part("li", "heading", word(key)) };
}
