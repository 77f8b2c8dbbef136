"""When catch-up goes round: whenever something may have been closed unseen, until it was seen.

After a start and a lost session, when a ticket channel can be seen again, when there is room for
tickets that were turned away, when a channel could not be read, and a little after a round that
let search choose.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Final

from apps.welcomecrew.catch_up.catch_up import CatchUp
from apps.welcomecrew.catch_up.tally import named
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.patience import pause_after
from apps.welcomecrew.reading.sight import Sight
from apps.welcomecrew.tickets.scope import Channel
from shared.chat.log_channel import LogChannel
from shared.chat.passing import REST_FAILURES
from shared.chat.text import ago, count
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_LOOK_EVERY: Final = 15.0
_REST_AFTER: Final = 60.0
"""Seconds until what search did not name is looked at too."""
_TELL_AFTER: Final = 60.0
"""Seconds for which a channel may be out of sight before people hear of it."""


@dataclass(kw_only=True, eq=False, repr=False)
class Rounds:
    """Owns the one task that goes round."""

    catch_up: CatchUp
    desk: Desk
    sight: Sight
    log_channel: LogChannel
    clock: Clock
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _owed: list[str] = field(default_factory=list[str])
    """Since when, in words, for each reason to go round that no round has followed yet."""
    _due: float | None = None
    """When to go round although nothing new happened."""
    _failures: int = 0
    _hidden: set[Channel] = field(default_factory=set[Channel])
    _since: dict[Channel, float] = field(default_factory=dict[Channel, float])
    _told: dict[Channel, str] = field(default_factory=dict[Channel, str])
    _told_of_waiting: bool = False

    def session_lost(self, away: float | None) -> None:
        """READY: nothing was heard for `away` seconds; None: since the process began."""
        self.catch_up.forget_looks()
        words = f"while I was away ({ago(away).removesuffix(' ago')})" if away else None
        self._owe(words or "before my start")

    def shown(self) -> None:
        """A server or a channel may have come into sight, with what happened there meanwhile."""
        self.catch_up.forget_looks()
        self._owe("while I could not see it")

    def look(self) -> None:
        """Something may have changed about what can be seen."""
        self._wake.set()

    async def run(self) -> None:
        """Go round for ever."""
        while True:
            self._wake.clear()
            try:
                await self.step()
            except Exception:  # noqa: BLE001 - the border of a background task: one bad round ends no other
                _log.exception("a round of catch-up failed")
                self._due = self.clock.monotonic() + pause_after(6)
            await self._next()

    async def step(self) -> None:
        """Look around, and go round if there is a reason to."""
        self._watch_sight()
        await self._tell()
        now = self.clock.monotonic()
        if self.desk.owes_a_round:
            self._owed.append("without room for them")
        due = self._due is not None and self._due <= now
        if self._owed or due:
            await self._round(hurried=bool(self._owed))

    def _owe(self, since: str) -> None:
        self._owed.append(since)
        self._wake.set()

    async def _round(self, *, hurried: bool) -> None:
        owed, self._owed = self._owed, []
        self._due = None
        try:
            await self.catch_up.step(thorough=not hurried, paced=not hurried)
        except (SheetsError, *REST_FAILURES) as error:
            self._failures += 1
            _log.warning("catch-up has to wait: %s", error)
            self.catch_up.last_words = f"has to wait: {error}"
            # Owed still, but not at once.
            self._due = self.clock.monotonic() + pause_after(self._failures + 1)
            return
        if self.catch_up.unread:
            self._failures += 1
            self._due = self.clock.monotonic() + pause_after(self._failures + 1)
        else:
            self._failures = 0
            if self.catch_up.left_out:
                self._due = self.clock.monotonic() + _REST_AFTER
        if words := self.catch_up.found:
            since = owed[-1] if owed else "found later"
            await self.log_channel.say(f"{since}: {words}", about=("catch-up", words))

    def _watch_sight(self) -> None:
        hidden = self.sight.unseen()
        if self._hidden - hidden.keys():
            self.catch_up.forget_looks()
            self._owed.append("while I could not see it")
        self._hidden = set(hidden)
        now = self.clock.monotonic()
        unseen = {**self.catch_up.unread, **hidden}
        self._since = {channel: self._since.get(channel, now) for channel in unseen}

    async def _tell(self) -> None:
        """People hear once of what I can't see and of what is held up, and once when it is over."""
        unseen = {**self.catch_up.unread, **self.sight.unseen()}
        now = self.clock.monotonic()
        for channel, why in unseen.items():
            if channel in self._told or now - self._since.get(channel, now) < _TELL_AFTER:
                continue
            self._told[channel] = why
            await self.log_channel.say(
                f"I can't see the tickets of {named(channel)}: {why}. I log what is closed there "
                "as soon as I can.",
                about=("unseen", channel.channel_id, why),
            )
        for channel in [each for each in self._told if each not in unseen]:
            del self._told[channel]
            await self.log_channel.say(
                f"I can see the tickets of {named(channel)} again.",
                about=("seen", channel.channel_id, int(now)),
            )
        status = self.desk.status()
        if status.stuck and not self._told_of_waiting:
            reasons = "; ".join(status.reasons())
            await self.log_channel.say(
                f"{count(status.stuck, 'ticket')} held up: {reasons}. I go on trying.",
                about=("held up", reasons),
            )
        elif self._told_of_waiting and not status.stuck:
            await self.log_channel.say(
                "No ticket is held up any more.", about=("not held up", int(now))
            )
        self._told_of_waiting = bool(status.stuck)

    async def _next(self) -> None:
        """Wait until something happens, or for a short while."""
        ends = [
            asyncio.ensure_future(self.clock.sleep(_LOOK_EVERY)),
            asyncio.ensure_future(self._wake.wait()),
        ]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
