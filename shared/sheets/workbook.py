"""`Workbook` over Google: what each operation asks for, and what follows when it is refused."""

import asyncio
import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Self, TypeVar

from shared.sheets import bodies
from shared.sheets.bodies import Part
from shared.sheets.calls import Caller, Kind, Limits, Observe, Ticket
from shared.sheets.described import Json, Metadata, Tab
from shared.sheets.errors import AmbiguousWrite, RequestRefused
from shared.sheets.later import Later
from shared.sheets.new_headers import with_headers
from shared.sheets.outline import Outline
from shared.sheets.ports import Change, Grid, Protection, StoredGrid, WorkbookInfo
from shared.sheets.service_account import ServiceAccount
from shared.sheets.settings import SheetsSettings
from shared.timing.clock import Clock

if TYPE_CHECKING:
    from shared.sheets.google import GoogleSheets

T = TypeVar("T")
_POINTED: Final = re.compile(r"\bInvalid requests\[([0-9]{1,6})\]")
_log = logging.getLogger(__name__)
_DESCRIPTION_TTL = 30.0
# Health checks are given five seconds: what Google answers is to be told, not that time ran out.
_PROBE_S = 4.0
_EMPTY: Grid = ()
_NEW_TAB_COLUMNS = 26


def ignore(_operation: str, _outcome: str, _seconds: float) -> None:
    """Nobody measures."""


def anybody() -> None:
    """No other instance writes."""


