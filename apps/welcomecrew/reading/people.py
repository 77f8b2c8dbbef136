"""Who somebody is on the server: roles of those who wrote in threads of long ago.

Live, Discord tells an author's roles along with each message. In the history it doesn't, so they
are asked for by id over the gateway: up to a hundred people in one request, and whoever else is
looked for meanwhile comes along with the next one.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

import discord

from apps.welcomecrew.tickets.parties import Standing
from shared.chat.passing import REST_FAILURES
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

MOST_AT_ONCE: Final = 100
"""Discord's limit on one request for members by id."""
_SECONDS: Final = 10.0
_MOST_SECONDS: Final = 30.0
"""Until others who ask have had their turn, too."""
# A connection may send 120 requests a minute, heartbeats among them.
_PAUSE: Final = 1.0
_FRESH_SECONDS: Final = 60.0
_MOST_KNOWN: Final = 2000


class People:
    """Asks Discord who people are, and remembers it for a minute."""

    def __init__(
        self, *, standing_of: Callable[[discord.abc.User, discord.Guild], Standing], clock: Clock
    ) -> None:
        self.standing_of = standing_of
        self._clock = clock
        self._known: OrderedDict[tuple[int, int], tuple[float, Standing]] = OrderedDict()
        self._wanted: dict[int, dict[int, None]] = {}
        """Ids that the next request asks for, by server, in the order of asking."""
        self._one = asyncio.Lock()
        self._asked_at = float("-inf")

    async def standings(self, guild: discord.Guild, ids: Iterable[int]) -> dict[int, Standing]:
        """Of those who can be told within a few seconds; who is missing is gone or unknown."""
        wanted = list(dict.fromkeys(filter(None, ids)))[:MOST_AT_ONCE]
        missing = [user_id for user_id in wanted if self._remembered(guild, user_id) is None]
        if missing:
            with suppress(TimeoutError):
                async with asyncio.timeout(_MOST_SECONDS):
                    await self._ask(guild, missing)
        found = {user_id: self._remembered(guild, user_id) for user_id in wanted}
        return {user_id: standing for user_id, standing in found.items() if standing is not None}

    async def _ask(self, guild: discord.Guild, ids: list[int]) -> None:
        waiting = self._wanted.setdefault(guild.id, {})
        waiting.update(dict.fromkeys(ids))
        async with self._one:
            while any(user_id in waiting for user_id in ids):
                await self._clock.sleep(self._asked_at + _PAUSE - self._clock.monotonic())
                batch = list(waiting)[:MOST_AT_ONCE]
                for user_id in batch:
                    del waiting[user_id]
                self._asked_at = self._clock.monotonic()
                await self._query(guild, batch)

    async def _query(self, guild: discord.Guild, ids: list[int]) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                members = await guild.query_members(user_ids=ids, limit=MOST_AT_ONCE, cache=False)
        except (*REST_FAILURES, discord.DiscordException, RuntimeError) as error:
            # RuntimeError: the connection to the gateway is just being made anew.
            _log.warning(
                "the roles of %d people could not be learnt: %s", len(ids), type(error).__name__
            )
            return
        now = self._clock.monotonic()
        for member in members:
            self._known[guild.id, member.id] = now, self.standing_of(member, guild)
            self._known.move_to_end((guild.id, member.id))
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)

    def _remembered(self, guild: discord.Guild, user_id: int) -> Standing | None:
        known = self._known.get((guild.id, user_id))
        if known is None or known[0] < self._clock.monotonic() - _FRESH_SECONDS:
            return None
        return known[1]
