"""How far this machine's clock is from Discord's, by the date that each REST answer carries."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Final

import aiohttp

from shared.chat.text import ago
from shared.timing.clock import Clock

TOLERATED: Final = timedelta(seconds=60)
"""Panels, jobs and dates in the sheet are right within this."""


class DiscordClock:
    """Hears the date of each answer; give `trace()` to the client that asks. A `Clock`, too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead: timedelta | None = None
        self._heard: tuple[datetime, float] | None = None

    @property
    def ahead(self) -> timedelta | None:
        """How far this machine is ahead of Discord, negative when behind; None before an answer."""
        return self._ahead

    def now(self) -> datetime:
        """The date as this machine has it, or, where that is wrong, as Discord had it last."""
        ours = self._clock.now()
        if self._heard is None:
            return ours
        then, at = self._heard
        theirs = then + timedelta(seconds=self._clock.monotonic() - at)
        return theirs if is_wrong(ours - theirs) else ours

    def monotonic(self) -> float:
        """See `Clock.monotonic`."""
        return self._clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        """See `Clock.sleep`."""
        await self._clock.sleep(seconds)

    def heard(self, date: str) -> None:
        """A `Date` header; one that can't be read tells nothing."""
        try:
            theirs: datetime = parsedate_to_datetime(date)
            self._ahead = self._clock.now() - theirs
            self._heard = theirs, self._clock.monotonic()
        except (ValueError, TypeError, OverflowError):
            return

    def trace(self) -> aiohttp.TraceConfig:
        """For `discord.Client(http_trace=…)`."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._on_request_end)
        return config

    async def _on_request_end(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        ended: aiohttp.TraceRequestEndParams,
    ) -> None:
        self.heard(ended.response.headers.get("Date", ""))


def is_wrong(ahead: timedelta) -> bool:
    """Whether it is too far off."""
    return abs(ahead) > TOLERATED


def clock_in_words(ahead: timedelta | None) -> str:
    """What to tell of it."""
    if ahead is None:
        return "clock: not compared with Discord's yet"
    if not is_wrong(ahead):
        return "clock: agrees with Discord's"
    which = "ahead of" if ahead > timedelta(0) else "behind"
    return (
        f"clock: this machine is {ago(abs(ahead).total_seconds())} {which} Discord; let the host "
        "set it by NTP. Dates, jobs and the age of panels are wrong by as much"
    )