class GoogleWorkbook:
    """Use as `async with`, or call `close`."""

    def __init__(
        self,
        account: ServiceAccount,
        spreadsheet_id: str,
        *,
        clock: Clock,
        api_url: str = "",
        read_only: bool = False,
        limits: Limits | None = None,
        observe: Observe = ignore,
        may_write: Callable[[], None] = anybody,
        loaded: Callable[[], None] = lambda: None,
    ) -> None:
        """`loaded` is called once Google's libraries are there, in the thread that needed them."""
        limits = limits or Limits()
        self._share_with = account.client_email

        def google() -> "GoogleSheets":
            from shared.sheets.google import GoogleSheets  # noqa: PLC0415 - `later` says why

            loaded()
            return GoogleSheets(
                account, spreadsheet_id, api_url=api_url, read_only=read_only, limits=limits
            )

        self._google = Later(google)
        self._caller = Caller(limits=limits, clock=clock, observe=observe, may_write=may_write)
        self._outline = Outline(self._described, clock)

    @classmethod
    def from_settings(
        cls,
        settings: SheetsSettings,
        *,
        clock: Clock,
        read_only: bool = False,
        observe: Observe = ignore,
        may_write: Callable[[], None] = anybody,
        loaded: Callable[[], None] = lambda: None,
    ) -> Self:
        """The workbook that the environment names; `may_write` raises NotOurTurn to forbid it."""
        return cls(
            settings.service_account(),
            settings.google_sheet_id,
            clock=clock,
            api_url=settings.sheets_api_url,
            read_only=read_only,
            observe=observe,
            may_write=may_write,
            loaded=loaded,
            limits=Limits(
                connect=settings.sheets_connect_timeout_sec,
                read=settings.sheets_read_timeout_sec,
                deadline=settings.sheets_deadline_sec,
                requests_per_minute=settings.sheets_requests_per_minute,
            ),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Take no more calls; returns at once, even while one hangs."""
        self._caller.close()
        if google := self._google.made:
            google.close()

    async def describe(self) -> WorkbookInfo:
        """See `Workbook.describe`."""
        known = await self._outline.known(_DESCRIPTION_TTL)
        return WorkbookInfo(known.title, tuple(known.tabs), self._share_with)

    async def reachable(self) -> str:
        """See `Workbook.reachable`."""
        known = await self._outline.known(max_age=0.0, within=_PROBE_S)
        count = len(known.tabs)
        return f"{known.title!r} answers, {count} {'tab' if count == 1 else 'tabs'}"

    async def protections(self) -> Sequence[Protection]:
        """See `Workbook.protections`."""
        return await self._caller.run(
            "protections", Kind.READ, lambda ticket: self._google().protections(ticket)
        )

    async def try_writing(self) -> None:
        """See `Workbook.try_writing`."""
        known = await self._outline.known(max_age=0.0)
        taken = {tab.sheet_id for tab in known.tabs.values()}
        await self._update("try_writing", bodies.trial(bodies.free_sheet_id("check", taken)))

    def forget(self) -> None:
        """See `Workbook.forget`."""
        self._outline.forget()

    async def read(self, tabs: Sequence[str]) -> Mapping[str, Grid]:
        """See `Workbook.read`."""
        return await self._read(tabs, lambda ticket: self._google().values(ticket, tabs))

    async def read_stored(self, tabs: Sequence[str]) -> Mapping[str, StoredGrid]:
        """See `Workbook.read_stored`."""
        return await self._read(tabs, lambda ticket: self._google().stored_values(ticket, tabs))

    async def _read(
        self, tabs: Sequence[str], ask: Callable[[Ticket], dict[str, T]]
    ) -> dict[str, T]:
        if not tabs:
            return {}
        try:
            return await self._caller.run("read", Kind.READ, ask)
        except RequestRefused:
            await self._outline.fail_if_missing(tabs)
            raise

    async def apply(self, changes: Sequence[Change]) -> None:
        """See `Workbook.apply`."""
        if not changes:
            return
        tabs = sorted({change.tab for change in changes})
        ids = await self._outline.ids(tabs)
        try:
            await self._send(bodies.change_parts(changes, ids))
        except RequestRefused:
            # Nothing was written. A tab that was deleted and made anew has another id by now.
            await self._outline.fail_if_missing(tabs)
            fresh = await self._outline.ids(tabs)
            if fresh == ids:
                raise
            await self._send(bodies.change_parts(changes, fresh))

    async def _send(self, parts: Sequence[Part]) -> None:
        try:
            await self._update("apply", [part.request for part in parts])
        except RequestRefused as error:
            if pointed := _POINTED.search(str(error)):
                index = int(pointed[1])
                error.culprits = parts[index].changes if index < len(parts) else ()
            raise

    async def delete_rows(self, rows: Mapping[str, Collection[int]]) -> None:
        """See `Workbook.delete_rows`."""
        tabs = sorted(tab for tab, numbers in rows.items() if numbers)
        if not tabs:
            return
        ids = await self._outline.ids(tabs)
        requests = [one for tab in tabs for one in bodies.delete_requests(rows[tab], ids[tab])]
        try:
            await self._update("delete_rows", requests)
        except RequestRefused:
            await self._outline.fail_if_missing(tabs)
            raise

    async def ensure_tabs(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Grid]:
        """See `Workbook.ensure_tabs`.

        Each round looks before it writes, so a round whose answer got lost, or which another
        process forestalled, is simply followed by one more.
        """
        try:
            return await self._ensure_once(wanted)
        except (AmbiguousWrite, RequestRefused) as error:
            _log.info("looking at the tabs again: %s", error)
            return await self._ensure_once(wanted)

    async def _ensure_once(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Grid]:
        known = await self._outline.known(max_age=0.0)
        present = [tab for tab in wanted if known.named(tab)]
        held = {**dict.fromkeys(wanted, _EMPTY), **await self.read(present)}
        tabs = dict(known.tabs)
        changes: list[Json] = []
        for tab, headers in wanted.items():
            if not known.named(tab):
                taken = {other.sheet_id for other in tabs.values()}
                tabs[tab] = Tab(bodies.free_sheet_id(tab, taken), columns=_NEW_TAB_COLUMNS)
                changes.append(bodies.add_tab(tab, tabs[tab].sheet_id))
            there = known.named(tab) or tabs[tab]
            # Beside the event loop: ten thousand rows that get wider take it 60 ms.
            grid, additions = await asyncio.to_thread(with_headers, held[tab], headers, there)
            held[tab] = grid
            changes += additions
        if changes:
            self._outline.forget()
            await self._update("ensure_tabs", changes)
            self._outline.remember(Metadata(known.title, tabs))
        return held

    async def _update(self, operation: str, changes: list[Json]) -> None:
        await self._caller.run(
            operation, Kind.WRITE, lambda ticket: self._google().update(ticket, changes)
        )

    async def _described(self, within: float) -> Metadata:
        return await self._caller.run(
            "describe", Kind.READ, lambda ticket: self._google().metadata(ticket), within=within
        )
