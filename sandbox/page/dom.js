// Small helpers to build the page: everything that came from people goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const marks = new WeakMap(); // of the rows that renew() has made

export const byId = (id) => document.getElementById(id);

/** Return a new element with a class and a text. */
export function part(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}

/** Return a drawing of icons.svg; it says nothing to a screen reader. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/page/icons.svg#${name}`);
  drawing.append(use);
  return drawing;
}

/** Return a button that shows an icon and is called by its label. */
export function iconButton(name, drawing, label, onClick) {
  const button = part("button", name);
  button.type = "button";
  button.append(icon(drawing));
  button.title = label;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", onClick);
  return button;
}

/** Put the icons into everything that names one. */
export function drawIcons(root = document) {
  for (const element of root.querySelectorAll("[data-icon]")) element.prepend(icon(element.dataset.icon));
}

/**
 * Make the children of `list` those of `rows`, touching only what has changed: a row is {key, mark, make}, and a row
 * with the same key and mark stays as it is, so focus, selection and what a screen reader follows are kept.
 */
export function renew(list, rows) {
  const held = new Map([...list.children].map((element) => [element.dataset.key, element]));
  const wanted = new Set(rows.map((row) => row.key));
  const focus = focusIn(list);
  for (const [key, element] of held) if (!wanted.has(key)) element.remove();
  let place = list.firstElementChild;
  for (const row of rows) {
    let element = held.get(row.key);
    if (element && marks.get(element) === row.mark) {
      if (element === place) place = place.nextElementSibling;
      else list.insertBefore(element, place);
      continue;
    }
    const made = row.make();
    made.dataset.key = row.key;
    marks.set(made, row.mark);
    if (element) {
      if (element === place) place = place.nextElementSibling;
      element.replaceWith(made);
      if (made.nextElementSibling !== place) list.insertBefore(made, place);
    } else list.insertBefore(made, place);
  }
  if (focus) giveBack(list, focus);
}

function focusIn(list) {
  const active = document.activeElement;
  if (!active || active === list || !list.contains(active)) return null;
  const row = [...list.children].find((element) => element.contains(active));
  return { key: row.dataset.key, active, number: [...row.querySelectorAll("button, a")].indexOf(active) };
}

function giveBack(list, { key, active, number }) {
  if (active.isConnected) {
    if (document.activeElement !== active) active.focus();
    return;
  }
  const row = [...list.children].find((element) => element.dataset.key === key);
  const again = row?.querySelectorAll("button, a")[number] ?? row ?? list;
  again.focus({ preventScroll: true });
}
