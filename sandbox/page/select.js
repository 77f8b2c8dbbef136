// A select menu of a message: by mouse, by touch, and by the keys of a list box.

import { busyWhile, h } from "./dom.js";
import { partialEmoji } from "./drawing.js";

let made = 0;

/** The menu as an element; `act.choose(component, values)` when a choice is made. */
export function drawSelect(component, options, act) {
  return new Select(component, options, act).box;
}

class Select {
  constructor(component, options, act) {
    this.component = component;
    this.act = act;
    this.most = component.max_values ?? 1;
    this.least = component.min_values ?? 1;
    this.options = this.most === 1 && this.least === 0 ? [{ value: null, label: "Clear the selection" }, ...options] : options;
    this.chosen = new Set(options.filter((it) => it.default).map((it) => it.value));
    this.before = [...this.chosen].join();
    this.at = 0;
    const id = `select-${made += 1}`, label = component.placeholder ?? "Make a selection";
    this.face = h("button.select-face", {
      type: "button", disabled: Boolean(component.disabled), "aria-haspopup": "listbox", "aria-expanded": "false",
      "aria-controls": `${id}-list`, "data-custom-id": component.custom_id, onclick: () => this.open(this.popup.hidden),
    });
    this.rows = this.options.map((it, at) => this.row(it, `${id}-${at}`, at));
    this.list = h("div.options", { id: `${id}-list`, role: "listbox", tabindex: "-1", "aria-label": label, "aria-multiselectable": this.most > 1 ? "true" : null }, this.rows);
    this.popup = h("div.select-list", { hidden: true }, this.list, this.most > 1 && h("button.component-button.primary.done", { type: "button", onclick: () => this.send() }, "Done"));
    this.box = h("div.select", { onkeydown: (event) => this.onKey(event) }, this.face, this.popup);
    this.outside = (event) => { if (!this.box.contains(event.target)) this.leave(); };
    this.drawFace();
  }

  row(option, id, at) {
    return h("div.option", { id, role: "option", "aria-selected": String(this.chosen.has(option.value)), onclick: () => this.pick(at) },
      partialEmoji(option.emoji),
      h("span.option-words", {}, h("span", {}, option.label), option.description && h("small", {}, option.description)));
  }

  drawFace() {
    const picked = this.options.filter((it) => this.chosen.has(it.value));
    this.face.replaceChildren(...(picked.length
      ? picked.map((it) => h("span.chosen", {}, partialEmoji(it.emoji), it.label))
      : [h("span.placeholder", {}, this.component.placeholder ?? "Make a selection")]), h("span.arrow", { "aria-hidden": "true" }, "▾"));
  }

  open(wanted) {
    this.popup.hidden = !wanted;
    this.popup.classList.toggle("upwards", wanted && roomBelow(this.popup) < 0);
    this.face.setAttribute("aria-expanded", String(wanted));
    if (wanted) {
      document.addEventListener("pointerdown", this.outside);
      this.list.focus({ preventScroll: true });
      this.go(Math.max(0, this.options.findIndex((it) => this.chosen.has(it.value))));
      return;
    }
    document.removeEventListener("pointerdown", this.outside);
    this.face.focus({ preventScroll: true });
    // What came meanwhile is drawn now: see loadMessages.
    this.box.dispatchEvent(new CustomEvent("select-closed", { bubbles: true }));
  }

  go(at) {
    this.rows[this.at]?.classList.remove("at");
    this.at = Math.min(Math.max(at, 0), this.rows.length - 1);
    this.rows[this.at]?.classList.add("at");
    this.rows[this.at]?.scrollIntoView({ block: "nearest" });
    this.list.setAttribute("aria-activedescendant", this.rows[this.at]?.id ?? "");
  }

  onKey(event) {
    if (this.popup.hidden) {
      if (["ArrowDown", "ArrowUp"].includes(event.key) && !this.face.disabled) { event.preventDefault(); this.open(true); }
      return;
    }
    if (event.key === "Escape") { event.preventDefault(); this.open(false); return; }
    if (event.key === "Tab") { if (document.activeElement !== this.list || this.most === 1) this.leave(); return; }
    if (document.activeElement !== this.list) return;
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, Home: 0, End: this.rows.length - 1, PageDown: this.at + 8, PageUp: this.at - 8 }[event.key];
    if (to !== undefined) this.go(to);
    else if (event.key === "Enter" || event.key === " ") this.pick(this.at);
    else if (/^[\p{L}\p{N}]$/u.test(event.key)) this.jump(event.key.toLowerCase());
    else return;
    event.preventDefault();
  }

  /** To the next option that begins with this letter. */
  jump(letter) {
    const order = this.options.map((_, at) => (this.at + 1 + at) % this.options.length);
    const found = order.find((at) => this.options[at].label.toLowerCase().startsWith(letter));
    if (found !== undefined) this.go(found);
  }

  pick(at) {
    this.go(at);
    const { value } = this.options[at];
    if (this.most === 1) {
      this.chosen = new Set(value === null ? [] : [value]);
      this.drawFace();
      this.send();
      return;
    }
    if (this.chosen.has(value)) this.chosen.delete(value);
    else if (this.chosen.size < this.most) this.chosen.add(value);
    this.rows[at].setAttribute("aria-selected", String(this.chosen.has(value)));
    this.drawFace();
  }

  /** Left without a word: several choices count as made, as in Discord. */
  leave() {
    if (this.most > 1 && this.chosen.size >= this.least) this.send(); else this.open(false);
  }

  send() {
    this.open(false);
    if ([...this.chosen].join() !== this.before || this.most === 1) busyWhile(this.box, () => this.act.choose(this.component, [...this.chosen]));
  }
}

/** Pixels between the list and the lower edge of what scrolls around it. */
function roomBelow(list) {
  const edge = list.closest("#messages")?.getBoundingClientRect().bottom ?? window.innerHeight;
  return edge - list.getBoundingClientRect().bottom;
}
