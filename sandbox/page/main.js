// Puts the page together: what is loaded when, and what is drawn again when the feed says so.

import { act, ask, follow } from "./api.js";
import { loadBots } from "./bots.js";
import { drawBeginning, drawChannels, drawHeading, drawPeopleChooser, noteSeen } from "./channels.js";
import { drawComposer, startComposer } from "./composer.js";
import { fill, find, h, keepFocus, toast, withArrows } from "./dom.js";
import { showFaults } from "./faults.js";
import { drawMessages } from "./message.js";
import { showForm } from "./modal.js";
import { showSheets } from "./sheets.js";
import { currentChannel, names, recall, remember, state } from "./state.js";
import { showTickets } from "./tickets.js";

const TABS = { sheets: showSheets, bots: loadBots, faults: showFaults, tickets: showTickets };
const TYPING_SHOWN_MS = 8000;

// ---- what is loaded -----------------------------------------------------------------------------

async function loadWorld() {
  state.world = await ask(`world?as=${state.me ?? ""}&channel=${state.channel ?? ""}`);
  state.me = state.world.me;
  if (!currentChannel()) state.channel = state.world.home_channel;
  noteSeen();
  keepFocus(find("#people"), () => drawPeopleChooser(become));
  keepFocus(find("#channels"), drawChannels);
  keepFocus(find("#heading"), () => drawHeading(currentChannel()));
  drawComposer();
}

async function loadMessages() {
  const channel = state.channel;
  const { messages } = await ask(`channels/${channel}/messages?as=${state.me}`);
  if (channel !== state.channel) return;
  const place = find("#messages");
  const isSame = place.dataset.channel === channel;
  const atEnd = isAtEnd(place) || !isSame;
  if (isSame && place.querySelector(".select-list:not([hidden])")) return void (place.dataset.late = "yes");
  const shown = messages.filter((it) => !state.dismissed.has(it.id));
  keepFocus(place, () => fill(place, h("div.filler"), drawBeginning(currentChannel()), drawMessages(shown, names, whatPeopleDo)));
  place.dataset.channel = channel;
  const here = currentChannel();
  if (here && messages.length) here.last_message_id = messages.at(-1).id;
  state.seen.set(channel, messages.at(-1)?.id ?? "0");
  if (atEnd) place.scrollTop = place.scrollHeight;
}

/** Whoever reads the newest goes on seeing it when room goes, or a picture arrives. */
function keepAtEnd(place) {
  let atEnd = true;
  const follow = () => { if (atEnd) place.scrollTop = place.scrollHeight; };
  place.addEventListener("scroll", () => { atEnd = isAtEnd(place); });
  place.addEventListener("load", follow, true);
  new ResizeObserver(follow).observe(place);
}

function isAtEnd(place) {
  return place.scrollTop + place.clientHeight >= place.scrollHeight - 80;
}

const whatPeopleDo = {
  click: (message, { custom_id }) => press(message, { custom_id }),
  choose: (message, { custom_id }, values) => press(message, { custom_id, values }),
  react: (message, emoji, on) => act(`channels/${message.channel_id}/react`, { as: state.me, message: message.id, emoji: emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name, on }),
  dismiss(message) { state.dismissed.add(message.id); refresh.messages(); },
  reply(message) { state.replyTo = message; drawComposer(); find("#box").focus(); },
};

/** Until the bot has answered and the message is drawn anew, its other controls wait, as in Discord. */
async function press(message, component) {
  const element = find(`[data-id="${message.id}"]`);
  element?.classList.add("waiting");
  const outcome = await act(`channels/${message.channel_id}/press`, { as: state.me, message: message.id, ...component });
  if (outcome && !outcome.answered) toast("This interaction failed: the bot did not answer within three seconds.");
  if (outcome?.modal) showForm(outcome);
  await refresh.messages();
  element?.classList.remove("waiting");
}

// ---- what people choose -------------------------------------------------------------------------

async function become(id) {
  state.me = id;
  state.seen.clear();
  state.firstLook = true;
  await loadWorld();
  await loadMessages();
}

async function openFromAddress() {
  const [wanted, message] = location.hash.slice(1).split("/");
  const archive = /^archive-(\d+)$/.exec(wanted)?.[1];
  if (archive) return showArchive(archive);
  if (wanted && wanted !== state.channel) {
    state.channel = wanted;
    state.replyTo = null;
    await loadWorld();
  }
  showPane("chat");
  await loadMessages();
  drawChannels();
  if (message) showMessage(message);
}

