// The Bots tab and the pills at the top: process, /healthz, /status and the last log lines of each bot.

import { act, ask } from "./api.js";
import { fill, find, h } from "./dom.js";
import { state } from "./state.js";

const opened = new Set();
const cards = new Map();

export async function loadBots() {
  state.bots = (await ask("bots")).bots;
  drawPills();
  drawCards();
}

/** What a code of /healthz means, as a word and a colour. */
function verdict({ state: process, health }) {
  if (process !== "running") return { kind: process === "restarting" ? "warn" : "off", words: process };
  if (health === null) return { kind: "off", words: "no answer yet" };
  const kind = { 200: "good", 206: "warn" }[health.status] ?? "bad";
  return { kind: kind === "good" && health.body?.status === "degraded" ? "warn" : kind, words: health.body?.state ?? (health.status === 200 ? "up" : "down") };
}

function drawPills() {
  fill(find("#pills"), state.bots.map((bot) => {
    const { kind, words } = verdict(bot);
    return h(`button.pill.${kind}`, { type: "button", title: `${bot.app}: ${bot.words}`, "data-bot": bot.app, onclick: () => find("#to-bots").click() },
      h("i.lamp"), h("span.pill-name", {}, bot.app), h("span.pill-words", {}, bot.state === "running" ? `${bot.health?.status ?? "—"} ${words}` : words));
  }));
}

function drawCards() {
  const place = find("#tab-bots");
  for (const bot of state.bots) {
    if (!cards.has(bot.app)) {
      cards.set(bot.app, makeCard(bot));
      place.append(cards.get(bot.app).element);
    }
    cards.get(bot.app).update(bot);
  }
  fill(find("#limits"), state.bots[0]?.limits ?? "");
}

function makeCard(first) {
  const live = h("div.live"), facts = h("dl.facts"), strip = h("div.strip", { title: "/healthz in the last two minutes, newest at the right" });
  const body = h("pre.body"), log = h("pre.log", { tabindex: "0" }), frame = h("div.status-frame", { hidden: true });
  const run = (verb) => () => act(`bots/${first.app}/${verb}`);
  const buttons = {
    start: h("button.small-button.success", { type: "button", onclick: run("start") }, "Start"),
    stop: h("button.small-button", { type: "button", onclick: run("stop"), title: "SIGTERM; stays off" }, "Stop"),
    restart: h("button.small-button", { type: "button", onclick: run("restart"), title: "SIGTERM; the host starts it again, as at a deploy" }, "Restart"),
    kill: h("button.small-button.danger", { type: "button", onclick: run("kill"), title: "SIGKILL; the host starts it again" }, "Kill"),
  };
  const toggle = h("button.small-button", { type: "button", "aria-expanded": "false", onclick: () => showStatus(first, frame, toggle) }, "Status page");
  const element = h("article.bot-card", { "data-bot": first.app }, live, strip, facts, h("div.bot-buttons", {}, Object.values(buttons), toggle), frame,
    h("details", { open: true }, h("summary", {}, "/healthz"), body),
    h("details", { open: true }, h("summary", {}, "Log"), log));
  return {
    element,
    update(bot) {
      const { kind, words } = verdict(bot);
      fill(live, h(`span.code.${kind}`, {}, bot.state === "running" ? bot.health?.status ?? "—" : "×"),
        h("span", {}, h("h3", {}, bot.app), h("span.state-words", {}, bot.state === "running" ? [words, bot.health?.body?.reason].filter(Boolean).join(": ") : bot.words)));
      fill(strip, bot.history.map((it) => h(`i.${{ 200: "good", 206: "warn", 0: "off" }[it] ?? "bad"}`)));
      fill(facts, fact("process", bot.pid ? `${bot.state}, pid ${bot.pid}` : bot.state), fact("restarts", bot.restarts),
        fact("last exit", bot.last_status ?? "—"), fact("address", h("a", { href: `${bot.url}/status`, target: "_blank" }, bot.url)));
      body.textContent = bot.health ? JSON.stringify(bot.health.body, null, 2) : "The process doesn't answer.";
      drawLog(log, bot.log);
      const running = bot.state === "running";
      buttons.start.disabled = running || bot.state === "restarting";
      buttons.kill.disabled = buttons.restart.disabled = !running;
      buttons.stop.disabled = !running && bot.state !== "restarting";
      if (opened.has(bot.app) && bot.health && frame.dataset.shows !== moment(bot)) mountStatus(bot, frame);
    },
  };
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
  const wanted = !opened.has(bot.app);
  if (wanted) opened.add(bot.app); else opened.delete(bot.app);
  toggle.setAttribute("aria-expanded", String(wanted));
  frame.hidden = !wanted;
  if (wanted) mountStatus(state.bots.find((it) => it.app === bot.app), frame);
}

/** The page refreshes itself every ten seconds; a new process or a new state is shown at once. */
function moment({ pid, health }) {
  return `${pid} ${health?.status} ${health?.body?.state}`;
}

function mountStatus(bot, frame) {
  frame.dataset.shows = moment(bot);
  fill(frame, h("iframe", { src: `${bot.url}/status`, title: `${bot.app}: /status` }));
}
