// One embed as an element.

import { h } from "./dom.js";
import { drawInline, drawMarkdown, hex, messageTime } from "./drawing.js";

export function drawEmbed(embed, names) {
  const style = embed.color ? { "--bar": hex(embed.color) } : {};
  return h("article.embed", { style },
    h("div.embed-text", {},
      embed.author && author(embed.author),
      embed.title && h("div.embed-title", {}, link(embed.url, drawInline(embed.title, names))),
      embed.description && h("div.embed-description", {}, drawMarkdown(embed.description, names)),
    ),
    picture(embed.thumbnail, "embed-thumbnail"),
    embed.fields?.length ? fields(embed.fields, names) : null,
    picture(embed.image, "embed-image"),
    (embed.footer || embed.timestamp) && footer(embed),
  );
}

function author({ name, url, icon_url: icon }) {
  return h("div.embed-author", {}, picture({ url: icon }, "embed-icon"), link(url, name));
}

function link(url, children) {
  return url ? h("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, children) : h("span", {}, children);
}

function picture(source, kind) {
  if (!source?.url) return null;
  const image = h(`img.${kind}`, { src: source.url, alt: "", loading: "lazy" });
  image.addEventListener("error", () => image.remove(), { once: true });
  return image;
}

/** Inline fields stand three in a row, two when they are only two: as in Discord. */
function fields(list, names) {
  const runs = [];
  for (const field of list) {
    const run = runs.at(-1);
    if (field.inline && run?.inline && run.fields.length < 3) run.fields.push(field);
    else runs.push({ inline: Boolean(field.inline), fields: [field] });
  }
  return h("div.embed-fields", {}, runs.map((run) =>
    h("div.embed-row", { style: { "--columns": run.inline ? Math.max(run.fields.length, 2) : 1 } },
      run.fields.map((field) => h("div.embed-field", {},
        h("div.embed-field-name", {}, drawInline(field.name, names)),
        drawMarkdown(field.value, names))))));
}

function footer({ footer: words, timestamp }) {
  const parts = [words?.text, timestamp && messageTime(timestamp)].filter(Boolean);
  return h("div.embed-footer", {}, picture({ url: words?.icon_url }, "embed-icon"), parts.join(" • "));
}
