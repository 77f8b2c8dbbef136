"""The spreadsheet without its cells, remembered for a while: which tabs it has, with what ids."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from shared.sheets.described import Metadata
from shared.sheets.errors import TabMissing
from shared.timing.clock import Clock

# An id stays right when its tab is renamed; this bounds how long we may write to a tab whose
# name people have meanwhile given to another one.
_IDS_TTL: Final = 300.0


class Outline:
    """Asks Google where what it remembers is too old."""

    def __init__(self, ask: Callable[[float], Awaitable[Metadata]], clock: Clock) -> None:
        """`ask` is given the seconds that its answer may take."""
        self._ask = ask
        self._clock = clock
        self._known: Metadata | None = None
        self._asked_at = 0.0

    async def known(self, max_age: float, *, within: float = float("inf")) -> Metadata:
        """As it was at most `max_age` seconds ago. Raises SheetsError."""
        if self._known and self._clock.monotonic() - self._asked_at < max_age:
            return self._known
        return self.remember(await self._ask(within))

    def remember(self, known: Metadata) -> Metadata:
        """It is so now."""
        self._known, self._asked_at = known, self._clock.monotonic()
        return known

    def forget(self) -> None:
        """Whatever is asked next is asked of Google."""
        self._known = None

    async def ids(self, tabs: Sequence[str]) -> dict[str, int]:
        """The ids of these tabs. Raises TabMissing and other SheetsError."""
        from_memory = self._known is not None
        known = await self.known(_IDS_TTL)
        if from_memory and not all(map(known.named, tabs)):
            known = await self.known(max_age=0.0)
        ids: dict[str, int] = {}
        for tab in tabs:
            there = known.named(tab)
            if there is None:
                raise TabMissing(tab, tuple(known.tabs))
            ids[tab] = there.sheet_id
        return ids

    async def fail_if_missing(self, tabs: Sequence[str]) -> None:
        """After a refusal: raises TabMissing where that is the reason."""
        self.forget()
        await self.ids(tabs)
