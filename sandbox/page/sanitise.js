// Only what a messenger shows may enter the page: a few tags, and links that lead somewhere harmless.

const TAGS = new Set(["B", "I", "U", "S", "CODE", "PRE", "A", "BLOCKQUOTE", "BR", "TG-SPOILER"]);
const LINKS = new Set(["http:", "https:", "tg:"]);

/** Return a fragment that holds `html` without anything but the allowed tags. */
export function safe(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  copy(parsed.body, fragment);
  return fragment;
}

function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.textContent);
    else if (node.nodeType === Node.ELEMENT_NODE) copyElement(node, to);
  }
}

function copyElement(node, to) {
  // a quotation ends its line by itself, as messengers show it
  if (node.tagName === "BR" && to.lastChild?.nodeName === "BLOCKQUOTE") return;
  if (!TAGS.has(node.tagName)) {
    copy(node, to);
    return;
  }
  const element = document.createElement(node.tagName === "TG-SPOILER" ? "span" : node.tagName);
  if (node.tagName === "TG-SPOILER") element.className = "spoiler";
  if (node.tagName === "A" && node.href && LINKS.has(new URL(node.href, location.href).protocol)) {
    element.href = node.href;
    element.target = "_blank";
    element.rel = "noopener noreferrer";
  }
  copy(node, element);
  to.append(element);
}
