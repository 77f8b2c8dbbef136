"""Threads under a channel: archived ones newest first, and those in which something was said."""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import discord
from discord.http import Route

from shared.chat.passing import REST_FAILURES, in_words

_log = logging.getLogger(__name__)

_SEARCH_PAGE: Final = 25
_MOST_PAGES: Final = 8
_MOST_THREADS: Final = 100
"""Channels named in one search: Discord takes 500, but addresses of such length get lost."""


async def archived(
    channel: discord.TextChannel | discord.ForumChannel, *, since: datetime | None = None
) -> AsyncIterator[discord.Thread]:
    """Archived threads, public then private; each listing ends at the first one before `since`.

    Of private ones those that the bot is in, where it may not list the others. Raises what a REST
    call raises.
    """
    async for thread in channel.archived_threads(limit=None):
        if since is not None and thread.archive_timestamp < since:
            break
        yield thread
    if not isinstance(channel, discord.TextChannel) or channel.is_news():
        # Forums and announcement channels have no private threads.
        return
    try:
        async for thread in channel.archived_threads(limit=None, private=True):
            if since is not None and thread.archive_timestamp < since:
                break
            yield thread
    except discord.Forbidden:
        _log.warning("may list only my own private threads of #%s", channel.name)
        # Ordered by id, so none of them ends the listing.
        async for thread in channel.archived_threads(limit=None, private=True, joined=True):
            if since is None or thread.archive_timestamp >= since:
                yield thread


async def threads_saying(
    client: discord.Client, guild_id: int, threads: Iterable[int], *, words: str, since: datetime
) -> set[int] | None:
    """Which threads have a message with these words, by Discord's search; None without it.

    discord.py 2.7.1 has no call for it. A server that is still being indexed answers without hits.
    """
    ids = [str(thread_id) for thread_id in threads]
    found: set[int] = set()
    for start in range(0, len(ids), _MOST_THREADS):
        some = await _search(client, guild_id, ids[start : start + _MOST_THREADS], words, since)
        if some is None:
            return None
        found |= some
    return found


async def _search(
    client: discord.Client, guild_id: int, ids: Sequence[str], words: str, since: datetime
) -> set[int] | None:
    route = Route("GET", "/guilds/{guild_id}/messages/search", guild_id=guild_id)
    found: set[int] = set()
    for page in range(_MOST_PAGES):
        params: list[tuple[str, Any]] = [
            ("content", words),
            ("min_id", discord.utils.time_snowflake(since)),
            ("limit", _SEARCH_PAGE),
            ("offset", page * _SEARCH_PAGE),
            *(("channel_id", thread_id) for thread_id in ids),
        ]
        try:
            answer: Mapping[str, Any] = await client.http.request(route, params=params)
        except REST_FAILURES as error:
            _log.info("no message search here: %s", in_words(error))
            return None
        hits = _channels(answer)
        if hits is None:
            return None
        found |= hits
        if len(hits) == 0 or (page + 1) * _SEARCH_PAGE >= int(answer.get("total_results", 0)):
            return found
    return None


def _channels(answer: Mapping[str, Any]) -> set[int] | None:
    if "messages" not in answer:
        return None
    groups: list[list[dict[str, Any]]] = answer["messages"]
    return {int(message["channel_id"]) for group in groups for message in group}
