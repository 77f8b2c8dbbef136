// A form that a bot opens as its answer: text fields and selects, in a dialog of the browser's own.

import { act } from "./api.js";
import { fill, find, finder, h } from "./dom.js";
import { drawMarkdown } from "./drawing.js";
import { names, state } from "./state.js";

const ROW = 1, STRING_SELECT = 3, TEXT_INPUT = 4, TEXT = 10, LABEL = 18, LONG = 2;
const ENTITY_SELECTS = { 5: ["people"], 6: ["roles"], 7: ["people", "roles"], 8: ["channels"] };

/** Shows the form of an answered interaction `{id, modal}`, and what follows after it is sent. */
export function showForm({ id, modal }) {
  const readers = new Map();
  const problem = h("p.form-problem", { role: "alert" });
  const send = h("button.component-button.primary", { type: "submit" }, "Submit");
  const form = h("form.bot-form", {
    onsubmit: async (event) => {
      event.preventDefault();
      send.disabled = true;
      const values = Object.fromEntries([...readers].map(([name, read]) => [name, read()]));
      const outcome = await act(`forms/${id}`, { as: state.me, values });
      send.disabled = false;
      if (!outcome?.answered) { fill(problem, "Something went wrong. Try again."); return; }
      dialog.close();
      if (outcome.modal) showForm(outcome);
    },
  },
    h("h2", { id: "form-title" }, modal.title),
    modal.components.map((it) => part(it, readers)),
    problem,
    h("div.command-foot", {}, send, h("button.component-button.secondary", { type: "button", onclick: () => dialog.close() }, "Cancel")));
  const before = finder(document.activeElement);
  const dialog = h("dialog.bot-dialog", { "aria-labelledby": "form-title", onclose: () => { dialog.remove(); (before() ?? find("#box")).focus(); } }, form);
  document.body.append(dialog);
  dialog.showModal();
}

function part(component, readers) {
  switch (component.type) {
    case ROW: return component.components.map((it) => labelled(it.label ?? it.placeholder ?? "Choose", "", it, readers));
    case LABEL: return labelled(component.label, component.description, component.component, readers);
    case TEXT: return drawMarkdown(component.content, names);
    default: return h("p.form-problem", {}, `(a part of type ${component.type}, which this page can't draw)`);
  }
}

function labelled(label, description, control, readers) {
  const needed = control.required !== false;
  const words = [h("b", {}, label), needed && h("small", {}, " needed"), description && h("small.description", {}, description)];
  if (control.type !== TEXT_INPUT && (control.max_values ?? 1) > 1) return boxes(words, control, readers);
  const input = control.type === TEXT_INPUT ? textInput(control, needed) : choice(control, needed);
  readers.set(control.custom_id, control.type === TEXT_INPUT ? () => input.value : () => (input.value ? [input.value] : []));
  return h("label.command-field", {}, h("span", {}, words), input);
}

function textInput({ style, value, placeholder, min_length, max_length }, required) {
  const shared = { required, placeholder, minlength: min_length, maxlength: max_length ?? 4000, value: value ?? "" };
  return style === LONG ? h("textarea", { rows: "4", ...shared }) : h("input", { type: "text", autocomplete: "off", ...shared });
}

function optionsOf(control) {
  return control.type === STRING_SELECT ? control.options : names.choices(ENTITY_SELECTS[control.type]);
}

function choice(control, required) {
  return h("select", { required }, h("option", { value: "" }, control.placeholder ?? "Choose …"),
    optionsOf(control).map((it) => h("option", { value: it.value, selected: Boolean(it.default) }, it.description ? `${it.label} – ${it.description}` : it.label)));
}

/** Several may be chosen: a box for each. */
function boxes(words, control, readers) {
  const inputs = optionsOf(control).map((it) => [it, h("input", { type: "checkbox", value: it.value, checked: Boolean(it.default) })]);
  readers.set(control.custom_id, () => inputs.filter(([, input]) => input.checked).map(([it]) => it.value));
  return h("fieldset.command-field", {}, h("legend", {}, words), h("div.form-boxes", {}, inputs.map(([it, input]) => h("label", {}, input, " ", it.label))));
}
