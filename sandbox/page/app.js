// Puts the page together: people, conversation, clock; what is shown; language and theme.

import { get, listen } from "./api.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { byId, drawIcons } from "./dom.js";
import { lookAtFaults, openFaults } from "./faults.js";
import { language, Local, switchLanguage, translate } from "./i18n.js";
import { listenToKeys, paintKeys } from "./keys.js";
import { closeByPressingBeside, onLine, toast } from "./notify.js";
import { Seats } from "./seats.js";

const SEATS_AFTER = 200; // milliseconds: several changes are asked for once
const FIRST_AGAIN = 1000;

const wide = matchMedia("(min-width: 701px)");
const always = matchMedia("(min-width: 1181px)"); // what comes next has its own column

theme(localStorage.getItem("theme"));
drawIcons();
translate();
let session = await patiently(() => askSession());

const local = new Local(session.zone);
const chat = new Chat(local, commands);
const seats = new Seats(local, go);
const clock = new Clock();

function askSession() {
  return get(`/api/session?language=${language}`);
}

/** Ask until there is an answer: the page may be opened before the sandbox stands. */
async function patiently(ask) {
  for (;;) {
    try {
      const answer = await ask();
      onLine(true);
      return answer;
    } catch {
      onLine(false);
      await new Promise((done) => { setTimeout(done, FIRST_AGAIN); });
    }
  }
}

async function commands() {
  if (!session.commands.length) session = await askSession();
  return session.commands;
}

async function loadSeats() {
  seats.put(await get("/api/seats"));
  if (chat.seat) await chat.renewSeat(seats.find(chat.seat.id));
  else follow();
}

async function loadAll() {
  session = await askSession();
  await chat.commands();
  byId("province").textContent = session.province;
  byId("clock").hidden = !session.can_turn_clock;
  await Promise.all([clock.load(), lookAtFaults()]);
  seats.today = clock.today;
  await loadSeats();
  if (chat.seat) await chat.load();
}

let seatsAsked;
function loadSeatsSoon() {
  clearTimeout(seatsAsked);
  seatsAsked = setTimeout(() => loadSeats().catch(() => null), SEATS_AFTER);
}

function heard(event) {
  if (event.type === "clock") {
    clock.put(event.clock);
    seats.today = clock.today;
    seats.paint();
    if (!event.clock.turning) loadSeatsSoon();
  } else if (event.type === "seats") loadSeatsSoon();
  else if (["message", "edited", "deleted"].includes(event.type)) {
    chat.heard(event.type, event.message);
    if (event.type === "message") seats.heard(event.message);
  }
}

// Which conversation is open stands in the address: a reload keeps it, and a phone's back button leads to the list.

function go(seat) {
  if (seats.chosen === seat.id) return follow();
  if (wide.matches || location.hash) history.replaceState(null, "", `#seat-${seat.id}`);
  else history.pushState({ fromList: true }, "", `#seat-${seat.id}`);
  return follow();
}

function toList() {
  if (history.state?.fromList) history.back();
  else {
    history.replaceState(null, "", location.pathname);
    follow();
  }
}

/** Show what the address says: a conversation, or the list; on a wide page always a conversation. */
async function follow() {
  const named = seats.find(location.hash.replace("#seat-", ""));
  const seat = named ?? (wide.matches ? seats.find(seats.chosen) ?? seats.featured[0] : null);
  document.body.dataset.pane = seat ? "chat" : "seats";
  if (!seat) {
    const left = seats.chosen;
    chat.close();
    seats.choose(null);
    if (left) document.querySelector(`[data-testid="seat-${left}"]`)?.focus();
    return;
  }
  if (chat.seat?.id === seat.id) return;
  const opened = chat.open({ ...seat });
  seats.choose(seat);
  try {
    await opened;
  } catch (error) {
    toast(error.message);
  }
  if (wide.matches) byId("text").focus();
  else byId("chat-title").focus();
}

addEventListener("popstate", follow);
addEventListener("hashchange", follow);
wide.addEventListener("change", follow);

function paintWords() {
  translate();
  byId("language").textContent = language === "vi" ? "EN" : "VI";
  paintKeys();
  seats.paint();
  if (chat.seat) chat.paintHead();
  chat.paint();
  clock.paint();
}

/** Set the theme to "light" or "dark"; anything else follows the device. */
function theme(chosen) {
  if (["light", "dark"].includes(chosen)) document.documentElement.dataset.theme = chosen;
}

function switchTheme() {
  const now = document.documentElement.dataset.theme;
  const dark = now ? now === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  theme(dark ? "light" : "dark");
  localStorage.setItem("theme", document.documentElement.dataset.theme);
}

function showSide(open = !document.body.classList.contains("side-open")) {
  document.body.classList.toggle("side-open", open);
  byId("show-upcoming").setAttribute("aria-expanded", String(open));
  if (open || always.matches) byId("side-title").focus();
  else byId("show-upcoming").focus();
}

function escape() {
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (document.body.classList.contains("side-open")) showSide(false);
  else if (chat.composer.replying) chat.composer.drop();
  else if (!wide.matches && chat.seat) toList();
  else if (document.activeElement.closest("#messages, .tools, .side")) byId("text").focus();
  else document.querySelector("#seats .chosen")?.focus();
  return true;
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address belongs to the open conversation
  byId("text").focus();
});
byId("language").addEventListener("click", () => {
  switchLanguage();
  paintWords();
  session = { ...session, commands: [] }; // they are asked for again, in the new language
});
byId("theme").addEventListener("click", switchTheme);
byId("show-upcoming").addEventListener("click", () => showSide());
byId("close-upcoming").addEventListener("click", () => showSide(false));
byId("veil").addEventListener("click", () => showSide(false));
byId("show-faults").addEventListener("click", openFaults);
byId("faults-on").addEventListener("click", openFaults);
byId("show-help").addEventListener("click", () => byId("help").showModal());
byId("back").addEventListener("click", toList);
closeByPressingBeside();
listenToKeys({
  turn: (amount) => { if (session.can_turn_clock) clock.turn({ turn: amount }); },
  seat: (number) => { if (seats.featured[number]) go(seats.featured[number]); },
  search: () => {
    if (!wide.matches && chat.seat) toList();
    byId("search").focus();
  },
  coming: () => showSide(),
  escape,
});

paintWords();
listen(heard, onLine, () => loadAll().catch(() => null));
await patiently(loadAll);
