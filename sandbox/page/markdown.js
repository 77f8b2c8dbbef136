// Discord's markdown: text → a tree (pure). drawing.js turns the tree into elements.
//
// A node is a string or {type, children?, …}. Block nodes: heading, subtext, quote, list, item, codeblock.

const INLINE = [
  { type: "escape", pattern: /^\\([^A-Za-z0-9\s])/ },
  { type: "code", pattern: /^(`+)([^]*?[^`])\1(?!`)/ },
  { type: "emoji", pattern: /^<(a?):(\w{2,32}):(\d{15,22})>/ },
  { type: "user", pattern: /^<@!?(\d{15,22})>/ },
  { type: "role", pattern: /^<@&(\d{15,22})>/ },
  { type: "channel", pattern: /^<#(\d{15,22})>/ },
  { type: "command", pattern: /^<\/([^:>]{1,100}):(\d{15,22})>/ },
  { type: "time", pattern: /^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/ },
  { type: "everyone", pattern: /^@(everyone|here)\b/ },
  { type: "link", pattern: /^\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\)/ },
  { type: "bracketed", pattern: /^<(https?:\/\/[^\s>]+)>/ },
  { type: "jump", pattern: /^https:\/\/discord\.com\/channels\/\d{15,22}\/(\d{15,22})\/(\d{15,22})/ },
  { type: "url", pattern: /^https?:\/\/[^\s<]+[^<.,:;"'\]\s)]/ },
  { type: "bolditalic", pattern: /^\*\*\*([^]+?)\*\*\*(?!\*)/ },
  { type: "bold", pattern: /^\*\*([^]+?)\*\*(?!\*)/ },
  { type: "underline", pattern: /^__([^]+?)__(?!_)/ },
  { type: "italic", pattern: /^\*(?!\s)([^*]*(?:\*\*[^*]+\*\*[^*]*)*[^*\s])\*(?!\*)/ },
  { type: "italic", pattern: /^_((?:__|[^_])+?)_(?![A-Za-z0-9_])/, afterWord: false },
  { type: "strike", pattern: /^~~([^]+?)~~/ },
  { type: "spoiler", pattern: /^\|\|([^]+?)\|\|/ },
];

const MOST_NESTED = 12;

/** The tree of a message or an embed's text. */
export function parse(text) {
  const nodes = [];
  const fence = /```(?:([\w+-]{1,20})\n)?([^]*?)```/g;
  let from = 0;
  for (let found = fence.exec(text); found; found = fence.exec(text)) {
    if (!found[2].trim()) continue;
    nodes.push(...blocks(text.slice(from, found.index).replace(/\n$/, "")));
    nodes.push({ type: "codeblock", language: found[1] ?? "", text: found[2].replace(/^\n+|\n+$/g, "") });
    from = fence.lastIndex;
    if (text[from] === "\n") from += 1;
  }
  if (from < text.length) nodes.push(...blocks(text.slice(from)));
  return nodes;
}

function blocks(text) {
  if (!text) return [];
  const nodes = [];
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) nodes.push({ type: "lines", children: inline(plain.join("\n")) });
    plain = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const block = blockAt(lines, at);
    if (!block) { plain.push(lines[at]); continue; }
    flush();
    nodes.push(block.node);
    at = block.last;
  }
  flush();
  return nodes;
}

function blockAt(lines, at) {
  const line = lines[at];
  let found;
  if ((found = /^>>> ?([^]*)$/.exec(line))) {
    const rest = [found[1], ...lines.slice(at + 1)].join("\n");
    return { node: { type: "quote", children: blocks(rest) }, last: lines.length - 1 };
  }
  if (/^> /.test(line)) {
    const last = lastWhile(lines, at, (it) => /^> ?/.test(it));
    const inside = lines.slice(at, last + 1).map((it) => it.replace(/^> ?/, "")).join("\n");
    return { node: { type: "quote", children: blocks(inside) }, last };
  }
  if ((found = /^(#{1,3}) +(\S[^]*)$/.exec(line)))
    return { node: { type: "heading", level: found[1].length, children: inline(found[2]) }, last: at };
  if ((found = /^-# +(\S[^]*)$/.exec(line)))
    return { node: { type: "subtext", children: inline(found[1]) }, last: at };
  if (LIST_ITEM.test(line)) return listAt(lines, at);
  return null;
}

const LIST_ITEM = /^( *)([-*]|\d{1,9}\.) +(\S[^]*)$/;

function listAt(lines, at) {
  const last = lastWhile(lines, at, (it) => LIST_ITEM.test(it));
  const items = lines.slice(at, last + 1).map((line) => {
    const [, indent, , words] = LIST_ITEM.exec(line);
    return { type: "item", depth: Math.min(Math.floor(indent.length / 2), 5), children: inline(words) };
  });
  const first = LIST_ITEM.exec(lines[at])[2];
  const start = /\d/.test(first) ? Number.parseInt(first, 10) : null;
  return { node: { type: "list", start, children: items }, last };
}

function lastWhile(lines, at, holds) {
  let last = at;
  while (last + 1 < lines.length && holds(lines[last + 1])) last += 1;
  return last;
}

/** Inline nodes of a run of text. */
export function inline(text, depth = 0) {
  const nodes = [];
  let plain = "";
  let rest = text;
  while (rest) {
    const node = depth < MOST_NESTED ? inlineAt(rest, plain, depth) : null;
    if (!node) {
      const step = /^[^]/u.exec(rest)[0].length;
      plain += rest.slice(0, step);
      rest = rest.slice(step);
      continue;
    }
    if (plain) nodes.push(plain);
    plain = "";
    nodes.push(node.value);
    rest = rest.slice(node.length);
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function inlineAt(rest, before, depth) {
  if (!/^[\\`<@[h*_~|]/.test(rest)) return null;
  for (const { type, pattern, afterWord } of INLINE) {
    if (afterWord === false && /\w$/.test(before)) continue;
    const found = pattern.exec(rest);
    if (found) return { value: node(type, found, depth), length: found[0].length };
  }
  return null;
}

function node(type, found, depth) {
  const inside = (text) => inline(text, depth + 1);
  switch (type) {
    case "escape": return found[1];
    case "code": return { type, text: found[2].replace(/^ (.*) $/, "$1") };
    case "emoji": return { type, animated: found[1] === "a", name: found[2], id: found[3] };
    case "user": case "role": case "channel": return { type, id: found[1] };
    case "jump": return { type, id: found[1], message: found[2] };
    case "command": return { type, name: found[1] };
    case "time": return { type, seconds: Number(found[1]), style: found[2] ?? "f" };
    case "everyone": return { type, name: found[1] };
    case "link": return { type, url: found[2], children: inside(found[1]) };
    case "bracketed": return { type: "link", url: found[1], children: [found[1]] };
    case "url": return { type: "link", url: found[0], children: [found[0]] };
    case "bolditalic": return { type: "bold", children: [{ type: "italic", children: inside(found[1]) }] };
    default: return { type, children: inside(found[1]) };
  }
}
