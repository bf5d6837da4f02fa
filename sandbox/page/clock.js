// The simulated date on top, the buttons that turn it, and what comes next.

import { get, post } from "./api.js";
import { day, language, word } from "./i18n.js";
import { part } from "./seats.js";

const ICONS = { reminder: "🔔", overdue: "🔴", report: "📝", opening: "🗂️", digest: "📊", retry: "↻" };

export class Clock {
  constructor({ now, buttons, progress, list }, toast) {
    Object.assign(this, { now, buttons, progress, list, toast });
    for (const button of buttons) button.addEventListener("click", () => this.turn(button.dataset.turn));
  }

  async load() {
    this.put(await get("/api/clock"));
  }

  put(clock) {
    this.clock = clock;
    this.paint();
  }

  paint() {
    if (!this.clock) return;
    const { local, turning, upcoming } = this.clock;
    this.now.textContent = `${word("weekdays")[local.weekday]} ${day(local.date)} · ${local.time}`;
    this.progress.hidden = !turning;
    for (const button of this.buttons) button.disabled = turning;
    const rows = upcoming.map((one) => this.row(one));
    this.list.replaceChildren(...(rows.length ? rows : [part("li", "none", word("upcoming.none"))]));
  }

  row(one) {
    const item = part("li", "", "");
    const [date, time] = one.local.split("T");
    item.append(part("time", "", `${day(date)} ${time}`), part("span", "", `${ICONS[one.kind] ?? "•"} ${one.what[language]}`));
    return item;
  }

  async turn(amount) {
    if (this.clock?.turning) return;
    this.put({ ...this.clock, turning: true });
    try {
      this.put(await post("/api/clock", { turn: amount }));
    } catch (error) {
      this.toast(error.message);
      await this.load();
    }
  }
}
