// Troubles of the messenger, for trainers: switched on and off in a dialog.

import { get, post } from "./api.js";
import { byId, part, renew } from "./dom.js";
import { language } from "./i18n.js";
import { toast } from "./notify.js";

export async function openFaults() {
  try {
    paint(await get("/api/faults"));
    byId("faults").showModal();
  } catch (error) {
    toast(error.message);
  }
}

/** Show on the page whether any trouble is on. */
export async function lookAtFaults() {
  byId("faults-on").hidden = !(await get("/api/faults")).some((fault) => fault.on);
}

function paint(faults) {
  byId("faults-on").hidden = !faults.some((fault) => fault.on);
  const rows = faults.map((fault) => ({
    key: fault.name, mark: JSON.stringify([fault, language]), make: () => row(fault),
  }));
  renew(byId("faults").querySelector("ul"), rows);
}

function row(fault) {
  const item = part("li");
  const label = part("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = fault.on;
  box.dataset.testid = `fault-${fault.name}`;
  label.append(box, part("span", "", fault.label[language]));
  item.append(label);
  const value = fault.value === null ? null : number(fault);
  if (value) {
    item.append(value);
    value.addEventListener("change", () => { if (box.checked) change(); });
  }
  const change = async () => {
    try {
      const body = { name: fault.name, on: box.checked, ...(value ? { value: Number(value.value) } : {}) };
      paint(await post("/api/faults", body));
    } catch (error) {
      box.checked = fault.on;
      toast(error.message);
    }
  };
  box.addEventListener("change", change);
  return item;
}

function number(fault) {
  const field = document.createElement("input");
  field.type = "number";
  field.min = "0";
  field.value = fault.value;
  field.setAttribute("aria-label", fault.label[language]);
  return field;
}
