"""Threads as Discord keeps them: archived ones are read-only, locked ones closed to most."""

from sandbox.discord.backend.backend import WorldBackend
from sandbox.discord.calls import Call, RateLimited, Route
from sandbox.discord.forms.threads import check
from sandbox.discord.simcord_door import (
    Channel,
    ChannelType,
    DiscordError,
    channel_accessible,
    serializers,
)
from sandbox.discord.wire import Json, Payload, snowflake
from sandbox.discord.world.renames import RenameLimit

_EDITABLE = {"name", "archived", "locked", "auto_archive_duration"}


def archived() -> DiscordError:
    """What an archived thread answers to all but messages."""
    return DiscordError(400, 50083, "Thread is archived")


def locked() -> DiscordError:
    """What a locked thread answers to those without Manage Threads."""
    return DiscordError(403, 160005, "Thread is locked")


def require_writable(backend: WorldBackend, channel: Channel, user_id: int) -> None:
    """Refuse a message where the thread is locked; a merely archived one is woken by it."""
    meta = channel.thread_metadata
    if meta is None or not meta.locked:
        return
    if not backend.allowed(user_id, channel.id, "manage_threads"):
        raise locked()
    if meta.archived:
        raise archived()


def require_open(backend: WorldBackend, channel_id: int) -> None:
    """Refuse reactions, joins and the like in an archived thread."""
    meta = backend.get_channel(channel_id).thread_metadata
    if meta is not None and meta.archived:
        raise archived()


def edit_thread(
    backend: WorldBackend, renames: RenameLimit, thread: Channel, actor_id: int, changes: Payload
) -> None:
    """PATCH a thread: who may, in which state, and how often it may be renamed."""
    _require_editor(backend, thread, actor_id, changes)
    check(changes)
    name = changes.get("name")
    # Shared by all bots of the server. People are left out: their client is not what we test.
    if name is not None and name != thread.name and backend.users[actor_id].bot:
        if wait := renames.wait(thread.id):
            raise RateLimited(wait)
        renames.count(thread.id)
    backend.edit_thread(
        thread.id, actor_id=actor_id, **{k: changes[k] for k in _EDITABLE if k in changes}
    )


def _require_editor(
    backend: WorldBackend, thread: Channel, actor_id: int, changes: Payload
) -> None:
    meta = thread.thread_metadata
    if meta is None or not channel_accessible(backend, thread.id, actor_id):
        raise DiscordError(403, 50001, "Missing Access")
    manages = backend.allowed(actor_id, thread.id, "manage_threads")
    if meta.locked and not manages:
        raise locked()
    opens = changes.get("archived") is False
    if meta.archived and not opens:
        raise archived()
    # Whoever may write in a thread may wake it; its creator may also rename and archive it.
    may_wake = backend.allowed(actor_id, thread.id, "send_messages_in_threads")
    only_wakes = opens and changes.keys() == {"archived"}
    creator = thread.owner_id == actor_id and not changes.keys() & {"locked"}
    if not (manages or creator or (only_wakes and may_wake)):
        raise DiscordError(403, 50013, "Missing Permissions")


def patch_channel(call: Call) -> Json:
    """PATCH /channels/{id}: threads by our rules, other channels by simcord's."""
    backend = call.world.backend
    channel = backend.get_channel(call.id("channel_id"))
    if channel.is_thread:
        edit_thread(backend, call.world.renames, channel, call.user_id, call.fields())
        return dict(serializers.channel_payload(backend, channel))
    renamed = call.fields().get("name") not in (None, channel.name)
    if renamed and (wait := call.world.renames.wait(channel.id)):
        raise RateLimited(wait)
    answer = call.simcord()
    if renamed:
        call.world.renames.count(channel.id)
    return answer


def delete_channel(call: Call) -> Json:
    """Threads are deleted by those who manage threads, not channels."""
    backend = call.world.backend
    channel = backend.get_channel(call.id("channel_id"))
    if not channel.is_thread:
        return call.simcord()
    call.need(channel.id, "manage_threads")
    payload = dict(serializers.channel_payload(backend, channel))
    backend.delete_channel(channel.id)
    return payload


