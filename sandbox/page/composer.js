// The typing box: messages, replies, mentions, slash commands.

import { act } from "./api.js";
import { fill, find, h, toast } from "./dom.js";
import { avatar } from "./drawing.js";
import { currentChannel, me, names, state } from "./state.js";

const SUGGESTIONS = ["!help", "!ping", "!health", "!clan C1CE", "!sheetstatus", "!clansearch", "!clanmatch", "!watch_status", "!backfill_tickets dry"];
let options = [], picked = 0, command = null;

export function startComposer() {
  const box = find("#box");
  box.addEventListener("input", () => { grow(box); suggest(box); });
  box.addEventListener("keydown", (event) => onKey(event, box));
  find("#composer").addEventListener("submit", (event) => { event.preventDefault(); send(box); });
  fill(find("#try"), h("span", {}, "Try"), SUGGESTIONS.map((words) =>
    h("button.chip", { type: "button", onclick: () => say(words) }, words)));
}

export function drawComposer() {
  const channel = currentChannel(), person = me();
  if (!channel || !person) return;
  const box = find("#box");
  const mayWrite = channel.can_send !== false;
  box.disabled = !mayWrite;
  box.placeholder = mayWrite ? `Message ${channel.type === 0 ? "#" : ""}${channel.name} as ${person.name}` : `${person.name} may not write here`;
  const quoted = state.replyTo;
  fill(find("#replying"), quoted && [h("span", {}, "Replying to ", h("b", {}, names.author(quoted).name)),
    h("button", { type: "button", title: "Don't reply", onclick: () => { state.replyTo = null; drawComposer(); } }, "✕")]);
}

function grow(box) {
  box.style.setProperty("height", "auto");
  box.style.setProperty("height", `${Math.min(box.scrollHeight, 200)}px`);
}

function onKey(event, box) {
  if (options.length && ["ArrowDown", "ArrowUp", "Tab", "Enter"].includes(event.key)) {
    event.preventDefault();
    if (event.key === "ArrowDown") picked = (picked + 1) % options.length;
    else if (event.key === "ArrowUp") picked = (picked + options.length - 1) % options.length;
    else { options[picked].take(); return; }
    drawOptions();
  } else if (event.key === "Escape") {
    close();
    command = null;
    drawCommand();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(box);
  }
}

function send(box) {
  const words = box.value.trim();
  if (!words) return;
  box.value = "";
  grow(box);
  close();
  say(words);
}

function say(text) {
  const reply_to = state.replyTo?.id ?? null;
  state.replyTo = null;
  drawComposer();
  return act(`channels/${state.channel}/say`, { as: state.me, text, reply_to });
}

// ---- suggestions while typing -------------------------------------------------------------------

function suggest(box) {
  const slash = /^\/([\w -]*)$/.exec(box.value);
  const at = /(^|\s)@([\p{L}\p{N}_ .-]{0,20})$/u.exec(box.value.slice(0, box.selectionStart));
  if (slash) options = commandsLike(slash[1], box);
  else if (at) options = peopleLike(at[2], box);
  else options = [];
  picked = 0;
  drawOptions();
}

function commandsLike(words, box) {
  return state.world.commands.filter((it) => it.name.startsWith(words)).slice(0, 12).map((it) => ({
    face: [avatar(state.world.people.find((who) => who.bot && who.name === it.bot) ?? { id: "0", name: it.bot, bot: true }, "tiny"), h("b", {}, `/${it.name}`), h("small", {}, it.description)],
    take() {
      close();
      box.value = "";
      command = it;
      if (it.options.length) drawCommand(); else runCommand({});
    },
  }));
}

