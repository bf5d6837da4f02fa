// Puts the page together: people, conversation, clock; keys; language and theme.

import { get, listen } from "./api.js";
import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { openFaults } from "./faults.js";
import { language, switchLanguage, translate, word } from "./i18n.js";
import { part, Seats } from "./seats.js";

const TOAST_TIME = 4000;
const $ = (id) => document.getElementById(id);

function toast(text) {
  const box = $("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, TOAST_TIME);
}

function alertBox(text) {
  $("alert").querySelector("p").textContent = text;
  $("alert").showModal();
}

function openPicture(file) {
  const image = $("picture").querySelector("img");
  image.src = file.url;
  image.alt = file.name;
  $("picture").showModal();
}

let session = await get("/api/session");
$("province").textContent = session.province;

const chat = new Chat(
  {
    form: $("composer"), text: $("text"), file: $("file"), quote: $("quote"), offered: $("commands"), messages: $("messages"),
    title: $("chat-title"), subtitle: $("chat-subtitle"), empty: $("empty"), speaker: $("speaker"), topic: $("topic"),
  },
  { zone: session.zone, commands: () => session.commands, toast, alert: alertBox, openPicture },
);
const seats = new Seats($("seats"), $("search"), async (seat) => {
  document.body.dataset.pane = "chat";
  await chat.open(seat);
  if (matchMedia("(min-width: 701px)").matches) $("text").focus();
});
const clock = new Clock(
  { now: $("now"), buttons: [...document.querySelectorAll("[data-turn]")], progress: $("turning"), list: $("upcoming") },
  toast,
);
document.querySelector(".clock").hidden = !session.can_turn_clock;
$("composer").hidden = true;

async function loadAll() {
  session = await get("/api/session");
  seats.put(await get("/api/seats"));
  await clock.load();
  if (chat.seat) await chat.load();
}

let seatsAsked;
function loadSeatsSoon() {
  clearTimeout(seatsAsked);
  seatsAsked = setTimeout(async () => seats.put(await get("/api/seats")), 200);
}

listen((event) => {
  if (event.type === "clock") {
    clock.put(event.clock);
    if (!event.clock.turning) loadSeatsSoon();
  } else if (event.type === "seats") loadSeatsSoon();
  else if (["message", "edited", "deleted"].includes(event.type)) {
    chat.heard(event.type, event.message);
    if (event.type === "message") seats.heard(event.message);
  }
}, loadAll);

function paintWords() {
  translate();
  $("language").textContent = language === "vi" ? "EN" : "VI";
  const keys = [
    ["Alt+1…4", "help.seats"], ["Alt+H / D / W / N", "help.turn"], ["Alt+F", "help.search"],
    ["↑ ↓", "help.arrows"], ["Enter", "help.enter"], ["Esc", "help.escape"],
  ];
  $("help").querySelector("dl").replaceChildren(
    ...keys.flatMap(([key, meaning]) => [part("dt", "", key), part("dd", "", word(meaning))]),
  );
  seats.paint();
  chat.paint();
  clock.paint();
}

function toggleSide() {
  const open = document.body.classList.toggle("side-open");
  $("show-upcoming").setAttribute("aria-expanded", String(open));
}

$("language").addEventListener("click", () => {
  switchLanguage();
  paintWords();
});
$("theme").addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
});
$("show-upcoming").addEventListener("click", toggleSide);
$("show-faults").addEventListener("click", () => openFaults($("faults"), toast));
$("show-help").addEventListener("click", () => $("help").showModal());
$("back").addEventListener("click", () => { document.body.dataset.pane = "seats"; });

const TURNS = { KeyH: "hour", KeyD: "day", KeyW: "week", KeyN: "next" };
document.addEventListener("keydown", (event) => {
  if (event.altKey && TURNS[event.code]) clock.turn(TURNS[event.code]);
  else if (event.altKey && /^Digit[1-4]$/.test(event.code)) {
    const seat = seats.featured[Number(event.code.at(-1)) - 1];
    if (seat) seats.choose(seat);
  } else if (event.altKey && event.code === "KeyF") $("search").focus();
  else if (event.key === "Escape" && chat.replying) chat.reply(null);
  else if (event.key === "Escape" && document.body.classList.contains("side-open")) toggleSide();
  else if (event.key === "Escape") document.body.dataset.pane = "seats";
  else if (event.key === "?" && !["TEXTAREA", "INPUT"].includes(document.activeElement.tagName)) $("help").showModal();
  else return;
  event.preventDefault();
});

const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
await loadAll();
paintWords();
if (matchMedia("(min-width: 701px)").matches && seats.featured.length) seats.choose(seats.featured[0]);
