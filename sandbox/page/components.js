// Buttons and selects of a message, working: act.click(component), act.choose(component, values).

import { busyWhile, h } from "./dom.js";
import { drawMarkdown, partialEmoji } from "./drawing.js";
import { drawSelect } from "./select.js";

const BUTTON_STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const ROW = 1, BUTTON = 2, STRING_SELECT = 3, ENTITY_SELECTS = { 5: ["people"], 6: ["roles"], 7: ["people", "roles"], 8: ["channels"] };
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
    case STRING_SELECT: return drawSelect(component, component.options, act);
    case TEXT: return drawMarkdown(component.content, names);
    case SECTION: return h("div.section", {}, h("div", {}, inside()), component.accessory && drawComponent(component.accessory, names, act));
    case SEPARATOR: return h("hr.separator");
    case CONTAINER: return h("article.embed", {}, h("div.embed-text", {}, inside()));
    default: return component.type in ENTITY_SELECTS
      ? drawSelect(component, names.choices(ENTITY_SELECTS[component.type]), act)
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
