// The simulated date on top, the buttons that turn it, and what comes next.

import { get, post } from "./api.js";
import { byId, icon, part } from "./dom.js";
import { day, dayWithName, language, word } from "./i18n.js";
import { toast } from "./notify.js";

const ICONS = { reminder: "bell", overdue: "late", report: "report", opening: "report", digest: "digest", retry: "retry" };
const DAY = 86_400_000; // milliseconds

export class Clock {
  constructor() {
    this.buttons = [...document.querySelectorAll("[data-turn]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.turn({ turn: button.dataset.turn }));
  }

  async load() {
    this.put(await get("/api/clock"));
  }

  put(clock) {
    this.clock = clock;
    this.paint();
  }

  get today() {
    return this.clock?.local.date ?? "";
  }

  paint() {
    if (!this.clock) return;
    const { local, turning, upcoming } = this.clock;
    const text = `${word("weekdays")[local.weekday]} ${day(local.date)} · ${local.time}`;
    if (byId("now").textContent !== text) byId("now").textContent = text;
    byId("turning").hidden = !turning;
    document.body.classList.toggle("turning", turning);
    for (const button of this.buttons) button.disabled = turning;
    const days = new Map();
    for (const one of upcoming) {
      const date = one.local.slice(0, 10);
      days.set(date, [...(days.get(date) ?? []), one]);
    }
    const rows = [...days].map(([date, events]) => this.day(date, events, turning));
    byId("upcoming").replaceChildren(...(rows.length ? rows : [part("li", "none", word("upcoming.none"))]));
  }

  day(date, events, turning) {
    const item = part("li");
    const left = Math.round((Date.parse(date) - Date.parse(this.today)) / DAY);
    const head = part("h3", "", dayWithName(date));
    head.append(part("small", "", word("upcoming.in", left)));
    const list = part("ul");
    list.append(...events.map((one) => this.event(one, turning)));
    item.append(head, list);
    return item;
  }

  event(one, turning) {
    const item = part("li");
    item.dataset.kind = one.kind;
    const button = part("button", "event");
    button.type = "button";
    button.disabled = turning;
    button.title = `${one.what[language]}\n${word("upcoming.go")}`;
    const what = part("span", "what");
    what.append(part("time", "", one.local.slice(11)), ` ${one.what[language]}`);
    button.append(icon(ICONS[one.kind] ?? "dot"), what, part("span", "hidden", `. ${word("upcoming.go")}`));
    button.addEventListener("click", () => this.turn({ until: one.at }));
    item.append(button);
    return item;
  }

  async turn(how) {
    if (!this.clock || this.clock.turning) return;
    const pressed = document.activeElement;
    this.put({ ...this.clock, turning: true });
    try {
      this.put(await post("/api/clock", how));
    } catch (error) {
      toast(error.message);
      await this.load().catch(() => null);
    }
    if (this.buttons.includes(pressed) && document.activeElement === document.body) pressed.focus();
  }
}
