// One message as a bubble: quote, picture or file, text, time, and the buttons below it.

import { word } from "./i18n.js";
import { safe } from "./sanitise.js";
import { part } from "./seats.js";

const KILOBYTE = 1024;

export function bubble(message, context) {
  const item = document.createElement("li");
  item.dataset.testid = `message-${message.id}`;
  item.dataset.id = message.id;
  if (message.service) {
    item.className = "service";
    item.textContent = message.service;
    return item;
  }
  item.className = message.from.bot || message.from.id !== context.me ? "theirs" : "mine";
  const box = document.createElement("div");
  box.className = "bubble";
  if (context.group || message.from.bot) box.append(part("span", "name", message.from.name));
  if (message.reply_to) box.append(quote(message.reply_to));
  if (message.file) box.append(attachment(message.file, context));
  const text = part("div", "text", "");
  text.append(safe(message.html));
  box.append(text, foot(message, context));
  item.append(box);
  if (message.buttons.length) item.append(keyboard(message, context));
  return item;
}

function quote(replied) {
  const box = part("div", "quoted", "");
  box.append(part("b", "", replied.name), part("span", "", replied.text));
  return box;
}

function attachment(file, context) {
  if (file.picture) {
    const button = part("button", "picture", "");
    button.type = "button";
    const image = document.createElement("img");
    image.src = file.url;
    image.alt = file.name;
    button.append(image);
    button.addEventListener("click", () => context.openPicture(file));
    return button;
  }
  const link = part("a", "document", "");
  link.href = file.url;
  link.download = file.name;
  link.append(part("span", "icon", "📄"), part("b", "", file.name), part("small", "", size(file.size)));
  return link;
}

function size(bytes) {
  return bytes < KILOBYTE * KILOBYTE
    ? `${Math.max(1, Math.round(bytes / KILOBYTE))} KB`
    : `${(bytes / KILOBYTE / KILOBYTE).toFixed(1)} MB`;
}

function foot(message, context) {
  const line = part("div", "foot", "");
  if (message.silent) {
    const bell = part("span", "", "🔕");
    bell.title = word("chat.silent");
    line.append(bell);
  }
  if (message.edited_at) line.append(part("span", "", word("chat.edited")));
  line.append(part("time", "", context.time(message.at)));
  const reply = part("button", "reply", "↩");
  reply.type = "button";
  reply.title = word("chat.reply");
  reply.setAttribute("aria-label", word("chat.reply"));
  reply.addEventListener("click", () => context.reply(message));
  line.append(reply);
  return line;
}

function keyboard(message, context) {
  const board = part("div", "keyboard", "");
  for (const row of message.buttons) {
    const line = part("div", "row", "");
    for (const one of row) line.append(one.url ? link(one) : press(one, message, context));
    board.append(line);
  }
  return board;
}

function link(one) {
  const anchor = part("a", "key", `${one.text} ↗`);
  anchor.href = one.url;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

function press(one, message, context) {
  const button = part("button", "key", one.text);
  button.type = "button";
  button.addEventListener("click", async () => {
    button.classList.add("waiting");
    button.disabled = true;
    try {
      await context.press(message, one.data);
    } finally {
      button.classList.remove("waiting");
      button.disabled = false;
    }
  });
  return button;
}
