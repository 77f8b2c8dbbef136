// The Tickets tab: what the ticket bot and the people around a ticket do.

import { act, ask } from "./api.js";
import { fill, find, h, keepFocus, toast } from "./dom.js";
import { state } from "./state.js";

let draft = { kind: null, person: null, tag: "", how: "plain", shape: null, voice: null };

const WAITS = "Closed without a tag. welcomecrew writes the row at once, gives the ticket bot five minutes to archive the thread, and then asks for the tag in it. Press Archive to be asked now.";
const waiting = new Set();

const HOW = [["plain", "as ever"], ["decoy", "greeting that speaks of closing"], ["quiet", "of yesterday, falls asleep in 10 s"]];

export async function showTickets() {
  const { kinds, shapes, voices, tickets, tags } = await ask("tickets");
  draft.kind ??= kinds[0]?.id;
  draft.shape ??= shapes[0]?.id;
  draft.voice ??= voices[0]?.id;
  const people = state.world.people.filter((it) => !it.bot);
  draft.person ??= (people.findLast((it) => !it.roles.length) ?? people[0])?.id;
  keepFocus(find("#tab-tickets"), () => fill(find("#tab-tickets"),
    h("p.intro", {}, "The ticket bot opens a thread; people and bots do the rest. welcomecrew watches it close."),
    h("div.ticket-form", {},
      field("A ticket of", h("select", { onchange: (event) => { draft.kind = event.target.value; } },
        kinds.map((it) => h("option", { value: it.id, selected: it.id === draft.kind }, it.label)))),
      field("for", h("select", { onchange: (event) => { draft.person = event.target.value; } },
        people.map((it) => h("option", { value: it.id, selected: it.id === draft.person }, it.name)))),
      field("opened", h("select", { onchange: (event) => { draft.how = event.target.value; } },
        HOW.map(([id, label]) => h("option", { value: id, selected: id === draft.how }, label)))),
      h("button.component-button.primary", { type: "button", id: "open-ticket", onclick: openTicket }, "Open a ticket")),
    h("div.ticket-form", {}, field("Closed in words as", choose("shape", shapes)), field("said by", choose("voice", voices))),
    h("datalist", { id: "tags" }, tags.map((it) => h("option", { value: it }))),
    tickets.map(drawTicket)));
}

function choose(part, choices) {
  return h("select", { "data-choice": part, onchange: (event) => { draft[part] = event.target.value; } },
    choices.map((it) => h("option", { value: it.id, selected: it.id === draft[part] }, it.label)));
}

function field(label, control) {
  return h("label.field", {}, h("span", {}, label), control);
}

async function openTicket() {
  const made = await act("tickets/open", { kind: draft.kind, as: draft.person, decoy: draft.how === "decoy", quiet: draft.how === "quiet" });
  if (made) location.hash = made.id;
}

function drawTicket(ticket) {
  const does = (label, verb, body = {}, title = "") => h("button.small-button", {
    type: "button", title, "data-verb": verb, onclick: () => { waiting.delete(ticket.id); act(`tickets/${ticket.id}/${verb}`, { as: state.me, ...body }); },
  }, label);
  const close = async () => {
    waiting.add(ticket.id);
    if (await act(`tickets/${ticket.id}/close`, { as: state.me, shape: draft.shape, voice: draft.voice })) toast("welcomecrew asks for the tag in five minutes, or as soon as you press Archive."); else waiting.delete(ticket.id);
    showTickets();
  };
  if (ticket.archived || ticket.closed) waiting.delete(ticket.id);
  const tag = h("input.tag", { list: "tags", placeholder: "TAG", size: 6, "aria-label": "clan tag" });
  const closeWithTag = h("button.small-button", { type: "button", "data-verb": "close-with-tag", title: "Rename the thread to …-TAG, then close it",
    onclick: () => act(`tickets/${ticket.id}/close`, { as: state.me, tag: tag.value.trim(), shape: draft.shape, voice: draft.voice }) }, "Close with tag");
  return h("article.ticket", { "data-id": ticket.id },
    h("a.ticket-name", { href: `/#${ticket.id}` }, ticket.private ? "🔒 " : "🧵 ", ticket.name),
    h("div.ticket-state", {}, ticket.kind, ...["archived", "locked", "closed"].filter((it) => ticket[it]).map((it) => h("span.badge", {}, it))),
    waiting.has(ticket.id) && h("p.ticket-hint", {}, WAITS),
    h("div.ticket-buttons", {},
      h("button.small-button", { type: "button", "data-verb": "close", title: "The ticket bot posts “Ticket closed by …”, or whoever is chosen above", onclick: close }, "Close"), h("span.with-tag", {}, tag, closeWithTag),
      ticket.archived ? does("Unarchive", "unarchive") : does("Archive", "archive"),
      ticket.locked ? does("Unlock", "unlock") : does("Lock", "lock"),
      does("Reopen", "reopen", {}, "The ticket bot reopens it: unarchived, unlocked, a line in the thread")));
}
