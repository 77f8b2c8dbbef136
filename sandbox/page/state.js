// What the page knows: the server's people, roles and channels, who "you" are, and what is open.

export const state = {
  me: null,
  channel: null,
  world: { guild: { name: "" }, people: [], roles: [], channels: [], commands: [] },
  bots: [],
  replyTo: null,
  seen: new Map(),
  firstLook: true,
  dismissed: new Set(),
};

const by = (list, id) => list.find((it) => it.id === String(id));

/** Looks up names for drawing. */
export const names = {
  user: (id) => by(state.world.people, id),
  role: (id) => by(state.world.roles, id),
  channel: (id) => by(state.world.channels, id),
  author: ({ author }) => by(state.world.people, author.id) ?? { ...author, name: author.global_name ?? author.username },
  mentionsMe: ({ mentions, mention_roles: roles, mention_everyone: everyone }) => everyone
    || mentions?.some((it) => it.id === state.me)
    || roles?.some((it) => me()?.roles.includes(it)),
  choices: (kinds) => kinds.flatMap((kind) => state.world[kind].map((it) => ({ label: it.name, value: it.id }))),
  rolesOf: (person) => person.roles.map((it) => names.role(it)?.name).filter(Boolean).join(", ") || person.kind,
};

export function me() {
  return names.user(state.me);
}

export function currentChannel() {
  return names.channel(state.channel);
}

/** Remember across reloads; a browser that forbids it just forgets. */
export function remember(key, value) {
  try { localStorage.setItem(`sandbox.${key}`, value); } catch { /* private mode */ }
}

export function recall(key) {
  try { return localStorage.getItem(`sandbox.${key}`); } catch { return null; }
}
