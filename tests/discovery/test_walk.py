"""A day of both bots with the stand-in, every word of it held against Google's description."""

import asyncio
from collections.abc import Callable

import pytest

from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.welcome.source import TemplateSource
from apps.welcomecrew.ledger.rows import PROMO_FIELDS, WELCOME_FIELDS
from sandbox.sheets.faults import Fault
from sandbox.sheets.sample import CLANMATCH_ID, WELCOMECREW_ID, add_samples
from shared.sheets.errors import SheetsError
from shared.sheets.ports import CellChange, NewRow
from shared.timing.clock import SystemClock
from tests.fakes.sheets_server import ServedSheets, served_sheets

WANTED = {"Sheet1": WELCOME_FIELDS, "Sheet4": PROMO_FIELDS}


async def _clanmatch(served: ServedSheets) -> None:
    async with served.workbook(CLANMATCH_ID, read_only=True) as workbook:
        clock = SystemClock()
        roster = RosterSource(workbook=workbook, tab="bot_info", ttl=1, clock=clock)
        templates = TemplateSource(workbook=workbook, tab="WelcomeTemplates", ttl=1, clock=clock)
        assert (await roster.refresh()).value.index.clans
        assert (await templates.refresh()).value.by_tag
        await workbook.reachable()
        await workbook.describe()
        await asyncio.gather(roster.close(), templates.close())


async def _welcomecrew(served: ServedSheets) -> None:
    async with served.workbook(WELCOMECREW_ID) as workbook:
        await workbook.read(["Sheet1", "Sheet4", "clanlist"])
        await workbook.ensure_tabs({**WANTED, "New tab": ["a", "b"]})
        await workbook.ensure_tabs({"Sheet1": [*WELCOME_FIELDS, *(f"more {n}" for n in range(40))]})
        await workbook.apply(
            [
                CellChange("Sheet1", 2, 2, "Ann"),
                CellChange("Sheet1", 2, 3, ""),
                NewRow("Sheet1", ("0999", "Cy", "", "2026-11-27 12:00")),
                NewRow("Sheet4", ("1000", "=1+1")),
            ]
        )
        await workbook.delete_rows({"Sheet1": [2, 3, 5], "Sheet4": [2]})


async def _trouble(served: ServedSheets) -> None:
    """The answers to a bad day are Google's too, where they are JSON."""
    served.box.protect(WELCOMECREW_ID, "Sheet1", (1, 50), (1, 26))
    async with served.workbook(WELCOMECREW_ID, attempts=1) as workbook:
        for call in (
            lambda: workbook.apply([CellChange("Sheet1", 2, 2, "x")]),
            lambda: workbook.read(["no such tab"]),
        ):
            with pytest.raises(SheetsError):
                await call()
        served.box.faults.set(Fault.FORMULAS_LOAD)
        await workbook.read(["clanlist"])
        served.box.faults.clear()


@pytest.mark.parametrize("part", [_clanmatch, _welcomecrew, _trouble])
async def test_every_word_is_googles(part: Callable[[ServedSheets], object]) -> None:
    async with served_sheets() as served:
        add_samples(served.box)
        await part(served)  # pyright: ignore[reportGeneralTypeIssues] - each part is a coroutine
        assert served.listener.misfits == []
        assert served.listener.heard
