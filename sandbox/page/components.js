// Buttons and selects of a message, working: act.click(component), act.choose(component, values).

import { h } from "./dom.js";
import { drawMarkdown, partialEmoji } from "./drawing.js";

const BUTTON_STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const ROW = 1, BUTTON = 2, STRING_SELECT = 3, ENTITY_SELECTS = { 5: "people", 6: "roles", 7: "people", 8: "channels" };
const SECTION = 9, TEXT = 10, SEPARATOR = 14, CONTAINER = 17;

export function drawComponents(components, names, act) {
  if (!components?.length) return null;
  return h("div.components", {}, components.map((it) => drawComponent(it, names, act)));
}

function drawComponent(component, names, act) {
  const inside = () => (component.components ?? []).map((it) => drawComponent(it, names, act));
  switch (component.type) {
    case ROW: return h("div.component-row", {}, inside());
    case BUTTON: return button(component, act);
    case STRING_SELECT: return select(component, component.options, act);
    case TEXT: return drawMarkdown(component.content, names);
    case SECTION: return h("div.section", {}, h("div", {}, inside()), component.accessory && drawComponent(component.accessory, names, act));
    case SEPARATOR: return h("hr.separator");
    case CONTAINER: return h("article.embed", {}, h("div.embed-text", {}, inside()));
    default: return component.type in ENTITY_SELECTS
      ? select(component, names.choices(ENTITY_SELECTS[component.type]), act)
      : h("div.hint", {}, `(a component of type ${component.type}, which this page can't draw)`);
  }
}

function button(component, act) {
  const face = [partialEmoji(component.emoji), component.label && h("span", {}, component.label)];
  if (component.style === 5)
    return h("a.component-button.link", { href: component.url, target: "_blank", rel: "noreferrer noopener" }, face, " ↗");
  const it = h(`button.component-button.${BUTTON_STYLES[component.style] ?? "secondary"}`,
    { type: "button", disabled: Boolean(component.disabled), "data-custom-id": component.custom_id }, face);
  it.addEventListener("click", () => busyWhile(it, () => act.click(component)));
  return it;
}

/** Dots while the bot has not answered, as Discord shows them. */
async function busyWhile(element, work) {
  if (element.classList.contains("busy")) return;
  element.classList.add("busy");
  try { await work(); } finally { element.classList.remove("busy"); }
}

function select(component, options, act) {
  const most = component.max_values ?? 1;
  const chosen = new Set(options.filter((it) => it.default).map((it) => it.value));
  const before = [...chosen].join();
  const face = h("button.select-face", {
    type: "button", disabled: Boolean(component.disabled), "aria-haspopup": "listbox", "aria-expanded": "false",
    "data-custom-id": component.custom_id,
  });
  const list = h("div.select-list", { role: "listbox", hidden: true });
  const box = h("div.select", {}, face, list);

  const drawFace = () => {
    const picked = options.filter((it) => chosen.has(it.value));
    face.replaceChildren(...(picked.length
      ? picked.map((it) => h("span.chosen", {}, partialEmoji(it.emoji), it.label))
      : [h("span.placeholder", {}, component.placeholder ?? "Make a selection")]), h("span.arrow", {}, "▾"));
  };
  const open = (wanted) => {
    list.hidden = !wanted;
    list.classList.toggle("upwards", wanted && roomBelow(list) < 0);
    face.setAttribute("aria-expanded", String(wanted));
    if (wanted) document.addEventListener("pointerdown", outside);
    else document.removeEventListener("pointerdown", outside);
  };
  const send = () => {
    open(false);
    if ([...chosen].join() !== before || most === 1) busyWhile(box, () => act.choose(component, [...chosen]));
  };
  const outside = (event) => {
    if (box.contains(event.target)) return;
    if (most > 1 && chosen.size >= (component.min_values ?? 1)) send(); else open(false);
  };
  const pick = (option, row) => {
    if (most === 1) { chosen.clear(); chosen.add(option.value); drawFace(); send(); return; }
    if (chosen.has(option.value)) chosen.delete(option.value);
    else if (chosen.size < most) chosen.add(option.value);
    row.setAttribute("aria-selected", String(chosen.has(option.value)));
    drawFace();
  };
  for (const option of options) {
    const row = h("button.option", { type: "button", role: "option", "aria-selected": String(chosen.has(option.value)) },
      partialEmoji(option.emoji),
      h("span.option-words", {}, h("span", {}, option.label), option.description && h("small", {}, option.description)));
    row.addEventListener("click", () => pick(option, row));
    list.append(row);
  }
  if (most === 1 && (component.min_values ?? 1) === 0) {
    const none = h("button.option", { type: "button", role: "option" }, h("small", {}, "Clear the selection"));
    none.addEventListener("click", () => { chosen.clear(); drawFace(); send(); });
    list.prepend(none);
  }
  if (most > 1) list.append(h("button.component-button.primary.done", { type: "button", onclick: send }, "Done"));
  face.addEventListener("click", () => open(list.hidden));
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") { open(false); face.focus(); } });
  drawFace();
  return box;
}

/** Pixels between the list and the lower edge of what scrolls around it. */
function roomBelow(list) {
  const edge = list.closest("#messages")?.getBoundingClientRect().bottom ?? window.innerHeight;
  return edge - list.getBoundingClientRect().bottom;
}
