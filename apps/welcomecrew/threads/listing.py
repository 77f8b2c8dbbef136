"""Threads under a channel: archived ones newest first, and those in which something was said."""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import discord
from discord.http import Route

_log = logging.getLogger(__name__)

_SEARCH_PAGE: Final = 25
_MOST_PAGES: Final = 8
_MOST_THREADS: Final = 500
"""As many channels as one search may name."""


async def archived(
    channel: discord.TextChannel, *, since: datetime | None = None
) -> AsyncIterator[discord.Thread]:
    """Archived threads, public then private; each listing ends at the first one before `since`.

    Raises discord.HTTPException; private ones are left out where the bot may not list them.
    """
    for private in (False, True):
        try:
            async for thread in channel.archived_threads(limit=None, private=private):
                if since is not None and thread.archive_timestamp < since:
                    break
                yield thread
        except discord.Forbidden:
            if not private:
                raise
            _log.warning("may not list the private threads of #%s", channel.name)


async def threads_saying(
    client: discord.Client, guild_id: int, threads: Iterable[int], *, words: str, since: datetime
) -> set[int] | None:
    """Which threads have a message with these words, by Discord's search; None without it.

    discord.py 2.7.1 has no call for it. A server that is still being indexed answers without hits.
    """
    ids = [str(thread_id) for thread_id in threads]
    if len(ids) > _MOST_THREADS:
        return None
    if not ids:
        return set()
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
        except discord.HTTPException as error:
            _log.info("no message search here: %s", error)
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
