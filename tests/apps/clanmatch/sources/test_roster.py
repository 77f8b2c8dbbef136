import asyncio
from typing import Any

import pytest

from apps.clanmatch.sources.roster import RosterSource, age_note
from shared.chat.errors import ExpectedFailure
from shared.sheets.errors import SheetsError, TabMissing, Unreachable
from tests.apps.clanmatch.sample import tab
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import ShakenWorkbook


class Bench:
    """A source with its workbook and clock."""

    def __init__(self, rows: Any = None) -> None:
        self.clock = ManualClock()
        self.workbook = ShakenWorkbook({"bot_info": tab("bot_info") if rows is None else rows})
        self.source = RosterSource(
            workbook=self.workbook, tab="bot_info", ttl=28_800, clock=self.clock
        )


async def test_many_askers_share_one_read() -> None:
    bench = Bench()
    assert not bench.source.at_hand
    copies = await asyncio.gather(*(bench.source.current() for _ in range(20)))
    assert bench.workbook.reads == 1
    assert bench.source.at_hand
    assert {len(copy.value.index.clans) for copy in copies} == {24}
    assert age_note(copies[0]) == ""


async def test_it_is_parsed_once_per_refresh() -> None:
    bench = Bench()
    first = (await bench.source.current()).value
    assert (await bench.source.current()).value is first
    assert (await bench.source.refresh()).value is not first


async def test_a_stale_copy_is_served_at_once_and_says_its_age() -> None:
    bench = Bench()
    await bench.source.current()
    bench.clock.move(28_800)
    stale = await bench.source.current()
    assert age_note(stale) == "copy of the sheet from 8 h ago; a fresh one is being read"
    assert len(stale.value.index.clans) == 24


async def test_without_any_copy_the_asker_hears_what_to_do() -> None:
    bench = Bench()
    bench.workbook.tabs.clear()
    with pytest.raises(ExpectedFailure, match="Name a tab 'bot_info'"):
        await bench.source.current()
    with pytest.raises(TabMissing):
        await bench.source.state()


@pytest.mark.parametrize("rows", [[], [[]], [["Rank", "Clan Name", "Tag"]], [[""] * 32] * 5])
async def test_an_empty_sheet_is_a_named_error(rows: list[list[str]]) -> None:
    with pytest.raises(SheetsError, match="holds no clans") as caught:
        await Bench(rows).source.refresh()
    assert "Row 1 is for headings" in caught.value.advice


async def test_a_failing_refresh_keeps_the_last_good_copy() -> None:
    bench = Bench()
    await bench.source.current()
    bench.clock.move(60)
    bench.workbook.fail_read = Unreachable("no answer")
    copy = await bench.source.refresh()
    assert len(copy.value.index.clans) == 24
    words = await bench.source.state()
    assert (
        words == "24 clans; read at 2026-01-05 12:00 UTC; Google Sheets can't be reached: no answer"
    )


async def test_what_could_not_be_read_is_counted_and_named() -> None:
    rows = [["", "", f"T{number}"] for number in range(8)]
    bench = Bench([["Rank"], ["", "Ashen Vigil", "C1CE"], *rows])
    words = (await bench.source.current()).value.in_words()
    assert words.startswith("1 clan, 8 remarks: row 3: no clan name; row 4: no clan name;")
    assert words.endswith("row 7: no clan name; and 3 more")
