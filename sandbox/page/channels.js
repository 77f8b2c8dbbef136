// The left side: who you are, channels, threads and what is unread.

import { act } from "./api.js";
import { fill, find, h } from "./dom.js";
import { avatar } from "./drawing.js";
import { me, names, remember, state } from "./state.js";

const CATEGORY = 4, THREADS = [10, 11, 12];

export function drawPeopleChooser(change) {
  const person = me();
  if (!person) return;
  const groups = grouped(persons(), names.rolesOf);
  const choose = h("select", { id: "you", "aria-label": "You are", onchange: (event) => { remember("me", event.target.value); change(event.target.value); } },
    [...groups].map(([kind, people]) => h("optgroup", { label: kind },
      people.map((it) => h("option", { value: it.id, selected: it.id === person.id }, it.name)))));
  fill(find("#people"), avatar(person),
    h("label.you", {}, h("span.you-are", {}, `You are: ${names.rolesOf(person)}`), choose));
}

function persons() {
  return state.world.people.filter((it) => !it.bot);
}

function grouped(list, key) {
  const groups = new Map();
  for (const it of list) groups.set(key(it), [...(groups.get(key(it)) ?? []), it]);
  return groups;
}

export function drawChannels() {
  const { channels } = state.world;
  const top = channels.filter((it) => !THREADS.includes(it.type)).sort((a, b) => a.position - b.position);
  const categories = [null, ...top.filter((it) => it.type === CATEGORY)];
  fill(find("#channels"), categories.map((category) => {
    const inside = top.filter((it) => it.type !== CATEGORY && (it.parent_id ?? null) === (category?.id ?? null));
    if (!inside.length) return null;
    return h("section", {}, category && h("h2", {}, category.name), inside.map((it) => channelWithThreads(it, channels)));
  }));
  find("#guild").textContent = state.world.guild.name;
}

function channelWithThreads(channel, channels) {
  const threads = channels.filter((it) => it.parent_id === channel.id && THREADS.includes(it.type));
  const shown = threads.filter((it) => !it.archived || it.id === state.channel || unread(it));
  const older = threads.length - shown.length;
  return h("div.channel-group", {},
    link(channel, "#"),
    shown.sort((a, b) => (BigInt(b.id) > BigInt(a.id) ? 1 : -1)).map((it) => link(it, it.type === 12 ? "🔒" : "", "thread")),
    older ? h("a.channel.thread.more", { href: `/#archive-${channel.id}` }, `${older} archived`) : null);
}

function link(channel, mark, kind = "") {
  const classes = ["channel", kind, channel.id === state.channel && "open", unread(channel) && "unread", channel.archived && "archived"];
  return h(`a.${classes.filter(Boolean).join(".")}`, { href: `/#${channel.id}`, "aria-current": channel.id === state.channel ? "page" : null },
    h("span.mark", { "aria-hidden": "true" }, mark), h("span.name", {}, channel.name),
    channel.locked && h("span.badge", { title: "locked" }, "locked"),
    channel.archived && h("span.badge", { title: "archived" }, "archived"));
}

function unread(channel) {
  if (channel.id === state.channel || !channel.last_message_id) return false;
  const seen = state.seen.get(channel.id);
  return seen === undefined || BigInt(channel.last_message_id) > BigInt(seen);
}

/** At the first look everything counts as read; later what is new stands out. */
export function noteSeen() {
  for (const channel of state.world.channels)
    if (state.firstLook || channel.id === state.channel) state.seen.set(channel.id, channel.last_message_id ?? "0");
  state.firstLook = false;
}

let renaming = null;

function renameForm(channel) {
  const input = h("input", { value: channel.name, "aria-label": "New name of the thread", maxlength: "100", required: true });
  const close = () => { renaming = null; fill(find("#heading")); drawHeading(names.channel(channel.id) ?? channel); find("#heading .rename")?.focus(); };
  return h("form.rename-form", {
    onsubmit: async (event) => {
      event.preventDefault();
      const name = input.value.trim();
      if (name && (name === channel.name || await act(`channels/${channel.id}/rename`, { as: state.me, name }))) close();
    },
    onkeydown: (event) => { if (event.key === "Escape") close(); },
  }, input, h("button.small-button.success", { type: "submit" }, "Save"), h("button.small-button", { type: "button", onclick: close }, "Cancel"));
}

export function drawHeading(channel) {
  const kind = THREADS.includes(channel.type) ? "🧵" : "#";
  const parent = state.world.channels.find((it) => it.id === channel.parent_id && it.type !== CATEGORY);
  const thread = THREADS.includes(channel.type);
  if (renaming === channel.id) return void (find("#heading form") ?? fill(find("#heading"), renameForm(channel)));
  renaming = null;
  fill(find("#heading"), h("span.mark", { "aria-hidden": "true" }, kind), h("h1", { title: channel.name }, channel.name),
    thread && h("button.small-button.rename", { type: "button", title: "Rename this thread", onclick: () => { renaming = channel.id; drawHeading(channel); find("#heading input").select(); } }, "Rename"),
    parent && thread && h("a.parent", { href: `/#${parent.id}` }, `in #${parent.name}`),
    channel.topic && h("span.topic", { title: channel.topic }, channel.topic),
    channel.locked && h("span.badge", {}, "locked"), channel.archived && h("span.badge", {}, "archived"));
}

/** What stands above the first message. */
export function drawBeginning(channel) {
  const thread = THREADS.includes(channel?.type);
  return channel && h("div.beginning", {}, h("span.mark", { "aria-hidden": "true" }, thread ? "🧵" : "#"),
    h("h2", {}, thread ? channel.name : `Welcome to #${channel.name}!`), h("p", {}, channel.topic ?? "This is where it begins."),
    channel.id === state.world.home_channel && h("p", {}, `You are ${me()?.name} (${names.rolesOf(me())}). The list below the channels makes you somebody else.`));
}
