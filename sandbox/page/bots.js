// The Bots tab and the pills at the top: process, /healthz, /status and the last log lines of each instance.

import { act, ask } from "./api.js";
import { fill, find, h, keepFocus } from "./dom.js";
import { state } from "./state.js";

const opened = new Set();
const cards = new Map();

export async function loadBots() {
  state.bots = (await ask("bots")).bots;
  drawPills();
  drawCards();
}

/** What a code of /healthz means, as a word and a colour. */
function verdict({ state: process, frozen, health }) {
  if (frozen) return { kind: "warn", words: "frozen" };
  if (process !== "running") return { kind: process === "restarting" ? "warn" : "off", words: process };
  if (health === null) return { kind: "off", words: "no answer yet" };
  if (health.body?.state === "standby") return { kind: "rest", words: "standby" };
  const kind = { 200: "good", 206: "warn" }[health.status] ?? "bad";
  return { kind: kind === "good" && health.body?.status === "degraded" ? "warn" : kind, words: health.body?.state ?? (health.status === 200 ? "up" : "down") };
}

/** Among several instances: which one speaks. */
function voice({ state: process, frozen, health }) {
  const term = health?.body?.term ?? null;
  return process === "running" && !frozen && term !== null ? h("span.badge.speaks", {}, "speaks") : null;
}

/** Above the chat, and on a phone above what is behind it as well. */
function drawPills() {
  const apps = [...new Set(state.bots.map((it) => it.app))];
  for (const place of document.querySelectorAll(".pills")) {
    place.classList.toggle("several", state.bots.length > apps.length);
    keepFocus(place, () => fill(place, apps.map((app) => h("div.pill-row", {}, state.bots.filter((it) => it.app === app).map(drawPill)))));
  }
}

function drawPill(bot) {
  const { kind, words } = verdict(bot);
  return h(`button.pill.${kind}`, { type: "button", title: `${bot.name}: ${bot.words}`, "data-bot": bot.name, "data-key": bot.name, onclick: () => find("#to-bots").click() },
    h("i.lamp"), h("span.pill-name", {}, bot.name), h("span.pill-words", {}, code(bot) ? `${code(bot)} ${words}` : words));
}

/** What /healthz answers; nothing while the process can't be asked. */
function code({ state: process, frozen, health }) {
  return process === "running" && !frozen ? health?.status ?? "—" : null;
}

function drawCards() {
  const place = find("#tab-bots");
  const here = new Set(state.bots.map((it) => it.name));
  for (const [name, card] of cards) {
    if (here.has(name)) continue;
    card.element.remove();
    cards.delete(name);
    opened.delete(name);
  }
  for (const bot of state.bots) {
    if (!cards.has(bot.name)) {
      cards.set(bot.name, makeCard(bot));
      place.insertBefore(cards.get(bot.name).element, after(bot));
    }
    cards.get(bot.name).update(bot);
  }
  fill(find("#limits"), state.bots[0]?.limits ?? "");
}

/** The first card of a later bot, or nothing: a new instance goes to its own kind. */
function after(bot) {
  const later = state.bots.slice(state.bots.indexOf(bot) + 1).find((it) => cards.has(it.name));
  return later ? cards.get(later.name).element : null;
}

