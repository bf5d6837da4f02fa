// Only what a messenger shows may enter the page: a few tags, and links that lead somewhere harmless.

const TAGS = new Set(["B", "I", "U", "S", "CODE", "PRE", "A", "BLOCKQUOTE", "BR", "TG-SPOILER"]);
const LINKS = new Set(["http:", "https:", "tg:"]);
const COMMAND = /(^|\s)(\/[a-z][a-z0-9_]*)(?![\w/])/g;

/**
 * Return a fragment that holds `html` without anything but the allowed tags. With `command`, words such as /help
 * become what it returns for them (a node, or null to leave the word as it is).
 */
export function safe(html, command = () => null) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  copy(parsed.body, fragment, command);
  return fragment;
}

function copy(from, to, command) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) copyText(node.textContent, to, command);
    else if (node.nodeType === Node.ELEMENT_NODE) copyElement(node, to, command);
  }
}

function copyText(text, to, command) {
  let done = 0;
  for (const match of text.matchAll(COMMAND)) {
    const node = command(match[2]);
    if (!node) continue;
    to.append(text.slice(done, match.index) + match[1], node);
    done = match.index + match[0].length;
  }
  to.append(text.slice(done));
}

function copyElement(node, to, command) {
  // a quotation ends its line by itself, as messengers show it; what follows may be an empty line
  if (node.tagName === "BR" && node.previousSibling?.nodeName === "BLOCKQUOTE") return;
  if (!TAGS.has(node.tagName)) {
    copy(node, to, command);
    return;
  }
  const element = node.tagName === "TG-SPOILER" ? spoiler() : document.createElement(node.tagName);
  const address = node.tagName === "A" ? harmless(node.getAttribute("href")) : null;
  if (address) {
    element.href = address;
    element.target = "_blank";
    element.rel = "noopener noreferrer";
  }
  copy(node, element, ["A", "CODE", "PRE"].includes(node.tagName) ? () => null : command);
  to.append(element);
}

function harmless(address) {
  try {
    const url = new URL(address ?? "");
    return LINKS.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function spoiler() {
  const element = document.createElement("span");
  element.className = "spoiler";
  element.tabIndex = 0;
  element.addEventListener("click", () => element.classList.add("shown"));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter") element.classList.add("shown");
  });
  return element;
}
