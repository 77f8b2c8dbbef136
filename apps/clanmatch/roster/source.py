"""The roster tab as parsed clans, kept between refreshes and prepared for every question."""

import asyncio
import logging
from collections.abc import Collection
from datetime import UTC, tzinfo
from typing import Final

from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.rules.layout import BY_LETTER, Layout, layout_of
from apps.clanmatch.roster.rules.lookup import ClanDirectory
from apps.clanmatch.roster.rules.rows import RowProblem, parse_roster, row_names
from apps.clanmatch.roster.rules.search import ClanIndex
from shared.chat.errors import ExpectedFailure
from shared.chat.text import ago, count, month
from shared.immutable import immutable
from shared.sheets.cache import Cached, Copy
from shared.sheets.errors import CellsUnread, SheetsError
from shared.sheets.ports import Grid, Workbook
from shared.sheets.unread import mended
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

PROBLEMS_NAMED: Final = 5
_FRESH_S: Final = 10.0
"""A copy of this age is not worth a read: whoever presses twice would spend the quota of all."""
_GONE: Final = "This clan is no longer in the roster. `!clan <tag or name>` finds the others."


class NoClans(SheetsError):
    """The tab is there, but holds nothing that looks like a clan."""

    outcome = "empty"

    def __init__(self, tab: str) -> None:
        super().__init__(f"the tab {tab!r} holds no clans")
        self.advice = (
            "Row 1 is for headings; below it each clan needs its name in column B and its tag "
            "in column C."
        )


class ColumnsMoved(SheetsError):
    """Columns were inserted, moved or removed, and the header doesn't say where each is now."""

    outcome = "columns"
    advice = (
        "Put the columns back into their order, with the clan in B, its tag in C and its spots in "
        "E, or head each of them: then I find them wherever they are."
    )

    def __init__(self, tab: str, doubt: str) -> None:
        super().__init__(f"the columns of the tab {tab!r} were moved: {doubt}")


@immutable
class Roster:
    """One copy of the sheet, parsed once."""

    index: ClanIndex
    directory: ClanDirectory
    problems: tuple[RowProblem, ...]
    rows: Grid
    """The cells themselves, for the summary table that stands among the clans."""
    unread: str = ""
    """Which cells show an error in place of their value; empty when there is none."""
    layout: Layout = BY_LETTER
    """Where their columns are."""

    def in_words(self) -> str:
        """How many clans, and which rows couldn't be read."""
        words = count(len(self.index.clans), "clan")
        words += f"; {self.unread}" if self.unread else ""
        if not self.problems:
            return words
        named = "; ".join(str(problem) for problem in self.problems[:PROBLEMS_NAMED])
        more = len(self.problems) - PROBLEMS_NAMED
        rest = f"; and {more:,} more" if more > 0 else ""
        return f"{words}, {count(len(self.problems), 'remark')}: {named}{rest}"


class RosterSource(Cached[Roster]):
    """Where everybody gets the roster from."""

    def __init__(
        self, *, workbook: Workbook, tab: str, ttl: float, clock: Clock, zone: tzinfo = UTC
    ) -> None:
        super().__init__(
            "roster", self._read, ttl=ttl, clock=clock, unsettled=lambda it: bool(it.unread)
        )
        self._workbook = workbook
        self.tab: Final = tab
        """The tab that is read."""
        self._zone = zone

    async def current(self) -> Copy[Roster]:
        """The copy at hand; only the first askers ever wait. Raises ExpectedFailure without one."""
        try:
            return await self.get()
        except SheetsError as error:
            raise ExpectedFailure(
                f"I can't read the clan roster right now: {error}. {error.advice} "
                "I keep trying; an admin sees more in `!health`."
            ) from error

    async def clan(self, key: str) -> tuple[Clan, str]:
        """The clan that a press names, and the note on the copy at hand. Raises ExpectedFailure."""
        copy = await self.current()
        clan = copy.value.directory.with_key(key)
        if clan is None:
            raise ExpectedFailure(_GONE)
        return clan, self.note(copy)

    def note(self, copy: Copy[Roster]) -> str:
        """When the sheet was read, by the cluster's clock: `as of 07:58`; what else ails it."""
        read, now = (each.astimezone(self._zone) for each in (copy.fetched_at, self._clock.now()))
        day = "" if read.date() == now.date() else f"{read.day} {month(read, short=True)} "
        return " · ".join(filter(None, (f"as of {day}{read:%H:%M}", age_note(copy))))

    def clans_with(self, tags: Collection[str]) -> list[Clan]:
        """The clans of the copy at hand whose tag is one of these; none without a copy."""
        kept = self.peek()
        directory = kept.value.directory if kept is not None else None
        found = (directory.with_tag(tag) for tag in tags) if directory else ()
        return [clan for clan in found if clan is not None]

    @property
    def at_hand(self) -> bool:
        """Whether `current` answers at once."""
        return self.peek() is not None

    async def read_again(self) -> None:
        """Read the sheet now, unless that was done seconds ago. Raises ExpectedFailure."""
        kept = self.peek()
        if kept is not None and kept.age < _FRESH_S and kept.problem is None:
            return
        try:
            copy = await self.refresh()
        except SheetsError as error:
            raise ExpectedFailure(f"That failed: {error}. {error.advice}") from error
        if copy.problem:
            raise ExpectedFailure(f"That failed: {copy.problem}. The last good copy stays in use.")

    async def state(self) -> str:
        """For health pages: what is at hand, in words. Raises SheetsError when nothing is."""
        copy = await self.get()
        # A moment and not an age: these words are shown for a minute and stay true.
        words = f"{copy.value.in_words()}; read at {copy.fetched_at:%Y-%m-%d %H:%M} UTC"
        return f"{words}; {copy.problem}" if copy.problem else words

    async def _read(self) -> Roster:
        rows = (await self._workbook.read([self.tab]))[self.tab]
        before = self.peek()
        # Off the event loop: a huge sheet takes seconds to parse.
        roster = await asyncio.to_thread(_prepared, self.tab, rows, before and before.value)
        _log.info("roster read: %s", roster.in_words())
        return roster


def age_note(copy: Copy[Roster]) -> str:
    """What to add to an answer that comes from an old copy; empty for a fresh one."""
    if not copy.stale:
        return ""
    why = f": {copy.problem}" if copy.problem else "; a fresh one is being read"
    return f"copy of the sheet from {ago(copy.age)} ago{why}"


def _prepared(tab: str, rows: Grid, before: Roster | None) -> Roster:
    """The roster in `rows`; where a cell shows an error, what `before` said stays.

    Raises NoClans, ColumnsMoved, and CellsUnread when clans of `before` could not be found again.
    """
    layout = layout_of(rows)
    if layout.doubt:
        raise ColumnsMoved(tab, layout.doubt)
    # A good reading with other columns says nothing about these.
    good = before.rows if before and before.layout == layout else ()
    read = mended(rows, good, lambda row: row_names(layout.in_order(row)))
    parsed = parse_roster(read.grid, layout)
    known = frozenset(clan.key for clan in before.index.clans) if before else frozenset[str]()
    is_short = not parsed.clans or not known <= {clan.key for clan in parsed.clans}
    if read.lost_rows and is_short:
        raise CellsUnread(tab, read.in_words())
    if not parsed.clans:
        raise NoClans(tab)
    return Roster(
        index=ClanIndex(parsed.clans),
        directory=ClanDirectory(parsed.clans),
        problems=parsed.problems,
        rows=read.grid,
        unread=read.in_words(),
        layout=layout,
    )
