// The typing box: messages, replies, mentions, slash commands.

import { act } from "./api.js";
import { fill, find, h, toast } from "./dom.js";
import { avatar } from "./drawing.js";
import { beginCommand, commandTyped, dropCommand } from "./slash.js";
import { currentChannel, me, names, state } from "./state.js";

// What people come for first: a phone shows four of them.
const SUGGESTIONS = ["!help", "/clanmatch", "!clan C1CE", "/tickets", "/clansearch", "!health", "!ping", "!sheetstatus", "!watch_status", "!backfill_tickets dry"];
let options = [], picked = 0;

export function startComposer() {
  const box = find("#box");
  box.addEventListener("input", () => { grow(box); suggest(box); });
  box.addEventListener("keydown", (event) => onKey(event, box));
  find("#send").addEventListener("click", () => send(box));
  fill(find("#try"), h("span", {}, "Try"), SUGGESTIONS.map((words) =>
    h("button.chip", { type: "button", onclick: () => (words.startsWith("/") ? runs(words) : say(words)) }, words)));
}

function runs(words) {
  const command = commandTyped(words);
  if (command) beginCommand(command.command);
  else toast(`No bot here has the command ${words} yet.`);
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
    dropCommand();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(box);
  }
}

function send(box) {
  const words = box.value.trim();
  if (!words) return;
  const command = commandTyped(words);
  if (words.startsWith("/") && !command) return toast(`No bot here has the command ${words.split(/\s/)[0]}: it was not posted as a message. Type / to see what there is.`);
  box.value = "";
  grow(box);
  close();
  if (command) beginCommand(command.command, command.rest);
  else say(words);
}

function say(text) {
  const reply_to = state.replyTo?.id ?? null;
  state.replyTo = null;
  drawComposer();
  return act(`channels/${state.channel}/say`, { as: state.me, text, reply_to });
}

// ---- suggestions while typing -------------------------------------------------------------------

function suggest(box) {
  const slash = /^\/([^\n]*)$/.exec(box.value);
  const at = /(^|\s)@([\p{L}\p{N}_ .-]{0,20})$/u.exec(box.value.slice(0, box.selectionStart));
  if (slash) options = commandsLike(slash[1], box);
  else if (at) options = peopleLike(at[2], box);
  else options = [];
  picked = 0;
  drawOptions();
}

/** Both bots' commands, each with whose it is; with words behind a name, that command alone. */
function commandsLike(words, box) {
  const wanted = words.toLowerCase();
  const fitting = state.world.commands
    .map((it) => ({ it, rest: wanted.startsWith(`${it.name} `) ? words.slice(it.name.length + 1).trim() : "" }))
    .filter(({ it, rest }) => rest || it.name.startsWith(wanted.trimEnd()) || wanted.startsWith(`${it.name} `));
  return fitting.sort((a, b) => a.it.name.localeCompare(b.it.name) || a.it.bot.localeCompare(b.it.bot)).map(({ it, rest }) => ({
    face: [avatar(state.world.people.find((who) => who.bot && who.name === it.bot) ?? { id: "0", name: it.bot, bot: true }, "tiny"),
      h("b", {}, `/${it.name}`), h("small.about", {}, h("span.options-in-words", {}, optionsInWords(it)), it.description), h("small.whose", {}, it.bot)],
    take() {
      close();
      box.value = "";
      grow(box);
      beginCommand(it, rest);
    },
  }));
}

function optionsInWords({ options: declared }) {
  return declared.length ? `${declared.map((it) => (it.required ? it.name : `[${it.name}]`)).join(" ")} · ` : "";
}

function peopleLike(words, box) {
  const wanted = words.toLowerCase();
  const hits = [
    ...state.world.people.filter((it) => it.name.toLowerCase().startsWith(wanted)).map((it) => ({ face: [avatar(it, "tiny"), h("b", {}, it.name), h("small.about", {}, it.bot ? "bot" : names.rolesOf(it))], text: `<@${it.id}>` })),
    ...state.world.roles.filter((it) => it.name.toLowerCase().startsWith(wanted) && it.name !== "@everyone").map((it) => ({ face: [h("b", {}, `@${it.name}`), h("small.about", {}, "role")], text: `<@&${it.id}>` })),
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
  const list = find("#suggestions"), box = find("#box");
  list.hidden = !options.length;
  fill(list, options.map((it, at) => h(`div.suggestion${at === picked ? ".picked" : ""}`, { id: `suggestion-${at}`, role: "option", "aria-selected": String(at === picked), onclick: () => it.take() }, it.face)));
  if (options.length) box.setAttribute("aria-activedescendant", `suggestion-${picked}`); else box.removeAttribute("aria-activedescendant");
  list.children[picked]?.scrollIntoView({ block: "nearest" });
}

function close() {
  options = [];
  drawOptions();
}
