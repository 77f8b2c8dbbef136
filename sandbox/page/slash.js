// Slash commands: what was typed, a form for the options, and the run.

import { act } from "./api.js";
import { withSuggestions } from "./autocomplete.js";
import { fill, find, h, toast } from "./dom.js";
import { showForm } from "./modal.js";
import { state } from "./state.js";

const INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, NUMBER = 10;
const NUMBERS = [INTEGER, NUMBER];
const YES_NO = [{ value: "true", name: "yes" }, { value: "false", name: "no" }];

/** The command that `/name words` means, with the words; of two bots the first one's; or null. */
export function commandTyped(text) {
  if (!text.startsWith("/")) return null;
  const typed = text.slice(1), lower = typed.toLowerCase();
  const meant = state.world.commands.filter((it) => lower === it.name || lower.startsWith(`${it.name} `))
    .sort((a, b) => b.name.length - a.name.length || a.bot.localeCompare(b.bot))[0];
  return meant ? { command: meant, rest: typed.slice(meant.name.length).trim() } : null;
}

/** Runs it when the words fill all that it needs; otherwise its form opens with them in place. */
export function beginCommand(command, rest = "") {
  const given = valuesOf(command, rest);
  const asks = command.options.length && !rest;
  const missing = command.options.some((it) => it.required && given[it.name] === undefined);
  if (asks || missing || given === null) openForm(command, given ?? {});
  else run(command, given);
}

export function dropCommand() {
  fill(find("#command"));
  find("#command").hidden = true;
}

/** `hydra:3 open:yes`, or plain words for the first option. */
function valuesOf({ options }, rest) {
  const given = {};
  if (!rest || !options.length) return given;
  const names = options.map((it) => it.name).join("|");
  const pairs = [...rest.matchAll(new RegExp(`(?:^|\\s)(${names}):\\s*(.*?)(?=\\s(?:${names}):|$)`, "gi"))];
  for (const [, name, value] of pairs) given[name.toLowerCase()] = value.trim();
  if (!pairs.length) given[(options.find((it) => it.required) ?? options[0]).name] = rest;
  return Object.fromEntries(options.filter((it) => given[it.name] !== undefined).map((it) => [it.name, fromWords(it, given[it.name])]));
}

/** What somebody typed for an option: a choice by its name, yes or no, somebody by name. */
function fromWords({ type, choices }, words) {
  const alike = (list) => list.find((it) => it.name.toLowerCase() === words.replace(/^[@#]/, "").toLowerCase());
  if (choices?.length) return alike(choices)?.value ?? words;
  if (type === BOOLEAN) return /^(yes|true|on|1)$/i.test(words);
  if (NUMBERS.includes(type)) return Number.isNaN(Number(words)) ? words : Number(words);
  const list = listOf(type);
  return list ? alike(list)?.id ?? words : words;
}

function listOf(type, kinds) {
  if (type === USER) return state.world.people;
  if (type === ROLE) return state.world.roles;
  if (type === MENTIONABLE) return [...state.world.people, ...state.world.roles];
  if (type === CHANNEL) return state.world.channels.filter((it) => !kinds?.length || kinds.includes(it.type));
  return null;
}

function openForm(command, given) {
  const place = find("#command");
  const inputs = new Map();
  const values = () => read(inputs);
  const cancel = () => { dropCommand(); find("#box").focus(); };
  const fields = command.options.map((it) => {
    const input = optionInput(it, given[it.name], command, values);
    inputs.set(it, input);
    return h("label.command-field", {}, h("span", {}, h("b", {}, it.name), it.required ? h("small", {}, " needed") : null),
      input.suggestions ? h("span.with-list", {}, input, input.suggestions) : input, h("small", {}, it.description));
  });
  fill(place, h("form.command-form", {
    "aria-label": `/${command.name} of ${command.bot}`,
    onsubmit: (event) => { event.preventDefault(); dropCommand(); run(command, values()); find("#box").focus(); },
    onkeydown: (event) => { if (event.key === "Escape") cancel(); },
  },
    h("div.command-head", {}, h("b", {}, `/${command.name}`), h("small", {}, command.bot), h("small.about", {}, command.description)),
    h(`div.command-fields${fields.length > 3 ? ".many" : ""}`, {}, fields),
    h("div.command-foot", {},
      h("button.component-button.primary", { type: "submit" }, "Send"),
      h("button.component-button.secondary", { type: "button", onclick: cancel }, "Cancel"))));
  place.hidden = false;
  (place.querySelector("input:invalid, select:invalid") ?? place.querySelector("input, select"))?.focus();
}

function optionInput(option, value, command, values) {
  const { type, required, choices } = option;
  const pick = (list) => h("select", { required }, h("option", { value: "" }, required ? "Choose …" : "—"),
    list.map((it) => { const id = String(it.value ?? it.id); return h("option", { value: id, selected: id === String(value) }, it.name); }));
  if (choices?.length) return pick(choices);
  if (type === BOOLEAN) return pick(YES_NO);
  const list = listOf(type, option.channel_types);
  if (list) return pick(list);
  const number = NUMBERS.includes(type);
  const input = h("input", {
    type: number && !option.autocomplete ? "number" : "text", required, value: value ?? "", autocomplete: "off",
    inputmode: number ? "decimal" : null, step: type === INTEGER ? "1" : number ? "any" : null,
    min: option.min_value, max: option.max_value, minlength: option.min_length, maxlength: option.max_length,
  });
  return option.autocomplete ? withSuggestions(input, (typed) => complete(command, option.name, typed, values())) : input;
}

async function complete({ bot, name }, option, typed, options) {
  const told = await act(`channels/${state.channel}/complete`, { as: state.me, bot, command: name, option, typed, options });
  return told?.choices ?? [];
}

function read(inputs) {
  const given = {};
  for (const [{ name, type }, input] of inputs) {
    const value = input.dataset.value ?? input.value;
    if (value === "") continue;
    if (NUMBERS.includes(type)) given[name] = Number(value);
    else if (type === BOOLEAN) given[name] = value === "true";
    else given[name] = value;
  }
  return given;
}

async function run({ name, bot }, given) {
  const outcome = await act(`channels/${state.channel}/slash`, { as: state.me, bot, command: name, options: given });
  if (outcome && !outcome.answered) toast(`${bot} did not respond to /${name} within three seconds.`);
  if (outcome?.modal) showForm(outcome);
}
