"""Message search over a whole server, as bots have had it since 2026; it can be away or behind."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.discord.calls import Call, Reply, Route
from sandbox.discord.forms.embeds import texts
from sandbox.discord.rules.messages import message_json
from sandbox.discord.search_index import SearchMode
from sandbox.discord.simcord_door import (
    DiscordError,
    Message,
    channel_accessible,
    serializers,
    walk_components,
)
from sandbox.discord.wire import Json, Payload, snowflake

_PAGE = 25
_LAST_OFFSET = 9975
_NOT_INDEXED = 110_000
_KNOWN = {
    "content",
    "author_id",
    "author_type",
    "channel_id",
    "limit",
    "offset",
    "max_id",
    "min_id",
    "sort_by",
    "sort_order",
}


def search(call: Call) -> Json:
    """GET /guilds/{id}/messages/search: filters, 25 a page, newest first unless asked."""
    if call.world.search.mode is SearchMode.MISSING:
        raise DiscordError(404, 0, "404: Not Found")
    if call.world.search.mode is SearchMode.INDEXING:
        body = {"message": "Index not yet available. Try again later", "code": _NOT_INDEXED}
        return Reply(202, {**body, "documents_indexed": 0, "retry_after": 2})
    if unknown := call.params.keys() - _KNOWN:
        raise DiscordError(501, 0, f"The sandbox's search doesn't know {sorted(unknown)}")
    if "message_content" not in call.app.approved:
        raise DiscordError(403, 50001, "Missing Access")
    limit, offset = int(call.params.get("limit", _PAGE)), int(call.params.get("offset", 0))
    if not 1 <= limit <= _PAGE or not 0 <= offset <= _LAST_OFFSET:
        raise DiscordError(400, 50035, "Invalid Form Body: limit or offset out of range")
    found = sorted(_matches(call), key=lambda m: m.id)
    if call.params.get("sort_order", "desc") == "desc":
        found.reverse()
    return _answer(call, found, found[offset : offset + limit])


def _matches(call: Call) -> Iterator[Message]:
    backend, guild_id = call.world.backend, call.id("guild_id")
    words = call.params.get("content", "").casefold().split()
    authors = set(_ids(call, "author_id"))
    channels = set(_ids(call, "channel_id"))
    newest = snowflake(call.params.get("max_id", 1 << 63))
    oldest = snowflake(call.params.get("min_id", 0))
    index = call.world.search
    known_until = call.world.clock.now() - timedelta(seconds=index.behind_s)
    for channel_id, messages in backend.messages.items():
        channel = backend.channels[channel_id]
        if channel.guild_id != guild_id or (
            channels and not {channel_id, channel.parent_id} & channels
        ):
            continue
        if not channel_accessible(backend, channel_id, call.user_id, history=True):
            continue
        for message in messages.values():
            if (
                oldest < message.id < newest
                and not message.is_ephemeral
                and (not authors or message.author_id in authors)
                and not (index.behind_s and _last_change(message) > known_until)
                and all(word in _text(message, alone=index.text_only) for word in words)
            ):
                yield message


def _ids(call: Call, name: str) -> list[int]:
    """A parameter that may come several times; rest.py joins those with commas."""
    return [snowflake(item) for item in call.params.get(name, "").split(",") if item]


def _last_change(message: Message) -> datetime:
    return datetime.fromisoformat(message.edited_timestamp or message.timestamp)


def _text(message: Message, *, alone: bool) -> str:
    """All the words of a message, unless `alone` those in its embeds and components too."""
    if alone:
        return message.content.casefold()
    shown = (item.get("content", "") for item in walk_components(message.components))
    parts = [message.content, *map(str, shown)]
    parts += [text for embed in message.embeds for text in texts(embed)]
    return " ".join(parts).casefold()


def _answer(call: Call, found: list[Message], page: list[Message]) -> Payload:
    backend = call.world.backend
    threads = {m.channel_id for m in page if backend.channels[m.channel_id].is_thread}
    joined = [t for t in threads if call.user_id in backend.channels[t].thread_members]
    return {
        "doing_deep_historical_index": False,
        "total_results": len(found),
        "messages": [[message_json(call, message)] for message in page],
        "threads": [
            dict(serializers.channel_payload(backend, backend.channels[t])) for t in threads
        ],
        "members": [
            serializers.thread_member_payload(backend.channels[t], call.user_id) for t in joined
        ],
    }


ROUTES = (Route("GET", "/guilds/{guild_id}/messages/search", search),)
