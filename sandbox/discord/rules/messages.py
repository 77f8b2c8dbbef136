"""Messages: nonces, history in its true order, and what a bulk delete refuses."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import unquote

from discord.utils import time_snowflake

from sandbox.discord.backend.backend import WorldBackend
from sandbox.discord.calls import Call, Route
from sandbox.discord.forms.components import is_emoji
from sandbox.discord.rules.threads import require_open, require_writable
from sandbox.discord.simcord_door import (
    DiscordError,
    Message,
    censor_message,
    serializers,
)
from sandbox.discord.wire import Json, snowflake

_TOO_OLD = timedelta(days=14)
_REACTIONS = 20


def send(call: Call) -> Json:
    """POST a message: an enforced nonce answers with the first, a locked thread refuses."""
    world, backend, channel_id = call.world, call.world.backend, call.id("channel_id")
    channel = backend.get_channel(channel_id)
    body = call.fields()
    nonce = body.get("nonce")
    enforced = nonce is not None and bool(body.get("enforce_nonce"))
    if enforced and (first := world.nonces.first(call.user_id, str(nonce))) is not None:
        message = backend.messages.get(first[0], {}).get(first[1])
        if message is not None:
            return {**serializers.message_payload(backend, message), "nonce": nonce}
    require_writable(backend, channel, call.user_id)
    if call.files:
        call.need(channel_id, "attach_files")
    if body.get("embeds"):
        call.need(channel_id, "embed_links")
    with backend.sending_nonce(str(nonce) if nonce is not None else None):
        answer = call.simcord()
    if enforced:
        world.nonces.remember(call.user_id, str(nonce), channel_id, snowflake(answer["id"]))
    return {**answer, "nonce": nonce}


def edit(call: Call) -> Json:
    """PATCH a message: in a locked thread only with Manage Threads."""
    backend = call.world.backend
    require_writable(backend, backend.get_channel(call.id("channel_id")), call.user_id)
    return call.simcord()


def history(call: Call) -> Json:
    """GET messages: newest first within the page that `before`, `after` or `around` asks for."""
    backend, channel_id = call.world.backend, call.id("channel_id")
    call.need(channel_id)
    if not backend.allowed(call.user_id, channel_id, "read_message_history"):
        return []
    limit = max(1, min(100, int(call.params.get("limit", 50))))
    messages = sorted(
        (m for m in backend.messages[channel_id].values() if not m.is_ephemeral),
        key=lambda m: m.id,
    )
    return [message_json(call, it) for it in reversed(page(messages, call.params, limit))]


def page(messages: list[Message], params: Mapping[str, str], limit: int) -> list[Message]:
    """Those, of all from the oldest on, that `before`, `after` or `around` ask for."""
    if "around" in params:
        pivot = snowflake(params["around"])
        older = [m for m in messages if m.id <= pivot][-(limit // 2 + 1) :]
        newer = [m for m in messages if m.id > pivot][: limit - len(older)]
        return older + newer
    if "after" in params:
        return [m for m in messages if m.id > snowflake(params["after"])][:limit]
    if "before" in params:
        messages = [m for m in messages if m.id < snowflake(params["before"])]
    return messages[-limit:]


def message_json(call: Call, message: Message) -> Json:
    """A message as this bot may read it, with `me` on its own reactions."""
    backend = call.world.backend
    payload = dict(serializers.message_payload(backend, message, for_user=call.user_id))
    if "message_content" not in call.app.approved:
        censor_message(payload, call.user_id, backend=backend)
    return payload


def bulk_delete(call: Call) -> Json:
    """POST bulk-delete: none older than two weeks, or nothing at all."""
    ids = [snowflake(item) for item in call.fields().get("messages") or ()]
    call.need(call.id("channel_id"), "manage_messages")
    oldest = time_snowflake(call.world.clock.now() - _TOO_OLD)
    if any(message_id < oldest for message_id in ids):
        raise DiscordError(
            400, 50034, "You can only bulk delete messages that are under 14 days old."
        )
    return call.simcord()


def react(call: Call) -> Json:
    """PUT a reaction: not in archived threads, at most 20 kinds, and only emoji."""
    backend, channel_id = call.world.backend, call.id("channel_id")
    require_open(backend, channel_id)
    message = backend.get_message(channel_id, call.id("message_id"))
    emoji = call.args["emoji"]
    if not _is_known(backend, unquote(emoji)):
        raise DiscordError(400, 10014, "Unknown Emoji")
    if len(message.reactions) >= _REACTIONS and message.reaction_for(emoji) is None:
        raise DiscordError(403, 30010, "Maximum number of reactions reached (20)")
    return call.simcord()


def _is_known(backend: WorldBackend, emoji: str) -> bool:
    """Whether it is one of Unicode's, or `name:id` of one that some server has."""
    _, _, emoji_id = emoji.rpartition(":")
    return backend.knows_emoji(int(emoji_id)) if emoji_id.isdecimal() else is_emoji(emoji)


def unreact(call: Call) -> Json:
    """DELETE reactions: not in archived threads."""
    require_open(call.world.backend, call.id("channel_id"))
    return call.simcord()


def pin(call: Call) -> Json:
    """Pin or unpin: its own permission since 2026, and not in archived threads."""
    backend, channel_id = call.world.backend, call.id("channel_id")
    call.need(channel_id, "pin_messages")
    require_open(backend, channel_id)
    backend.set_pinned(
        channel_id, call.id("message_id"), call.method == "PUT", actor_id=call.user_id
    )


_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = f"{_MESSAGES}/{{message_id}}"
_PIN = f"{_MESSAGES}/pins/{{message_id}}"
_EMOJI = f"{_MESSAGE}/reactions/{{emoji}}"
ROUTES = (
    Route("POST", _MESSAGES, send),
    Route("GET", _MESSAGES, history),
    Route("PATCH", _MESSAGE, edit),
    Route("POST", f"{_MESSAGES}/bulk-delete", bulk_delete),
    Route("PUT", f"{_EMOJI}/@me", react),
    Route("DELETE", f"{_EMOJI}/{{user_id}}", unreact),
    Route("DELETE", _EMOJI, unreact),
    Route("DELETE", f"{_MESSAGE}/reactions", unreact),
    Route("PUT", _PIN, pin),
    Route("DELETE", _PIN, pin),
)
