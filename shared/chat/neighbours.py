"""Bots of one family on one server: whose topic is it, and did the other one answer?"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, TypeVar

import discord
from discord.ext import commands

from shared.chat.background import spawn
from shared.immutable import immutable
from shared.timing.clock import Clock

PATIENCE: Final = 3.0
"""Seconds that a bot gives another one to answer first."""
_FORGOTTEN_AFTER: Final = 600.0
"""Seconds after which a bot that did not answer is waited for again."""
_MOST_REMEMBERED: Final = 500
_T = TypeVar("_T")


@immutable
class Neighbour:
    """What a bot answers `!help` about."""

    service: str
    """Also the title of its overview, by which others know it."""
    topics: tuple[str, ...]
    commands: tuple[tuple[str, str], ...]
    """Usage and purpose of those that everybody may run."""
    names: tuple[str, ...]
    """All that `!help <topic>` may be asked: topics, commands, aliases, in small letters."""


class Neighbours:
    """The other bot, as far as this one hears of it. `family` is in the order of who speaks first.

    Nothing tells a bot who else is on a server; what the other one says does.
    """

    def __init__(
        self,
        *,
        client: discord.Client,
        service: str,
        family: Sequence[Neighbour],
        clock: Clock,
    ) -> None:
        self._client = client
        self.others: Final = [each for each in family if each.service != service]
        self.leads: Final = not family or family[0].service == service
        """Whether this bot speaks first about what both may be asked."""
        self._clock = clock
        self._heard: dict[int, float] = {}
        """Server → when another bot was heard there last, by the monotonic clock."""
        self._silent: dict[int, float] = {}
        """Server → when another one was waited for in vain."""
        self._replies: dict[int, discord.Message] = {}
        """Message → the last reply of a bot to it; of the last few messages."""
        self._waiting: dict[int, asyncio.Event] = {}

    def of(self, name: str) -> Neighbour | None:
        """The other bot that knows this topic or command."""
        return next((each for each in self.others if name in each.names), None)

    def note(self, message: discord.Message) -> None:
        """Any message: a reply of another bot, whose overview says that it is there."""
        if not message.author.bot or message.author == self._client.user or not self.others:
            return
        titles = {embed.title for embed in message.embeds}
        if message.guild and any(each.service in titles for each in self.others):
            _put(self._heard, message.guild.id, self._clock.monotonic())
            self._silent.pop(message.guild.id, None)
        points_at = message.reference.message_id if message.reference else None
        if points_at is not None:
            _put(self._replies, points_at, message)
            if points_at in self._waiting:
                self._waiting[points_at].set()

    def is_here(self, guild: discord.Guild | None) -> bool:
        """Whether another bot of the family was heard on this server, and never in vain since."""
        return guild is not None and guild.id in self._heard

    async def answer_to(self, ctx: commands.Context[Any]) -> discord.Message | None:
        """What another bot replied to this very message; None where none does in time.

        At once where nobody else can hear it, and for ten minutes after one was silent.
        """
        if ctx.guild is None or ctx.interaction is not None or not self.others:
            return None
        now = self._clock.monotonic()
        if now - self._silent.get(ctx.guild.id, now - _FORGOTTEN_AFTER) < _FORGOTTEN_AFTER:
            return None

        asked = ctx.message.id
        if asked not in self._replies:
            await self._wait_for(asked)
        reply = self._replies.get(asked)
        if reply is None:
            _put(self._silent, ctx.guild.id, now)
            self._heard.pop(ctx.guild.id, None)
        return reply

    async def _wait_for(self, asked: int) -> None:
        """Until a bot replied to this message, or for long enough."""
        replied = self._waiting[asked] = asyncio.Event()
        ends = [
            asyncio.ensure_future(replied.wait()),
            spawn(self._clock.sleep(PATIENCE), name="let another bot answer"),
        ]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            del self._waiting[asked]
            for end in ends:
                end.cancel()


def _put(known: dict[int, _T], key: int, value: _T) -> None:
    """Remember it as the newest; the oldest of too many goes."""
    known.pop(key, None)
    known[key] = value
    if len(known) > _MOST_REMEMBERED:
        del known[next(iter(known))]