function makeCard(first) {
  const live = h("div.live"), facts = h("dl.facts"), strip = h("div.strip", { role: "img", title: "/healthz in the last two minutes, newest at the right", "aria-label": `/healthz of ${first.name} in the last two minutes, as colours` });
  const body = h("pre.body", { tabindex: "0", role: "group", "aria-label": `/healthz of ${first.name}` }), log = h("pre.log", { tabindex: "0", role: "log", "aria-live": "off", "aria-label": `Log of ${first.name}` }), frame = h("div.status-frame", { hidden: true });
  let frozen = false;
  const run = (verb) => () => act(`bots/${first.name}/${verb}`);
  const buttons = {
    start: h("button.small-button.success", { type: "button", onclick: run("start") }, "Start"),
    stop: h("button.small-button", { type: "button", onclick: run("stop"), title: "SIGTERM; stays off" }, "Stop"),
    restart: h("button.small-button", { type: "button", onclick: run("restart"), title: "SIGTERM; the host starts it again, as at a deploy" }, "Restart"),
    kill: h("button.small-button.danger", { type: "button", onclick: run("kill"), title: "SIGKILL; the host starts it again" }, "Kill"),
    freeze: h("button.small-button", { type: "button", onclick: () => act(`bots/${first.name}/${frozen ? "thaw" : "freeze"}`), title: "SIGSTOP and SIGCONT: as on a starved machine" }, "Freeze"),
    deploy: h("button.small-button", { type: "button", onclick: () => act(`deploys/${first.app}`), title: `One more instance of ${first.app} starts; the oldest one goes when it has` }, "Deploy"),
  };
  const toggle = h("button.small-button", { type: "button", "aria-expanded": "false", onclick: () => showStatus(first, frame, toggle) }, "Status page");
  const element = h("article.bot-card", { "data-bot": first.name }, live, strip, facts, h("div.bot-buttons", {}, Object.values(buttons), toggle), frame,
    h("details", { open: true }, h("summary", {}, "/healthz"), body),
    h("details", { open: true }, h("summary", {}, "Log"), log));
  return {
    element,
    update(bot) {
      const { kind, words } = verdict(bot);
      fill(live, h(`span.code.${kind}`, {}, code(bot) ?? "×"),
        h("span", {}, h("h2", {}, bot.name, voice(bot)), h("span.state-words", {}, bot.state === "running" ? inWords(bot, kind, words) : bot.words)));
      fill(strip, bot.history.map((it) => h(`i.${{ 200: "good", 206: "warn", 0: "off", 1: "rest" }[it] ?? "bad"}`)));
      fill(facts, fact("process", bot.pid ? `${bot.state}, pid ${bot.pid}` : bot.state), fact("restarts", bot.restarts),
        fact("last exit", bot.last_status ?? "—"), fact("address", h("a", { href: `${bot.url}/status`, target: "_blank", title: `${bot.url}/status` }, bot.url.replace("http://", ""))));
      body.textContent = bot.health ? JSON.stringify(bot.health.body, null, 2) : "The process doesn't answer.";
      drawLog(log, bot.log);
      const running = bot.state === "running";
      buttons.start.disabled = running || bot.state === "restarting";
      buttons.kill.disabled = buttons.restart.disabled = !running;
      frozen = bot.frozen;
      buttons.freeze.textContent = frozen ? "Go on" : "Freeze";
      buttons.freeze.disabled = !running;
      buttons.stop.disabled = !running && bot.state !== "restarting";
      if (opened.has(bot.name) && bot.health && frame.dataset.shows !== moment(bot)) mountStatus(bot, frame);
    },
  };
}

/** State and reason; a reason that names the state itself is enough. */
function inWords({ frozen, health }, kind, words) {
  const reason = frozen ? "" : health?.body?.reason ?? "";
  return [kind !== "rest" && !reason.startsWith(words) && words, reason].filter(Boolean).join(": ");
}

function fact(name, value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

function drawLog(log, lines) {
  const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 24;
  fill(log, lines.map((line) => h(`span.${line.startsWith("— host:") ? "host-line" : "line"}`, {}, `${line}\n`)));
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function showStatus(bot, frame, toggle) {
  const wanted = !opened.has(bot.name);
  if (wanted) opened.add(bot.name); else opened.delete(bot.name);
  toggle.setAttribute("aria-expanded", String(wanted));
  frame.hidden = !wanted;
  if (wanted) mountStatus(state.bots.find((it) => it.name === bot.name), frame);
}

/** The page refreshes itself every ten seconds; a new process or a new state is shown at once. */
function moment({ pid, health }) {
  return `${pid} ${health?.status} ${health?.body?.state}`;
}

function mountStatus(bot, frame) {
  frame.dataset.shows = moment(bot);
  fill(frame, h("iframe", { src: `${bot.url}/status`, title: `${bot.name}: /status` }));
}
