// One message as an element, and a run of messages with their dates and groups.

import { h } from "./dom.js";
import { drawComponents } from "./components.js";
import { avatar, drawMarkdown, hex, messageTime, partialEmoji, plainWords, shortTime } from "./drawing.js";
import { drawEmbed } from "./embed.js";

const EPHEMERAL = 1 << 6, LOADING = 1 << 7, SUPPRESS_EMBEDS = 1 << 2;
const REPLY = 19, SLASH = 20, CONTEXT_MENU = 23;
const GROUP_WITHIN_MS = 7 * 60 * 1000;
export const QUICK_REACTIONS = ["👍", "✅", "💡", "🏓", "❤️", "🎉", "😂", "❌"];

/** Elements of a channel's messages, oldest first. `act` is what a person can do with them. */
export function drawMessages(messages, names, act) {
  const drawn = [];
  let previous = null;
  for (const message of messages) {
    const day = new Date(message.timestamp).toDateString();
    if (!previous || day !== new Date(previous.timestamp).toDateString()) {
      const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(new Date(message.timestamp));
      drawn.push(h("div.day", { role: "separator" }, h("span", {}, words)));
      previous = null;
    }
    drawn.push(drawMessage(message, names, act, continues(previous, message)));
    previous = message;
  }
  return drawn;
}

function continues(previous, message) {
  return previous !== null
    && previous.author.id === message.author.id
    && !isSystem(previous) && !isSystem(message)
    && !message.referenced_message && !message.interaction_metadata
    && Boolean(previous.flags & EPHEMERAL) === Boolean(message.flags & EPHEMERAL)
    && new Date(message.timestamp) - new Date(previous.timestamp) < GROUP_WITHIN_MS;
}

function isSystem({ type }) {
  return ![0, REPLY, SLASH, CONTEXT_MENU].includes(type);
}

const SYSTEM_WORDS = {
  1: (it, who, names) => `${who} added ${mentioned(it, names)} to the thread.`,
  2: (it, who, names) => `${who} removed ${mentioned(it, names)} from the thread.`,
  4: (it, who) => `${who} changed the name: ${it.content}`,
  6: (_, who) => `${who} pinned a message to this channel.`,
  7: (_, who) => `${who} joined the server.`,
  18: (it, who) => `${who} started a thread: ${it.content}`,
  21: (_, who) => `${who} started this thread.`,
};

function mentioned({ mentions: [first] }, names) {
  return first ? names.user(first.id)?.name ?? first.global_name ?? first.username : "someone";
}

function drawMessage(message, names, act, grouped) {
  const author = names.author(message);
  if (isSystem(message)) {
    const words = SYSTEM_WORDS[message.type]?.(message, author.name, names) ?? `${author.name}: ${message.content}`;
    return h("div.message.system", { "data-id": message.id }, h("span.system-mark", {}, "→"),
      h("span", {}, words, " ", h("time", {}, messageTime(message.timestamp))));
  }
  const mine = Boolean(message.flags & EPHEMERAL);
  const kind = `${grouped ? ".grouped" : ""}${mine ? ".ephemeral" : ""}${names.mentionsMe(message) ? ".mentions-me" : ""}`;
  return h(`div.message${kind}`, { "data-id": message.id, "data-author": author.name },
    reply(message, names),
    h("div.gutter", {}, grouped ? h("time", {}, shortTime(message.timestamp)) : avatar(author)),
    h("div.message-body", {},
      !grouped && header(author, message),
      content(message, names),
      (message.flags & SUPPRESS_EMBEDS) ? null : message.embeds.map((it) => drawEmbed(it, names)),
      message.attachments.map(attachment),
      drawComponents(message.components, names, actsOn(message, act)),
      message.reactions?.length ? reactions(message, act) : null,
      mine && onlyYou(message, act)),
    !mine && toolbar(message, act));
}

function actsOn(message, act) {
  return {
    click: (component) => act.click(message, component),
    choose: (component, values) => act.choose(message, component, values),
  };
}

function header(author, { timestamp }) {
  const style = author.color ? { "--name": hex(author.color) } : {};
  return h("div.message-header", {},
    h("span.author", { style }, author.name),
    author.bot && h("span.bot-tag", {}, "APP"),
    h("time", { datetime: timestamp }, messageTime(timestamp)));
}

