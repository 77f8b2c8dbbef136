"""The known clan tags, kept: read from the clan list now and then, never lost to an outage."""

import logging
from typing import Final

from apps.welcomecrew.clan_tags.clan_list import ClanList, read_clan_list
from shared.sheets.cache import Cached, Copy
from shared.sheets.errors import CellsUnread, SheetsError
from shared.sheets.ports import Workbook
from shared.tickets.tags import KnownTags
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)


class NoTags(SheetsError):
    """The clan list was read and holds no tag; the tags known before are kept."""

    outcome = "no_tags"

    def __init__(self, clan_list: ClanList) -> None:
        words = f"column {clan_list.column} of the tab {clan_list.tab!r} holds no tag"
        super().__init__(f"{words} but other words" if clan_list.is_doubtful else words)
        self.advice = (
            "Head the column of tags with clantag, tag, abbr or code, or set CLANLIST_TAG_COLUMN."
        )


class ClanTags:
    """Whoever needs the tags asks here; Google is asked once per time to live."""

    def __init__(
        self, workbook: Workbook, *, tab: str, fallback_column: int, ttl: float, clock: Clock
    ) -> None:
        self._workbook = workbook
        self.tab: Final = tab
        self._fallback_column = fallback_column
        self._cached = Cached(
            "the clan tags",
            self._fetch,
            ttl=ttl,
            clock=clock,
            unsettled=lambda clan_list: bool(clan_list.unread),
        )

    async def get(self) -> KnownTags:
        """The tags at hand. Raises SheetsError when they have never been read."""
        return (await self.clan_list()).value.tags

    def at_hand(self) -> KnownTags:
        """The tags as they are known now, without asking anybody; none at the very start."""
        copy = self._cached.peek()
        return copy.value.tags if copy else KnownTags()

    async def clan_list(self) -> Copy[ClanList]:
        """The tags with their origin and age. Raises as `get` does."""
        return await self._cached.get()

    async def refresh(self) -> Copy[ClanList]:
        """Read now; when that fails the copy at hand, with its problem."""
        return await self._cached.refresh()

    def forget(self) -> None:
        """Read anew before the next use."""
        self._cached.forget()

    async def close(self) -> None:
        """Stop reading."""
        await self._cached.close()

    async def _fetch(self) -> ClanList:
        grid = (await self._workbook.read([self.tab]))[self.tab]
        copy = self._cached.peek()
        before = copy.value if copy else None
        clan_list = read_clan_list(grid, self.tab, self._fallback_column, before)
        known = set(before.tags) if before else set[str]()
        if not clan_list.is_whole and not (len(clan_list.tags) and known <= {*clan_list.tags}):
            raise CellsUnread(self.tab, clan_list.unread)
        if not len(clan_list.tags) or clan_list.is_doubtful:
            raise NoTags(clan_list)
        if clan_list.unread:
            _log.warning("the clan list: %s", clan_list.unread)
        return clan_list
