// The Sheets tab: the spreadsheets as they are now, to look at and to edit as a person would.

import { act, ask } from "./api.js";
import { fill, find, h, keepFocus, withArrows } from "./dom.js";
import { recall, remember } from "./state.js";

const SPARE_ROWS = 3;
let chosen = recall("sheet");
let cursor = { row: 1, column: 1 };
let shown = new Map();
let editing = false;

export async function showSheets() {
  if (editing) return;
  const { sheets } = await ask("sheets");
  if (!sheets.length) return;
  const current = sheets.find((it) => it.id === chosen) ?? sheets[0];
  chosen = current.id;
  keepFocus(find("#tab-sheets"), () => fill(find("#tab-sheets"),
    withArrows(h("div.sheet-tabs", { role: "tablist", "aria-label": "Sheets" }, sheets.map((it) => h(`button.chip${it.id === chosen ? ".chosen" : ""}`, {
      type: "button", role: "tab", "aria-selected": String(it.id === chosen), tabindex: it.id === chosen ? "0" : "-1", title: it.spreadsheet,
      onclick: () => { chosen = it.id; remember("sheet", it.id); showSheets(); },
    }, it.title))), '[role="tab"]'),
    h("p.sheet-of", {}, `${current.spreadsheet} · ${current.rows.length} row${current.rows.length === 1 ? "" : "s"}`),
    tools(current),
    h("div.grid-holder", {}, grid(current))));
  markCursor();
}

function tools(sheet) {
  const tool = (label, title, verb, more = {}) => h("button.small-button", {
    type: "button", title, onclick: () => act(`sheets/${verb}`, { id: sheet.id, ...cursor, ...more }),
  }, label);
  return h("div.sheet-tools", {},
    tool("+ row", "Insert a row above the chosen one", "insert-row"), tool("− row", "Delete the chosen row", "delete-row"),
    tool("A→Z", "Sort by the chosen column", "sort"), tool("Z→A", "Sort by the chosen column, backwards", "sort", { descending: true }),
    tool("⇤ col", "Move the chosen column to the left", "move-column", { by: -1 }), tool("col ⇥", "Move the chosen column to the right", "move-column", { by: 1 }));
}

function grid(sheet) {
  const width = Math.max(4, ...sheet.rows.map((row) => row.length));
  const rows = [...sheet.rows, ...Array.from({ length: SPARE_ROWS }, () => [])];
  const before = shown.get(sheet.id);
  const table = h("table.grid", { "data-sheet": sheet.title, "data-key": "grid", role: "grid", tabindex: "0", "aria-label": `${sheet.title}: arrow keys move, Enter edits` }, h("thead", {}, h("tr", {}, h("td.corner", { role: "presentation" }), Array.from({ length: width }, (_, at) => h("th", { scope: "col" }, letters(at))))),
    h("tbody", {}, rows.map((row, at) => h("tr", {}, h("th", { scope: "row" }, at + 1), Array.from({ length: width }, (_, column) => {
      const value = row[column] ?? "";
      const fresh = before && (before[at]?.[column] ?? "") !== value;
      return h(`td${at === 0 ? ".header" : ""}${fresh ? ".fresh" : ""}`, { id: `cell-${at + 1}-${column + 1}`, role: "gridcell", "data-row": at + 1, "data-column": column + 1 }, value);
    })))));
  table.addEventListener("click", (event) => choose(event.target.closest("td")));
  table.addEventListener("dblclick", (event) => edit(event.target.closest("td"), sheet));
  table.addEventListener("keydown", (event) => onKey(event, sheet, rows.length, width));
  shown.set(sheet.id, sheet.rows);
  return table;
}

function onKey(event, sheet, height, width) {
  if (editing) return;
  const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] ?? [0, 0];
  if (event.key === "Enter") edit(find("#tab-sheets td.cursor"), sheet);
  else if (!down && !right) return;
  event.preventDefault();
  cursor = { row: Math.min(Math.max(cursor.row + down, 1), height), column: Math.min(Math.max(cursor.column + right, 1), width) };
  if (!editing) { markCursor(); find("#tab-sheets td.cursor")?.scrollIntoView({ block: "nearest", inline: "nearest" }); }
}

function letters(at) {
  return (at >= 26 ? letters(Math.floor(at / 26) - 1) : "") + String.fromCharCode(65 + (at % 26));
}

function choose(cell) {
  if (!cell || editing) return;
  const again = cell.classList.contains("cursor");
  cursor = { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
  markCursor();
  if (again) cell.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
}

function markCursor() {
  find("#tab-sheets td.cursor")?.classList.remove("cursor");
  const cell = find(`#tab-sheets td[data-row="${cursor.row}"][data-column="${cursor.column}"]`);
  cell?.classList.add("cursor");
  find("#tab-sheets .grid")?.setAttribute("aria-activedescendant", cell?.id ?? "");
}

/** Enter or leaving the cell writes it, Escape leaves it as it was. */
function edit(cell, sheet) {
  if (!cell || editing) return;
  editing = true;
  const before = cell.textContent;
  const input = h("input.cell-editor", { value: before, "aria-label": "cell" });
  fill(cell, input);
  input.focus();
  let finished = false;
  const finish = async (keep) => {
    if (finished) return;
    finished = true;
    editing = false;
    const focused = document.activeElement === input;
    fill(cell, keep ? input.value : before);
    if (focused) find("#tab-sheets .grid")?.focus({ preventScroll: true });
    if (keep && input.value !== before)
      await act("sheets/cell", { id: sheet.id, row: Number(cell.dataset.row), column: Number(cell.dataset.column), value: input.value });
  };
  input.addEventListener("blur", () => finish(true));
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") finish(true);
    if (event.key === "Escape") finish(false);
  });
}
