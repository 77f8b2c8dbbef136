"""Hands each event of the world to every session that may have it."""

from sandbox.discord.backend.backend import WorldBackend
from sandbox.discord.gateway import events
from sandbox.discord.gateway.sessions import Sessions, dumps
from sandbox.discord.wire import Payload

_GUILD_ITSELF = ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE")


def publish(backend: WorldBackend, sessions: Sessions, event: str, payload: Payload) -> None:
    """Send it, serialised once for all who get it unchanged."""
    raw: str | None = None
    seen: dict[str, bool] = {}
    guild = int(payload.get("id" if event in _GUILD_ITSELF else "guild_id") or 0)
    for session in sessions:
        app = session.app
        if app.name not in seen:
            seen[app.name] = events.visible(backend, app, event, payload)
        if not seen[app.name] or not session.owns(guild) or guild in session.absent:
            continue
        if events.added_to_private_thread(backend, app, event, payload):
            session.dispatch("THREAD_CREATE", dumps(_thread(payload)))
        mine = events.shaped(backend, app, session.intents, event, payload)
        if mine is payload:
            raw = raw or dumps(payload)
            session.dispatch(event, raw)
        elif mine is not None:
            session.dispatch(event, dumps(mine))


def _thread(payload: Payload) -> Payload:
    """The thread itself, out of a THREAD_MEMBERS_UPDATE."""
    extra = {"added_members", "removed_member_ids"}
    return {key: value for key, value in payload.items() if key not in extra}
