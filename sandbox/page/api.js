// Talks to the sandbox: questions, acts, and the feed that says what changed.

import { toast } from "./dom.js";

/** GET /sandbox/{path} */
export async function ask(path) {
  return answer(await fetch(`/sandbox/${path}`, { cache: "no-store" }));
}

/** POST /sandbox/{path}; a refusal is shown and gives null. */
export async function act(path, body = {}) {
  try {
    return await answer(await fetch(`/sandbox/${path}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    }));
  } catch (problem) {
    toast(problem.message);
    return null;
  }
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.problem ?? `The sandbox answered ${response.status}.`);
  return body;
}

/** Calls `changed(topics, typing)` for each change, and `lost(true|false)` as the connection goes and comes. */
export function follow(changed, lost) {
  const socket = new WebSocket(`ws://${location.host}/sandbox/feed`);
  socket.addEventListener("open", () => { lost(false); changed(["everything"], []); });
  socket.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    changed(told.changed, told.typing);
  });
  socket.addEventListener("close", () => {
    lost(true);
    setTimeout(() => follow(changed, lost), 1000);
  });
}
