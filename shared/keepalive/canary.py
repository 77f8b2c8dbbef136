"""Asks Discord for the bot itself when it has been quiet for long: only who hears gets an answer.

A member is asked for through the gateway and the answer comes through it, with the intent
`guilds` alone. Discord allows one whole list in 30 s for each server; this asks for one member,
every few minutes, and only while nothing else comes.

Where that stays unanswered too, something is asked that another service of Discord answers
(the sounds of a server; no intent is needed): who hears that isn't deaf, the members are away.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import aiohttp
import discord

from .components import ComponentFailing
from .discord_internals import request_sounds
from .ground.clock import Clock
from .snapshot import CanarySnapshot, GatewayState, ShardSnapshot
from .tracker import Tracker

_log = logging.getLogger(__name__)

Ask = Callable[[int], Awaitable[bool | None]]
"""Of this shard; whether an answer came, or None when nothing could be asked."""
AskOther = Callable[[int], Awaitable[None]]
"""Of this shard, by what no member service answers; the answer shows as an event."""

ANSWER_WITHIN_S: Final = 10.0
_LISTEN_EVERY_S: Final = 0.5
_LOOK_EVERY_S: Final = 10.0
_FIRST_AFTER_S: Final = 30.0
_AGAIN_AFTER_S: Final = 60.0
_SPREAD: Final = 0.2
_UNEXPLAINED_IN_A_ROW: Final = 2


@dataclass(kw_only=True, eq=False, repr=False)
class Canary:
    """Asks where it is time to, and tells the tracker what came of it."""

    tracker: Tracker
    ask: Ask
    ask_other: AskOther
    read_events: Callable[[], None]
    quiet_s: float
    clock: Clock
    spread: Callable[[float, float], float] = random.uniform
    _other_is_refused: bool = False
    _asked_at: dict[int, float] = field(default_factory=dict[int, float])
    _factors: dict[int, float] = field(default_factory=dict[int, float])

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.clock.sleep(min(_LOOK_EVERY_S, self.quiet_s / 4))
            shards = self.tracker.snapshot().shards
            await asyncio.gather(*(self._try_question(it) for it in shards if self._is_due(it)))

    def _is_due(self, shard: ShardSnapshot) -> bool:
        asked_at = self._asked_at.get(shard.shard_id)
        return is_due(
            shard,
            None if asked_at is None else self.clock.monotonic() - asked_at,
            quiet_s=self.quiet_s,
            factor=self._factors.setdefault(shard.shard_id, self._draw()),
        )

    async def _try_question(self, shard: ShardSnapshot) -> None:
        try:
            await self._question(shard)
        except Exception:  # noqa: BLE001 - border: no question is worth the process
            _log.exception("shard %d: this question failed; the next one comes", shard.shard_id)

    async def _question(self, shard: ShardSnapshot) -> None:
        number = shard.shard_id
        self._asked_at[number] = self.clock.monotonic()
        self._factors[number] = self._draw()
        self.read_events()
        self.tracker.asks(number)
        answered = await self.ask(number)
        self.read_events()
        if answered:
            self.tracker.answered(number)
            return
        if answered is None:
            return
        if shard.unanswered and not self._other_is_refused and await self._ends_doubt(number):
            return
        if self.tracker.hears_no_answer(number):
            _log.warning("shard %d: Discord left a question unanswered, and says nothing", number)

    async def _ends_doubt(self, number: int) -> bool:
        """Ask the other thing, before a second question counts. True: nothing is left to judge."""
        self.tracker.asks_other(number)
        await self.ask_other(number)
        until = self.clock.monotonic() + min(ANSWER_WITHIN_S, self.quiet_s)
        while self.clock.monotonic() < until:
            await self.clock.sleep(min(_LISTEN_EVERY_S, self.quiet_s / 4))
            self.read_events()
            if self.tracker.was_cut_off(number):
                self._other_is_refused = True
                _log.info("shard %d: Discord closed at a question that it doesn't know", number)
                return True
            if not self.tracker.is_in_doubt(number):
                _log.info("shard %d hears; Discord's member service doesn't answer", number)
                break
        return False

    def _draw(self) -> float:
        return self.spread(1 - _SPREAD, 1 + _SPREAD)


def is_due(
    shard: ShardSnapshot, since_asked_s: float | None, *, quiet_s: float, factor: float
) -> bool:
    """Whether to ask now: when it was quiet for long, sooner where there is doubt. Pure."""
    if shard.state is not GatewayState.READY:
        return False
    if since_asked_s is None:
        # Early, so that there is an answer to compare with if silence follows.
        return shard.state_age_s >= min(_FIRST_AFTER_S, quiet_s) * factor
    remedied_s = shard.deaf_remedy_age_s
    if remedied_s is not None and since_asked_s > remedied_s:
        return True
    if remedied_s is not None or shard.unanswered:
        return since_asked_s >= min(_AGAIN_AFTER_S, quiet_s) * factor
    silent_s = since_asked_s if shard.quiet_s is None else min(shard.quiet_s, since_asked_s)
    return silent_s >= quiet_s * factor


def canary_words(canary: CanarySnapshot) -> str:
    """How the questions fare, for people. Raises ComponentFailing when nobody answers them."""
    if canary.in_a_row >= _UNEXPLAINED_IN_A_ROW:
        so_far = "events come all the same" if canary.answered else "none was ever answered"
        raise ComponentFailing(
            f"Discord left {canary.in_a_row} questions for a member unanswered; {so_far}"
        )
    if canary.answer_age_s is None:
        return "nothing asked yet"
    return "Discord answered when asked last"


async def ask_for_myself(bot: discord.Client, within_s: float, shard_id: int) -> bool | None:
    """Ask a server of this shard for the bot itself; see `Ask`. Nothing is cached."""
    server = _some_server(bot, shard_id)
    if server is None or bot.user is None:
        return None
    try:
        async with asyncio.timeout(within_s):
            await server.query_members(user_ids=[bot.user.id], cache=False)
    except TimeoutError:
        return False
    except (discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError) as error:
        # The connection went away meanwhile: an affair of the other rules.
        _log.info("could not ask for myself: %r", error)
        return None
    return True


async def ask_for_sounds(bot: discord.Client, shard_id: int) -> None:
    """Ask a server of this shard for its sounds, which is answered with none as well."""
    if (server := _some_server(bot, shard_id)) is None:
        return
    try:
        await request_sounds(bot, shard_id, server.id)
    except (discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError) as error:
        _log.info("could not ask for sounds: %r", error)


def _some_server(bot: discord.Client, shard_id: int) -> discord.Guild | None:
    sharded = isinstance(bot, discord.AutoShardedClient)
    servers = [
        guild
        for guild in bot.guilds
        if not guild.unavailable and (not sharded or guild.shard_id == shard_id)
    ]
    return random.choice(servers) if servers else None  # noqa: S311 - any will do
