// A text field for which the bot suggests values while somebody types.

import { fill, h } from "./dom.js";

const TYPING_PAUSE_MS = 150;
let made = 0;

/** `input` with a list below it (`input.suggestions`); `suggest(typed)` promises choices `{name, value}`. */
export function withSuggestions(input, suggest) {
  const id = `choices-${made += 1}`;
  const list = h("div.choices", { id, role: "listbox", hidden: true, "aria-label": "Suggestions" });
  let last = null, pending = 0, choices = [], at = -1;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) input.setAttribute(name, value);

  const show = () => {
    list.hidden = !choices.length;
    input.setAttribute("aria-expanded", String(choices.length > 0));
    fill(list, choices.map((it, number) => h(`div.option${number === at ? ".at" : ""}`, {
      id: `${id}-${number}`, role: "option", "aria-selected": String(number === at),
      onpointerdown: (event) => { event.preventDefault(); take(it); },
    }, it.name)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${id}-${at}`); else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const close = () => { choices = []; at = -1; show(); };
  const take = ({ name, value }) => {
    input.value = name;
    input.dataset.value = value;
    last = name;
    close();
  };
  const ask = async () => {
    if (input.value === last) return;
    const typed = last = input.value;
    const told = await suggest(typed);
    if (typed !== last || document.activeElement !== input) return;
    choices = told;
    at = -1;
    show();
  };
  input.addEventListener("input", () => { delete input.dataset.value; clearTimeout(pending); pending = setTimeout(ask, TYPING_PAUSE_MS); });
  input.addEventListener("focus", ask);
  input.addEventListener("blur", () => { last = input.value; close(); });
  input.addEventListener("keydown", (event) => {
    if (!choices.length) { if (event.key === "ArrowDown") { last = null; ask(); } return; }
    if (event.key === "ArrowDown") at = (at + 1) % choices.length;
    else if (event.key === "ArrowUp") at = (at + choices.length - 1) % choices.length;
    else if (event.key === "Enter" && at >= 0) take(choices[at]);
    else if (event.key === "Escape") { event.stopPropagation(); close(); }
    else return;
    event.preventDefault();
    show();
  });
  return Object.assign(input, { suggestions: list });
}