def create_thread(call: Call) -> Json:
    """POST /channels/{id}/threads: private ones are our own, others simcord's."""
    body = call.fields()
    channel = call.world.backend.get_channel(call.id("channel_id"))
    if int(body.get("type", 11)) != ChannelType.PRIVATE_THREAD:
        return call.simcord()
    call.need(channel.id, "create_private_threads")
    thread = open_private(call.world.backend, channel.id, str(body["name"]), call.user_id)
    return dict(serializers.channel_payload(call.world.backend, thread))


def open_private(backend: WorldBackend, parent_id: int, name: str, owner_id: int) -> Channel:
    """A private thread; unlike a public one it leaves no line in its channel."""
    if backend.get_channel(parent_id).type != ChannelType.TEXT:
        raise DiscordError(400, 50024, "Cannot execute action on this channel type")
    thread = backend.create_thread(
        parent_id, name, owner_id, type=ChannelType.PRIVATE_THREAD, broadcast=False
    )
    backend.announce_thread_create(thread)
    return thread


def join(call: Call) -> Json:
    """Join, or be added; archived threads can't be joined, foreign private ones neither."""
    require_open(call.world.backend, call.id("channel_id"))
    return call.simcord()


def archived_listing(call: Call, kind: ChannelType, *, joined: bool = False) -> Json:
    """Archived threads, newest archive date first, page by page."""
    backend, parent_id = call.world.backend, call.id("channel_id")
    call.need(parent_id, "read_message_history")
    if kind == ChannelType.PRIVATE_THREAD and not joined:
        call.need(parent_id, "manage_threads")
    threads = backend.archived_threads(parent_id, private=kind == ChannelType.PRIVATE_THREAD)
    threads = [t for t in threads if channel_accessible(backend, t.id, call.user_id)]
    before = call.params.get("before")
    if joined:
        threads = [t for t in threads if call.user_id in t.thread_members]
        threads.sort(key=lambda t: t.id, reverse=True)
        threads = [t for t in threads if before is None or t.id < snowflake(before)]
    else:
        threads.sort(key=_archive_date, reverse=True)
        threads = [t for t in threads if before is None or _archive_date(t) < _iso(before)]
    limit = max(1, min(100, int(call.params.get("limit", 50))))
    with backend.acting_as(call.app):
        return serializers.thread_list_payload(
            backend, threads[:limit], has_more=len(threads) > limit
        )


def _archive_date(thread: Channel) -> str:
    return _iso(thread.thread_metadata.archive_timestamp) if thread.thread_metadata else ""


def _iso(text: str) -> str:
    # `+` in a query may arrive as a blank; all dates here are UTC.
    return text.replace(" ", "+").replace("Z", "+00:00")


def active_listing(call: Call) -> Json:
    """Active threads that the bot can see, newest first."""
    backend = call.world.backend
    threads = [
        t
        for t in backend.active_threads(call.id("guild_id"))
        if channel_accessible(backend, t.id, call.user_id)
    ]
    threads.sort(key=lambda t: t.id, reverse=True)
    with backend.acting_as(call.app):
        return serializers.thread_list_payload(backend, threads)


_CHANNEL = "/channels/{channel_id}"
ROUTES = (
    Route("PATCH", _CHANNEL, patch_channel),
    Route("DELETE", _CHANNEL, delete_channel),
    Route("POST", f"{_CHANNEL}/threads", create_thread),
    Route("PUT", f"{_CHANNEL}/thread-members/{{user_id}}", join),
    Route("DELETE", f"{_CHANNEL}/thread-members/{{user_id}}", join),
    Route(
        "GET",
        f"{_CHANNEL}/threads/archived/public",
        lambda call: archived_listing(call, ChannelType.PUBLIC_THREAD),
    ),
    Route(
        "GET",
        f"{_CHANNEL}/threads/archived/private",
        lambda call: archived_listing(call, ChannelType.PRIVATE_THREAD),
    ),
    Route(
        "GET",
        f"{_CHANNEL}/users/@me/threads/archived/private",
        lambda call: archived_listing(call, ChannelType.PRIVATE_THREAD, joined=True),
    ),
    Route("GET", "/guilds/{guild_id}/threads/active", active_listing),
)
