// The markdown tree, names, emoji and times as elements.

import { h } from "./dom.js";
import { inline, parse } from "./markdown.js";

/** Markdown as Discord shows it in a message or an embed's description. */
export function drawMarkdown(text, names) {
  const tree = parse(text ?? "");
  const big = onlyEmoji(tree);
  return h(big ? "div.markdown.jumbo" : "div.markdown", {}, tree.map((node) => draw(node, names)));
}

/** Markdown of one line: embed titles, field names. */
export function drawInline(text, names) {
  return inline(text ?? "").map((node) => draw(node, names));
}

/** Markdown as one line of plain words, with names in place of ids: for quotes and tooltips. */
export function plainWords(text, names) {
  return words(parse(text ?? ""), names).replaceAll(/\s+/g, " ").trim();
}

function words(nodes, names) {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    switch (node.type) {
      case "user": return `@${names.user(node.id)?.name ?? "unknown-user"}`;
      case "role": return `@${names.role(node.id)?.name ?? "deleted-role"}`;
      case "channel": case "jump": return `#${names.channel(node.id)?.name ?? "unknown"}`;
      case "command": return `/${node.name}`;
      case "everyone": return `@${node.name}`;
      case "emoji": return `:${node.name}:`;
      case "time": return timestamp(node).textContent ?? "";
      case "spoiler": return "▮▮▮";
      case "code": case "codeblock": return node.text;
      default: return words(node.children ?? [], names) + (["lines", "item", "heading", "subtext"].includes(node.type) ? " " : "");
    }
  }).join("");
}

const UNICODE_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\s){1,60}$/u;

function onlyEmoji(tree) {
  if (tree.length !== 1 || tree[0].type !== "lines") return false;
  return tree[0].children.every(
    (node) => node.type === "emoji" || (typeof node === "string" && UNICODE_EMOJI.test(node) && !/^[\d#*\s]+$/.test(node)),
  ) && tree[0].children.length <= 27;
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strike: "s", item: "li" };

function draw(node, names) {
  if (typeof node === "string") return node;
  const inside = () => (node.children ?? []).map((it) => draw(it, names));
  switch (node.type) {
    case "lines": return h("div.lines", {}, inside());
    case "heading": return h(`h${node.level + 2}`, {}, inside());
    case "subtext": return h("small.subtext", {}, inside());
    case "quote": return h("blockquote", {}, inside());
    case "list": return h(node.start === null ? "ul" : "ol", { start: node.start }, node.children.map(
      (it) => h(`li.depth-${it.depth}`, {}, it.children.map((child) => draw(child, names)))));
    case "codeblock": return h("pre", {}, h("code", {}, node.text));
    case "code": return h("code", {}, node.text);
    case "spoiler": return spoiler(inside());
    case "link": return h("a", { href: node.url, target: "_blank", rel: "noreferrer noopener" }, inside());
    case "emoji": return customEmoji(node);
    case "time": return timestamp(node);
    case "user": return mention(`@${names.user(node.id)?.name ?? "unknown-user"}`);
    case "role": return mention(`@${names.role(node.id)?.name ?? "deleted-role"}`, names.role(node.id)?.color);
    case "channel": return channelLink(names.channel(node.id));
    case "jump": return channelLink(names.channel(node.id), node.message);
    case "command": return mention(`/${node.name}`);
    case "everyone": return mention(`@${node.name}`);
    default: return h(TAGS[node.type] ?? "span", {}, inside());
  }
}

function mention(words, color) {
  const style = color ? { "--mention": hex(color) } : {};
  return h("span.mention", { style }, words);
}

function channelLink(channel, message) {
  if (!channel) return mention("# unknown");
  const name = `${channel.type === 0 ? "#" : "🧵 "}${channel.name}`;
  return message
    ? h("a.mention", { href: `/#${channel.id}/${message}` }, `${name} › 💬`)
    : h("a.mention", { href: `/#${channel.id}` }, name);
}

function spoiler(children) {
  const span = h("span.spoiler", { role: "button", tabindex: "0", title: "Show the spoiler" }, h("span", {}, children));
  const show = () => { span.classList.add("shown"); span.removeAttribute("role"); };
  span.addEventListener("click", show);
  span.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(); } });
  return span;
}

/** A server emoji from the sandbox's CDN; its name when the picture can't be had. */
export function customEmoji({ id, name, animated }) {
  const image = h("img.emoji", {
    src: `/cdn/emojis/${id}.${animated ? "gif" : "png"}`, alt: `:${name}:`, title: `:${name}:`, draggable: "false",
  });
  image.addEventListener("error", () => image.replaceWith(`:${name}:`), { once: true });
  return image;
}

/** An emoji of a reaction, a button or an option: custom or Unicode. */
export function partialEmoji(emoji) {
  if (!emoji) return null;
  return emoji.id ? customEmoji(emoji) : h("span.unicode-emoji", {}, emoji.name);
}

export function hex(color) {
  return `#${Number(color).toString(16).padStart(6, "0")}`;
}

const STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" },
  d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};

function timestamp({ seconds, style }) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "Invalid Date";
  const words = style === "R" ? relative(date) : new Intl.DateTimeFormat("en-GB", STYLES[style]).format(date);
  const long = new Intl.DateTimeFormat("en-GB", STYLES.F).format(date);
  return h("time.timestamp", { datetime: date.toISOString(), title: long }, words);
}

const STEPS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** "in 5 minutes", "2 days ago". */
export function relative(date, now = new Date()) {
  const seconds = Math.round((date - now) / 1000);
  const [unit, size] = STEPS.find(([, it]) => Math.abs(seconds) >= it) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** "Today at 14:03", "Yesterday at 09:10", "03/01/2026 18:00". */
export function messageTime(iso, now = new Date()) {
  const date = new Date(iso);
  const time = new Intl.DateTimeFormat("en-GB", STYLES.t).format(date);
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return `Today at ${time}`;
  if (days === 1) return `Yesterday at ${time}`;
  return `${new Intl.DateTimeFormat("en-GB", STYLES.d).format(date)} ${time}`;
}

export function shortTime(iso) {
  return new Intl.DateTimeFormat("en-GB", STYLES.t).format(new Date(iso));
}

/** What a person or bot looks like: its picture, or its initials on its own colour. */
export function avatar(user, size = "") {
  const hue = [...user.name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const initials = [...user.name.replace(/[^\p{L}\p{N} _.-]/gu, "")].slice(0, 1).join("").toUpperCase() || "?";
  return h(`span.avatar${size && `.${size}`}`, { "aria-hidden": "true", style: { "--hue": hue } }, user.bot ? botFace(user) : initials);
}

function botFace(user) {
  return { clanmatch: "🛡️", welcomecrew: "🎫" }[user.name.toLowerCase()] ?? "🤖";
}
