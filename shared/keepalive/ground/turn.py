"""Whose turn it is to speak: connecting to the gateway, writing to Discord and to Sheets.

A bot of one instance always has the turn. With several, `shared.keepalive.lease` says who has it.
"""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from .immutable import immutable

# Discord takes one identify per bucket in five seconds (session_start_limit.max_concurrency).
IDENTIFY_EVERY_S: Final = 5.0


Told = Callable[[str], None]
"""Hears, in words, why an instance stands by; again whenever that may have changed."""


class NotOurTurn(ConnectionError):
    """Another instance speaks, or may speak, by now. Nothing was sent."""

    def __init__(self) -> None:
        super().__init__("it isn't this instance's turn to speak")


@immutable
class TurnLost:
    """Why this instance must be silent from now on."""

    words: str
    in_peace: bool
    """Whether it still holds the turn while it finishes what it began, then hands it over."""


@immutable
class Identifies:
    """What is left of the day's identifies, as Discord just said, and what this process needs."""

    needed: int
    remaining: int
    reserve: int
    """So many are never spent."""
    reset_after_s: float
    at_once: int
    """Discord's max_concurrency: shards whose ids differ modulo this may identify together."""


class Turn(Protocol):
    """The turn as seen by the process that wants it."""

    @property
    def term(self) -> int | None:
        """The number of the turn that is held; None while standing by."""
        ...

    @property
    def trouble(self) -> str:
        """What is wrong with the store of turns at the moment, in words; empty when nothing is."""
        ...

    def check(self) -> None:
        """Raise NotOurTurn unless this instance may speak at this moment. From any thread."""
        ...

    async def take(self, told: Told) -> None:
        """Wait until this instance may speak; `told` hears in words why not yet."""
        ...

    async def taken(self) -> None:
        """Wait until `take` has succeeded, whoever called it."""
        ...

    async def lost(self) -> TurnLost:
        """Wait until the turn has to be given up."""
        ...

    async def spend(self, identifies: Identifies) -> bool:
        """Take that many identifies from the budget that all processes share; False: too few."""
        ...

    async def may_identify(self, shard_id: int, *, first: bool) -> None:
        """Wait until this shard may identify; `first`: no other of this process did just now."""
        ...

    async def give_up(self) -> None:
        """Let the next one speak. Never raises."""
        ...


class OnlyInstance:
    """Always has the turn."""

    def __init__(self) -> None:
        self._never = asyncio.Event()

    @property
    def term(self) -> int | None:
        """No turns are counted."""
        return None

    @property
    def trouble(self) -> str:
        """There is no store."""
        return ""

    def check(self) -> None:
        """See `Turn.check`."""

    async def take(self, told: Told) -> None:
        """See `Turn.take`."""

    async def taken(self) -> None:
        """See `Turn.taken`."""

    async def lost(self) -> TurnLost:
        """Never."""
        await self._never.wait()
        raise AssertionError("nobody sets this event")

    async def spend(self, identifies: Identifies) -> bool:  # noqa: ARG002 - nobody else spends
        """Discord's own count is all there is to look at."""
        return True

    async def may_identify(self, shard_id: int, *, first: bool) -> None:  # noqa: ARG002 - as discord.py does it
        """As discord.py does it by itself."""
        if not first:
            await asyncio.sleep(IDENTIFY_EVERY_S)

    async def give_up(self) -> None:
        """See `Turn.give_up`."""
