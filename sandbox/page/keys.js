// The keyboard: shortcuts that work everywhere, and the list of them.

import { byId, part } from "./dom.js";
import { word } from "./i18n.js";

const TURNS = { KeyH: "hour", KeyD: "day", KeyW: "week", KeyN: "next" };
const SHOWN = [
  ["Alt+1 … 4", "help.seats"], ["Alt+H  D  W  N", "help.turn"], ["Alt+F", "help.search"], ["Alt+C", "help.coming"],
  ["↑ ↓", "help.arrows"], ["R", "help.reply"], ["Enter", "help.enter"], ["Esc", "help.escape"], ["?", "help.help"],
];

/** `does`: turn(amount), seat(number), search(), coming(), escape(): boolean (whether there was something to leave). */
export function listenToKeys(does) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || !act(event, does)) return;
    event.preventDefault();
  });
}

function act(event, does) {
  const writing = ["TEXTAREA", "INPUT", "SELECT"].includes(document.activeElement.tagName);
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    if (TURNS[event.code]) does.turn(TURNS[event.code]);
    else if (/^Digit[1-4]$/.test(event.code)) does.seat(Number(event.code.at(-1)) - 1);
    else if (event.code === "KeyF") does.search();
    else if (event.code === "KeyC") does.coming();
    else return false;
    return true;
  }
  if (event.key === "Escape") return does.escape();
  if (event.key !== "?" || writing) return false;
  byId("help").showModal();
  return true;
}

export function paintKeys() {
  byId("help").querySelector("dl").replaceChildren(
    ...SHOWN.flatMap(([keys, meaning]) => {
      const name = part("dt");
      name.append(...keys.split(/ +/).map((key) => (key === "…" ? "…" : part("kbd", "", key))));
      return [name, part("dd", "", word(meaning))];
    }),
  );
}