function content(message, names) {
  if (message.flags & LOADING && !message.content) return h("div.thinking", {}, h("i.dots"), `${names.author(message).name} is thinking…`);
  const edited = message.edited_timestamp && h("span.edited", { title: messageTime(message.edited_timestamp) }, "(edited)");
  if (!message.content) return edited && !message.embeds.length ? h("div.markdown", {}, edited) : null;
  const drawn = drawMarkdown(message.content, names);
  if (edited) (drawn.lastElementChild?.matches(".lines") ? drawn.lastElementChild : drawn).append(" ", edited);
  return drawn;
}

function reply(message, names) {
  const used = message.interaction_metadata;
  if (used?.user && !message.referenced_message) {
    const person = names.user(used.user.id) ?? { id: used.user.id, name: used.user.global_name ?? used.user.username };
    const words = message.type === SLASH ? ["used ", h("span.mention", {}, `/${used.name ?? "a command"}`)] : ["used a control"];
    return h("div.reply", {}, avatar(person, "tiny"), h("b", {}, person.name), " ", words);
  }
  if (message.type !== REPLY && !message.referenced_message) return null;
  const quoted = message.referenced_message;
  if (!quoted) return h("div.reply", {}, h("i", {}, "Original message was deleted"));
  const author = names.author(quoted);
  const words = shortened(quoted, names);
  const go = () => document.querySelector(`[data-id="${CSS.escape(quoted.id)}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  return h("button.reply", { type: "button", onclick: go }, avatar(author, "tiny"),
    h("b.author-small", { style: author.color ? { "--name": hex(author.color) } : {} }, author.name), " ", h("span.quoted", {}, words));
}

const LONGEST_QUOTE = 90;

/** What a reply quotes: the words with names in them, or what stands in place of words. */
function shortened(quoted, names) {
  const words = plainWords(quoted.content, names);
  if (words) return words.length > LONGEST_QUOTE ? `${[...words].slice(0, LONGEST_QUOTE).join("")}…` : words;
  const file = quoted.attachments?.[0]?.filename, embed = quoted.embeds?.[0];
  if (file) return `📎 ${file}`;
  return embed ? `▤ ${plainWords(embed.title ?? embed.author?.name ?? embed.description ?? "an embed", names)}` : "a message without words";
}

function attachment(file) {
  if ((file.content_type ?? "").startsWith("image/"))
    return h("a", { href: file.url, target: "_blank", rel: "noreferrer" }, h("img.attachment-image", { src: file.url, alt: file.description || file.filename, loading: "lazy" }));
  return h("a.attachment", { href: file.url, target: "_blank", rel: "noreferrer", download: file.filename }, "📄 ",
    h("span", {}, h("b", {}, file.filename), h("small", {}, ` ${size(file.size)}`)));
}

function size(bytes) {
  return bytes < 1024 ? `${bytes ?? 0} bytes` : `${(bytes / 1024).toFixed(1)} KB`;
}

function reactions(message, act) {
  return h("div.reactions", {}, message.reactions.map((it) =>
    h(`button.reaction${it.me ? ".mine" : ""}`, {
      type: "button", "aria-pressed": String(it.me), "aria-label": `${it.emoji.name}, ${it.count}`,
      onclick: () => act.react(message, it.emoji, !it.me),
    }, partialEmoji(it.emoji), h("span", {}, it.count))));
}

function onlyYou(message, act) {
  return h("div.only-you", {}, "👁 Only you can see this • ",
    h("button.as-link", { type: "button", onclick: () => act.dismiss(message) }, "Dismiss message"));
}

function toolbar(message, act) {
  const react = QUICK_REACTIONS.map((name) => h("button", {
    type: "button", title: `React with ${name}`, "aria-label": `React with ${name}`, onclick: () => act.react(message, { id: null, name }, true),
  }, name));
  return h("div.toolbar", { role: "group", "aria-label": "What to do with this message" }, react, h("button.reply-button", { type: "button", title: "Reply", "aria-label": "Reply", onclick: () => act.reply(message) }, "↩"));
}
