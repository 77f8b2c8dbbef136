"""The welcome tab as templates, kept between refreshes; and what the roster says of a clan."""

from dataclasses import replace

from apps.clanmatch.roster import cells
from apps.clanmatch.roster.ports import RosterPorts
from apps.clanmatch.roster.rules.tokens import is_blank
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.welcome.rules.clan_now import ClanNow
from apps.clanmatch.welcome.rules.templates import (
    TemplateBook,
    bare,
    columns_of,
    parse_templates,
    row_names,
)
from shared.chat.errors import ExpectedFailure
from shared.chat.text import ago
from shared.sheets.cache import Cached, Copy
from shared.sheets.errors import CellsUnread, SheetsError
from shared.sheets.ports import Grid, Workbook
from shared.sheets.unread import mended
from shared.timing.clock import Clock


class NoTemplates(SheetsError):
    """The tab is there, but no row of it can be used."""

    outcome = "empty"

    def __init__(self, tab: str) -> None:
        super().__init__(f"the tab {tab!r} holds no welcome templates")
        self.advice = "Its first row must hold the headings TAG, TARGET_CHANNEL_ID, BODY, ACTIVE, …"


class TemplateSource(Cached[TemplateBook]):
    """Where the welcome command gets its templates from."""

    def __init__(self, *, workbook: Workbook, tab: str, ttl: float, clock: Clock) -> None:
        super().__init__(
            "welcome templates",
            self._read,
            ttl=ttl,
            clock=clock,
            unsettled=lambda it: bool(it.unread),
        )
        self._workbook = workbook
        self._tab = tab
        self._good: Grid = ()

    async def current(self) -> Copy[TemplateBook]:
        """The copy at hand. Raises ExpectedFailure when there has never been one."""
        try:
            return await self.get()
        except SheetsError as error:
            raise ExpectedFailure(
                f"I can't read the welcome templates right now: {error}. {error.advice}"
            ) from error

    async def state(self) -> str:
        """What is at hand, in words. Raises SheetsError when nothing is."""
        copy = await self.get()
        words = f"{copy.value.in_words()}; read {ago(copy.age)} ago"
        return f"{words}; {copy.problem}" if copy.problem else words

    async def _read(self) -> TemplateBook:
        grid = (await self._workbook.read([self._tab]))[self._tab]
        # A good reading with other columns says nothing about these.
        good = self._good if columns_of(self._good) == columns_of(grid) else ()
        read = mended(grid, good, row_names(grid))
        book = replace(
            parse_templates(read.grid, unread_rows=read.lost_rows), unread=read.in_words()
        )
        if not book.by_tag and read.cells:
            raise CellsUnread(self._tab, read.in_words())
        if not book.by_tag:
            raise NoTemplates(self._tab)
        if not read.lost_rows:
            self._good = read.grid
        return book


class ClansNow:
    """What the roster says of clans."""

    def __init__(self, *, roster: RosterSource, ports: RosterPorts) -> None:
        self._roster = roster
        self._ports = ports

    async def about(self, tag: str) -> ClanNow | None:
        """The clan with this tag; None without one, or while the roster can't be read.

        Nobody goes without a welcome because the roster is away.
        """
        try:
            copy = await self._roster.current()
        except ExpectedFailure:
            return None
        clan = copy.value.directory.with_tag(bare(tag))
        if clan is None:
            return None
        return ClanNow(
            title=cells.title(clan),
            lead="" if is_blank(clan.lead) else clan.lead,
            deputies="" if is_blank(clan.deputies) else clan.deputies,
            is_full=not cells.is_open(clan, self._ports.seats_shown(clan)),
            as_of=self._roster.note(copy),
        )

    async def tag_of(self, key: str) -> str:
        """The tag of the clan that a card names. Raises ExpectedFailure when it has none."""
        clan, _ = await self._roster.clan(key)
        if not clan.tag:
            raise ExpectedFailure("This clan has no tag in the roster, so it has no welcome.")
        return clan.tag