function peopleLike(words, box) {
  const wanted = words.toLowerCase();
  const hits = [
    ...state.world.people.filter((it) => it.name.toLowerCase().startsWith(wanted)).map((it) => ({ face: [avatar(it, "tiny"), h("b", {}, it.name)], text: `<@${it.id}>` })),
    ...state.world.roles.filter((it) => it.name.toLowerCase().startsWith(wanted) && it.name !== "@everyone").map((it) => ({ face: [h("b", {}, `@${it.name}`), h("small", {}, "role")], text: `<@&${it.id}>` })),
  ];
  return hits.slice(0, 8).map((it) => ({ face: it.face, take() {
    const end = box.selectionStart;
    const start = box.value.slice(0, end).lastIndexOf("@");
    box.value = `${box.value.slice(0, start)}${it.text} ${box.value.slice(end)}`;
    close();
    box.focus();
  } }));
}

function drawOptions() {
  const list = find("#suggestions");
  list.hidden = !options.length;
  fill(list, options.map((it, at) => h(`button.suggestion${at === picked ? ".picked" : ""}`, { type: "button", onclick: () => it.take() }, it.face)));
}

function close() {
  options = [];
  drawOptions();
}

// ---- slash commands with options -------------------------------------------------------------------

const NUMBER_TYPES = [4, 10], BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8;

function drawCommand() {
  const place = find("#command");
  place.hidden = !command;
  if (!command) return;
  const inputs = new Map();
  const cancel = () => { command = null; drawCommand(); find("#box").focus(); };
  const form = h("form.command-form", {
    onsubmit: (event) => { event.preventDefault(); runCommand(read(inputs)); },
    onkeydown: (event) => { if (event.key === "Escape") cancel(); },
  },
    h("b", {}, `/${command.name}`), command.options.map((it) => {
      const input = optionInput(it);
      inputs.set(it, input);
      return h("label", { title: it.description }, h("span", {}, it.name + (it.required ? "" : "?")), input);
    }),
    h("button.component-button.primary", { type: "submit" }, "Send"),
    h("button", { type: "button", title: "Cancel", onclick: cancel }, "✕"));
  fill(place, form);
  form.querySelector("input, select")?.focus();
}

function optionInput({ name, type, required, choices, description, autocomplete }) {
  const pick = (list) => h("select", { required }, !required && h("option", { value: "" }, "—"),
    list.map((it) => h("option", { value: it.value ?? it.id }, it.name)));
  if (choices?.length) return pick(choices);
  if (type === BOOLEAN) return pick([{ value: "true", name: "yes" }, { value: "false", name: "no" }]);
  if (type === USER) return pick(state.world.people);
  if (type === ROLE) return pick(state.world.roles);
  if (type === CHANNEL) return pick(state.world.channels);
  const input = h("input", { type: NUMBER_TYPES.includes(type) ? "number" : "text", required, placeholder: description });
  return autocomplete ? withSuggestions(input, name) : input;
}

/** The bot suggests values while the option is typed. */
function withSuggestions(input, option) {
  const list = h("datalist", { id: `choices-${option}` });
  input.setAttribute("list", list.id);
  input.after(list);
  const { bot, name } = command;
  let last = null, pending = 0;
  const complete = async () => {
    if (input.value === last) return;
    last = input.value;
    const told = await act(`channels/${state.channel}/complete`, { as: state.me, bot, command: name, option, typed: last });
    fill(list, told?.choices.map((it) => h("option", { value: it.value, label: it.name })));
  };
  input.addEventListener("input", () => { clearTimeout(pending); pending = setTimeout(complete, 150); });
  input.addEventListener("focus", () => { input.after(list); complete(); });
  return input;
}

function read(inputs) {
  const given = {};
  for (const [{ name, type }, input] of inputs) {
    if (input.value === "") continue;
    if (NUMBER_TYPES.includes(type)) given[name] = Number(input.value);
    else if (type === BOOLEAN) given[name] = input.value === "true";
    else given[name] = input.value;
  }
  return given;
}

async function runCommand(given) {
  const { name, bot } = command;
  command = null;
  drawCommand();
  const outcome = await act(`channels/${state.channel}/slash`, { as: state.me, bot, command: name, options: given });
  if (outcome && !outcome.answered) toast("The application did not respond.");
}
