"""Brings the bot to Discord and keeps trying: token, login, identify budget, turn, gateway.

Nothing here ends the process by itself, except that what no restart will mend is reported to
the lifetime. The watchdog judges how long is too long.
"""

import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import discord

from .discord_internals import bound_waits, forget_failed_login, spare_http
from .failures import (
    EXPECTED,
    MISSHAPEN,
    FirstConnectFailed,
    Hopeless,
    OddAnswer,
    Passing,
    RateLimitedFor,
    classify,
)
from .ground.clock import Clock
from .ground.lately import SaidLately
from .ground.turn import Identifies, Turn
from .identify import SessionBudget, kept_back, pause, seconds_to_wait
from .lifetime import ExitStatus, Lifetime
from .snapshot import GatewayState, Waiting
from .tracker import Tracker

_log = logging.getLogger(__name__)
T = TypeVar("T")

# Discord's answers to the first questions: longer rate limits than this are waited for by us,
# in words, instead of by the library in silence.
_SILENT_WAIT_S = 1.0
# While logging in the library may sleep for a rate limit no longer than this.
_LOGIN_WAIT_S = 60.0


class SetupFailed(Exception):
    """The bot's own setup_hook failed; the cause has the traceback."""


class _GiveUp(Exception):
    """Carries the words for what no restart will mend."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Connection:
    """One bot's way to Discord."""

    bot: discord.Client
    token: str = field(repr=False)
    tracker: Tracker
    lifetime: Lifetime
    turn: Turn
    clock: Clock
    identify_reserve: int
    longest_retry_s: float
    silence_s: float
    hold_s: float
    accepted: Callable[[], None]
    budget_read: Callable[[SessionBudget], None]

    async def run(self) -> None:
        """Log in, connect, stay; returns after having asked for a stop."""
        try:
            budget = await self._insist(self._ask_first)
            await self._insist(self._log_in)
            self.accepted()
            budget = await self._await_budget(budget)
            await self._stand_by()
            await self._spend(budget)
            await self._insist(self._connect)
        except _GiveUp as end:
            await self._hold(str(end))
            self.lifetime.request_stop(ExitStatus.CONFIGURATION, str(end), cause="configuration")
        else:
            self.lifetime.request_stop(ExitStatus.STOPPED, "the bot closed its connection")

    async def _ask_first(self) -> SessionBudget:
        # In a client of its own: the bot's would sleep in silence, and can't be asked twice.
        http = spare_http(self.bot, longest_wait_s=_SILENT_WAIT_S)
        try:
            await http.static_login(self.token)
            shards, _, limit = await http.get_bot_gateway()
            return SessionBudget(
                int(limit["total"]),
                int(limit["remaining"]),
                limit["reset_after"] / 1000,
                int(limit["max_concurrency"]),
                int(shards),
            )
        except EXPECTED:
            raise
        except MISSHAPEN as error:
            raise OddAnswer from error
        finally:
            await http.close()

    async def _log_in(self) -> None:
        own_limit = self.bot.http.max_ratelimit_timeout
        bound_waits(self.bot, silence_s=self.silence_s, ratelimit_s=_LOGIN_WAIT_S)
        try:
            await self.bot.login(self.token)
        except EXPECTED as error:
            if self.bot.application is not None:
                # Discord was willing: it is the bot's own set-up that failed, and half of it may
                # be done, so that a second try in this process can't be right.
                raise SetupFailed from error
            forget_failed_login(self.bot)
            raise
        except MISSHAPEN as error:
            if self.bot.application is not None:
                raise
            forget_failed_login(self.bot)
            raise OddAnswer from error
        finally:
            self.bot.http.max_ratelimit_timeout = own_limit

    async def _await_budget(self, budget: SessionBudget) -> SessionBudget:
        # Before asking for the turn: who can't use it shouldn't have it.
        self.budget_read(budget)
        while seconds := seconds_to_wait(budget, self.identify_reserve):
            budget = await self._await_identifies(budget, seconds)
        _log.info("%d of %d identifies left today", budget.remaining, budget.total)
        return budget

    async def _await_identifies(self, budget: SessionBudget, seconds: float) -> SessionBudget:
        left = f"only {budget.remaining} of {budget.total} are left"
        await self._wait("waiting for identifies", seconds, left)
        budget = await self._insist(self._ask_first)
        self.budget_read(budget)
        return budget

    async def _stand_by(self) -> None:
        lately = SaidLately()

        def told(words: str) -> None:
            if lately.is_new(words):
                _log.info("%s", words)
            self.tracker.wait(Waiting(words, state=GatewayState.STANDBY))

        await self.turn.take(told)
        self.tracker.turn_begins(self.turn.term)

    async def _spend(self, budget: SessionBudget) -> None:
        while not await self.turn.spend(self._identifies(budget)):
            # Other processes of this bot have spent what Discord's answer still counted.
            budget = await self._await_identifies(budget, pause(budget))

    def _identifies(self, budget: SessionBudget) -> Identifies:
        bot = self.bot
        needed = 1
        if isinstance(bot, discord.AutoShardedClient):
            needed = len(bot.shard_ids or ()) or bot.shard_count or budget.shards
        return Identifies(
            needed=needed,
            remaining=budget.remaining,
            reserve=kept_back(budget, self.identify_reserve),
            reset_after_s=budget.reset_after_s,
            at_once=budget.max_concurrency,
        )

    async def _connect(self) -> None:
        try:
            await self.bot.connect(reconnect=True)
        except AttributeError as error:
            # Only the known fault of a failed first connect is worth another try.
            if self.bot.ws:
                raise
            raise FirstConnectFailed from error

    async def _insist(self, step: Callable[[], Awaitable[T]]) -> T:
        attempt = 0
        while True:
            try:
                return await step()
            except EXPECTED as error:
                match classify(error):
                    case Hopeless(words):
                        raise _GiveUp(words) from error
                    case RateLimitedFor(seconds, words):
                        await self._wait("rate limited", seconds, words)
                    case Passing(words):
                        await self._pause(words, attempt)
                        attempt += 1

    async def _hold(self, words: str) -> None:
        """Say why for a while: a supervisor that starts again at once would only ask again."""
        if not self.hold_s:
            return
        until = self.clock.now() + timedelta(seconds=self.hold_s)
        _log.critical("%s; this process ends with status 78 in %g s", words, self.hold_s)
        self.lifetime.doom(ExitStatus.CONFIGURATION, words)
        self.tracker.wait(Waiting(words, until, "then it ends", state=GatewayState.REFUSED))
        await self.clock.sleep(self.hold_s)

    async def _wait(self, reason: str, seconds: float, detail: str) -> None:
        waiting = Waiting(reason, self.clock.now() + timedelta(seconds=seconds), detail)
        _log.warning("%s", waiting)
        self.tracker.wait(waiting)
        try:
            await self.clock.sleep(seconds)
        finally:
            self.tracker.wait_over()

    async def _pause(self, words: str, attempt: int) -> None:
        ceiling = min(self.longest_retry_s, 2.0 ** min(attempt, 10))
        delay = ceiling * random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, hides nothing
        self.tracker.trouble(words)
        _log.warning("%s; trying again in %.1f s", words, delay)
        await self.clock.sleep(delay)