function showMessage(id) {
  const shown = document.querySelector(`.message[data-id="${CSS.escape(id)}"]`);
  shown?.scrollIntoView({ block: "center" });
  shown?.animate([{ background: "var(--called-ground)" }, {}], 1500);
}

function showArchive(parent) {
  const threads = state.world.channels.filter((it) => it.parent_id === parent && it.archived);
  fill(find("#messages"), h("div.archive", {}, h("h2", {}, "Archived threads"), threads.map((it) =>
    h("a.channel", { href: `/#${it.id}` }, "🧵 ", it.name, it.locked && h("span.badge", {}, "locked")))));
  find("#messages").dataset.channel = "";
  showPane("chat");
}

function showTab(name) {
  remember("tab", name);
  for (const it of Object.keys(TABS)) {
    find(`#tab-${it}`).hidden = it !== name;
    find(`#to-${it}`).setAttribute("aria-selected", String(it === name));
    find(`#to-${it}`).tabIndex = it === name ? 0 : -1;
  }
  showPane("panel");
  TABS[name]().catch((problem) => toast(problem.message));
}

function showPane(name) {
  document.body.dataset.pane = name;
  for (const button of document.querySelectorAll("#panes button")) button.setAttribute("aria-pressed", String(button.dataset.pane === name));
}

function openTab() {
  return Object.keys(TABS).find((it) => !find(`#tab-${it}`).hidden);
}

// ---- what the feed says -------------------------------------------------------------------------

/** Runs `work` again after it ended if it was wanted meanwhile: never twice at once, never missed. */
function latest(work) {
  let running = null, again = false;
  const rounds = async () => {
    try { do { again = false; await work(); } while (again); }
    catch (problem) { toast(problem.message); }
    finally { running = null; }
  };
  return function run() {
    if (running) again = true;
    else running = rounds();
    return running;
  };
}

const refresh = {
  world: latest(loadWorld), messages: latest(loadMessages), bots: latest(loadBots),
  tab: latest(() => TABS[openTab()]()), faults: latest(showFaults),
};

async function onChange(topics, typing) {
  const has = (topic) => topics.includes(topic) || topics.includes("everything");
  if (has("world")) await refresh.world();
  if (topics.includes("everything") || topics.includes(`channel:${state.channel}`)) await refresh.messages();
  if (topics.some((it) => it.startsWith("channel:") && it !== `channel:${state.channel}`)) await refresh.world();
  if (has("bots")) await refresh.bots();
  if (has("faults")) await refresh.faults();
  if (has("sheets") && openTab() === "sheets") await refresh.tab();
  if ((has("world") || topics.some((it) => it.startsWith("channel:"))) && openTab() === "tickets") await refresh.tab();
  for (const it of typing) if (it.channel === state.channel) showTyping(names.user(it.user)?.name ?? "Someone");
}

let typingEnds = 0;
function showTyping(name) {
  clearTimeout(typingEnds);
  fill(find("#typing"), h("i.dots"), h("b", {}, name), " is typing…");
  typingEnds = setTimeout(() => fill(find("#typing")), TYPING_SHOWN_MS);
}

async function start() {
  state.me = recall("me");
  state.channel = /^\d+/.exec(location.hash.slice(1))?.[0] ?? null;
  startComposer();
  for (const name of Object.keys(TABS)) find(`#to-${name}`).addEventListener("click", () => showTab(name));
  for (const button of document.querySelectorAll("#panes button")) button.addEventListener("click", () => showPane(button.dataset.pane));
  find("#widen").addEventListener("click", () => find("#widen").setAttribute("aria-pressed", String(document.body.classList.toggle("wide-panel"))));
  addEventListener("hashchange", () => openFromAddress().catch((problem) => toast(problem.message)));
  document.addEventListener("select-closed", () => setTimeout(() => {
    if (find("#messages").dataset.late) { delete find("#messages").dataset.late; refresh.messages(); }
  }, 50));
  withArrows(find("#tabs"), '[role="tab"]');
  keepAtEnd(find("#messages"));
  await loadWorld();
  await loadBots();
  showTab(recall("tab") ?? "bots");
  showPane("chat");
  follow((topics, typing) => onChange(topics, typing ?? []), (gone) => { document.body.classList.toggle("lost", gone); });
}

start().catch((problem) => toast(problem.message));
