// The Faults tab: every switch of the sandbox, for one bot or for both.

import { act, ask } from "./api.js";
import { fill, find, h, keepFocus, withArrows } from "./dom.js";
import { state } from "./state.js";

const EVERY_BOT = "*";
let bot = EVERY_BOT;

export async function showFaults() {
  const { groups, active } = await ask(`faults?bot=${encodeURIComponent(bot)}`);
  keepFocus(find("#tab-faults"), () => fill(find("#tab-faults"),
    h("p.intro", {}, "Break something and watch the pills above, each bot's status page and the watchdog."),
    withArrows(h("div.chooser", { role: "radiogroup", "aria-label": "For" }, "For ", choices().map(([value, label]) =>
      h(`button.chip${value === bot ? ".chosen" : ""}`, { type: "button", role: "radio", "aria-checked": String(value === bot),
        tabindex: value === bot ? "0" : "-1", onclick: () => { bot = value; showFaults(); } }, label))), '[role="radio"]'),
    h("button.mend", { type: "button", disabled: !active, onclick: () => press("mend", true) },
      active ? `Mend everything (${active} on)` : "Nothing is broken"),
    groups.map(drawGroup)));
  find("#faults-count").textContent = active || "";
}

function choices() {
  const apps = [...new Set(state.bots.map((it) => it.app))];
  return [[EVERY_BOT, "both bots"], ...apps.map((it) => [it, it])];
}

function drawGroup({ title, switches }) {
  return h("section.fault-group", {}, h("h2", {}, title), switches.map((it) => (it.kind === "act" ? actRow(it) : switchRow(it))));
}

function switchRow(fault) {
  const box = h("input", { type: "checkbox", role: "switch", "data-key": fault.id, checked: fault.on, onchange: (event) => press(fault.id, event.target.checked) });
  return h(`label.fault${fault.on ? ".on" : ""}`, { "data-fault": fault.id },
    h("span.fault-words", {}, h("b", {}, fault.label), h("small", {}, fault.help)), box, h("i.track"));
}

function actRow(fault) {
  return h("div.fault", { "data-fault": fault.id, "data-id": fault.id }, h("span.fault-words", {}, h("b", {}, fault.label), h("small", {}, fault.help)),
    h("button.small-button", { type: "button", "aria-label": `Do it: ${fault.label}`, onclick: () => press(fault.id, true) }, "Do it"));
}

function press(id, on) {
  return act(`faults/${id}`, { on, bot });
}
