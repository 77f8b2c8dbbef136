"""What one bot gets to see of an event: by intents, by permissions, by Message Content."""

import copy

import discord

from sandbox.discord.apps import App
from sandbox.discord.backend.backend import WorldBackend
from sandbox.discord.simcord_door import (
    ChannelType,
    censor_message,
    channel_accessible,
    prune_guild_create,
    required_intent,
    serializers,
)
from sandbox.discord.wire import Json, Payload

_IN_CHANNEL = ("MESSAGE_", "TYPING_START", "CHANNEL_PINS_UPDATE")
_IS_CHANNEL = ("THREAD_CREATE", "THREAD_UPDATE", "THREAD_MEMBERS_UPDATE")
_THREAD_MEMBERS = ("id", "guild_id", "member_count", "added_members", "removed_member_ids")
_WITH_CONTENT = ("MESSAGE_CREATE", "MESSAGE_UPDATE")


def visible(backend: WorldBackend, app: App, event: str, payload: Payload) -> bool:
    """Whether the bot may know of this event at all, whatever its intents."""
    if event == "INTERACTION_CREATE":
        return int(payload["application_id"]) == app.application_id
    guild_id = payload.get("guild_id")
    if guild_id is not None:
        guild = backend.guilds.get(int(guild_id))
        if guild is None or app.user_id not in guild.members:
            return False
    if event == "THREAD_MEMBERS_UPDATE" and _is_about(app, payload):
        return True
    where = _place(event, payload)
    return where is None or channel_accessible(backend, where, app.user_id)


def _place(event: str, payload: Payload) -> int | None:
    """The channel that one must see to hear of the event; None when anybody hears of it."""
    if event.startswith(_IN_CHANNEL):
        return int(payload["channel_id"])
    if event in _IS_CHANNEL:
        return int(payload["id"])
    return int(payload["parent_id"]) if event == "THREAD_DELETE" else None


def shaped(
    backend: WorldBackend, app: App, intents: discord.Intents, event: str, payload: Payload
) -> Payload | None:
    """The event as a session with these intents gets it; None when it doesn't.

    The payload is returned itself when nothing had to change, so that it is serialised once.
    """
    gate = required_intent(event, payload)
    if gate is not None and not getattr(intents, gate):
        return None
    if event == "GUILD_CREATE":
        return guild_create(backend, app, intents, int(payload["id"]))
    if event == "THREAD_MEMBERS_UPDATE":
        return _thread_members(backend, app, intents, payload)
    return payload if intents.message_content else _without_content(backend, app, event, payload)


def _without_content(backend: WorldBackend, app: App, event: str, payload: Payload) -> Payload:
    """The event as those get it who may not read messages."""
    if event in _WITH_CONTENT:
        blanked = copy.deepcopy(payload)
        return blanked if censor_message(blanked, app.user_id, backend=backend) else payload
    if event == "INTERACTION_CREATE" and isinstance(payload.get("message"), dict):
        # The message that was clicked is the bot's own; what it replied to may not be.
        blanked = copy.deepcopy(payload)
        censor_message(blanked["message"], app.user_id, backend=backend, exempt_root=True)
        return blanked
    return payload


def guild_create(
    backend: WorldBackend, app: App, intents: discord.Intents, guild_id: int
) -> Payload:
    """GUILD_CREATE: threads that are active and visible, and only the members sent inline."""
    payload: Payload = dict(serializers.guild_create_payload(backend, backend.guilds[guild_id]))
    payload["threads"] = [
        {**thread, **_own_membership(backend, app, int(thread["id"]))}
        for thread in payload["threads"]
        if not thread["thread_metadata"]["archived"]
        and channel_accessible(backend, int(thread["id"]), app.user_id)
    ]
    prune_guild_create(payload, intents, app.user_id)
    return payload


def thread_list(backend: WorldBackend, app: App, parent_ids: set[int], guild_id: int) -> Payload:
    """THREAD_LIST_SYNC: the active threads of channels that the bot has come to see."""
    threads = [
        thread
        for thread in backend.active_threads(guild_id)
        if thread.parent_id in parent_ids and channel_accessible(backend, thread.id, app.user_id)
    ]
    with backend.acting_as(app):
        listed = serializers.thread_list_payload(backend, threads)
    return {
        "guild_id": str(guild_id),
        "channel_ids": [str(channel_id) for channel_id in sorted(parent_ids)],
        **listed,
    }


def _is_about(app: App, payload: Payload) -> bool:
    """Whether the bot itself was added to the thread, or taken out of it."""
    added = {member["user_id"] for member in payload.get("added_members") or ()}
    return str(app.user_id) in added | set(payload.get("removed_member_ids") or ())


def _thread_members(
    backend: WorldBackend, app: App, intents: discord.Intents, payload: Payload
) -> Payload | None:
    """THREAD_MEMBERS_UPDATE: of others only those with the members intent hear."""
    if not intents.members and not _is_about(app, payload):
        return None
    guild = backend.guilds[int(payload["guild_id"])]
    told = {key: payload[key] for key in _THREAD_MEMBERS if key in payload}
    if "added_members" in told:
        told["added_members"] = [
            {**added, "member": serializers.member_payload(backend, guild, member)}
            for added in told["added_members"]
            if (member := guild.members.get(int(added["user_id"]))) is not None
        ]
    return told


def _own_membership(backend: WorldBackend, app: App, thread_id: int) -> Payload:
    thread = backend.channels[thread_id]
    if app.user_id not in thread.thread_members:
        return {}
    return {"member": serializers.thread_member_payload(thread, app.user_id)}


def added_to_private_thread(backend: WorldBackend, app: App, event: str, payload: Payload) -> bool:
    """Whether the bot was just let into a private thread: it then gets THREAD_CREATE first."""
    if event != "THREAD_MEMBERS_UPDATE":
        return False
    thread = backend.channels.get(int(payload["id"]))
    if thread is None or thread.type != ChannelType.PRIVATE_THREAD:
        return False
    added = payload.get("added_members") or ()
    return any(int(member["user_id"]) == app.user_id for member in added)


def members_chunks(
    backend: WorldBackend, app: App, intents: discord.Intents, request: Payload
) -> list[Payload]:
    """The answers to a request for members (op 8)."""
    guild = backend.guilds.get(int(request["guild_id"]))
    if guild is None or app.user_id not in guild.members:
        return []
    members = list(guild.members.values())
    wanted: Json = request.get("user_ids")
    missing: list[str] = []
    if wanted:
        ids = {int(item) for item in ([wanted] if isinstance(wanted, str | int) else wanted)}
        members = [m for m in members if m.user_id in ids]
        missing = [str(item) for item in ids - {m.user_id for m in members}]
    elif query := str(request.get("query") or "").casefold():
        members = [m for m in members if backend.users[m.user_id].name.casefold().startswith(query)]
    elif not intents.members:
        # The whole list is for those with the members intent.
        members = [guild.members[app.user_id]]
    if limit := int(request.get("limit") or 0):
        members = members[:limit]
    parts = [members[i : i + 1000] for i in range(0, len(members), 1000)] or [[]]
    return [
        {
            "guild_id": str(guild.id),
            "members": [serializers.member_payload(backend, guild, m) for m in part],
            "chunk_index": index,
            "chunk_count": len(parts),
            "not_found": missing if index == 0 else [],
            "nonce": request.get("nonce"),
        }
        for index, part in enumerate(parts)
    ]
