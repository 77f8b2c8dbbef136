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
  const line = h("div.toast", {}, words);
  find("#toasts").append(line);
  setTimeout(() => line.remove(), 6000);
}

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

/** Draws anew and leaves the focus where it was: at the same control, or at the one in its place. */
export function keepFocus(place, redraw) {
  const active = document.activeElement;
  if (!active || active === place || !place.contains(active)) return redraw();
  const message = active.closest("[data-id]")?.dataset.id;
  const scope = () => (message && place.querySelector(`[data-id="${CSS.escape(message)}"]`)) || place;
  const at = controls(scope()).indexOf(active), name = nameOf(active);
  const typed = /^(input|textarea)$/i.test(active.tagName) && active.type !== "checkbox" ? active.value : null;
  const result = redraw();
  if (place.contains(document.activeElement) && document.activeElement !== place) return result;
  const now = controls(scope());
  const next = now.find((it) => nameOf(it) === name) ?? now[Math.min(at, now.length - 1)];
  if (typed !== null && next?.tagName === active.tagName) next.value = typed;
  next?.focus({ preventScroll: true });
  return result;
}

/** Finds a control again that may be drawn anew meanwhile. */
export function finder(element) {
  const message = element?.closest("[data-id]")?.dataset.id, name = element && nameOf(element);
  return () => {
    if (element?.isConnected) return element;
    const scope = message && document.querySelector(`[data-id="${CSS.escape(message)}"]`);
    return scope ? controls(scope).find((it) => nameOf(it) === name) : undefined;
  };
}

function controls(place) {
  return [...place.querySelectorAll(FOCUSABLE)].filter((it) => !it.disabled && !it.closest("[hidden]"));
}

function nameOf(element) {
  return element.id || element.dataset.customId || element.dataset.key || element.getAttribute("aria-label") || element.textContent;
}

/** Arrow keys, Home and End among the parts of a row: tabs, or buttons of which one is chosen. */
export function withArrows(row, selector) {
  row.addEventListener("keydown", (event) => {
    const parts = [...row.querySelectorAll(selector)], at = parts.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: parts.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = parts[(to + parts.length) % parts.length];
    next.focus();
    next.click();
  });
  return row;
}

/** Dots while the bot has not answered, as Discord shows them. */
export async function busyWhile(element, work) {
  if (element.classList.contains("busy")) return;
  element.classList.add("busy");
  element.setAttribute("aria-busy", "true");
  try { await work(); } finally { element.classList.remove("busy"); element.removeAttribute("aria-busy"); }
}
