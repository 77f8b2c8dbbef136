// Makes elements. Data only ever becomes text nodes and checked attributes: nothing is parsed as HTML.

const SAFE_LINK = /^(https?:\/\/|\/(?!\/))/i;

/** h("button.primary", {type: "button", onclick: f}, "text", child, …) */
export function h(selector, attributes = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  append(element, children);
  return element;
}

function set(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "style") for (const [key, it] of Object.entries(value)) element.style.setProperty(key, it);
  else if (name === "value" || name === "disabled" || name === "checked" || name === "selected") element[name] = value;
  else if (name === "href" || name === "src") { if (isSafeLink(value)) element.setAttribute(name, value); }
  else element.setAttribute(name, value === true ? "" : String(value));
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Only web addresses and our own paths are ever linked or loaded. */
export function isSafeLink(address) {
  return SAFE_LINK.test(String(address));
}

/** Put new children in place of the old ones. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

export function find(selector, within = document) {
  return within.querySelector(selector);
}

/** A short-lived line at the bottom of the page. */
export function toast(words) {
  const line = h("div.toast", { role: "status" }, words);
  find("#toasts").append(line);
  setTimeout(() => line.remove(), 6000);
}
