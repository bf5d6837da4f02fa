// Troubles of the messenger, for trainers: switched on and off in a dialog.

import { get, post } from "./api.js";
import { language } from "./i18n.js";
import { part } from "./seats.js";

export async function openFaults(dialog, toast) {
  paint(dialog, await get("/api/faults"), toast);
  dialog.showModal();
}

function paint(dialog, faults, toast) {
  dialog.querySelector("ul").replaceChildren(...faults.map((fault) => row(dialog, fault, toast)));
}

function row(dialog, fault, toast) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = fault.on;
  label.append(box, part("span", "", fault.label[language]));
  item.append(label);
  let value = null;
  if (fault.value !== null) {
    value = document.createElement("input");
    value.type = "number";
    value.min = "0";
    value.value = fault.value;
    value.setAttribute("aria-label", fault.label[language]);
    item.append(value);
  }
  box.addEventListener("change", async () => {
    try {
      const body = { name: fault.name, on: box.checked, ...(value ? { value: Number(value.value) } : {}) };
      paint(dialog, await post("/api/faults", body), toast);
    } catch (error) {
      box.checked = !box.checked;
      toast(error.message);
    }
  });
  return item;
}
