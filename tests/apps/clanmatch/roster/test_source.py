import asyncio
from typing import Any

import pytest

from apps.clanmatch.roster.rules.summary_table import parse_summary
from apps.clanmatch.roster.source import RosterSource, age_note
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


def _with(cells: dict[tuple[int, int], str]) -> list[list[str]]:
    """The sample with other cells; rows and columns from 1."""
    rows = [list(row) for row in tab("bot_info")]
    for (row, column), value in cells.items():
        rows[row - 1][column - 1] = value
    return rows


def _clan_rows() -> list[int]:
    return [number for number, row in enumerate(tab("bot_info"), 1) if row[1] and row[2]][:24]


@pytest.mark.parametrize("column", [2, 3, 5], ids=["names", "tags", "spots"])
@pytest.mark.parametrize("error", ["Loading...", "#REF!", "#N/A"])
async def test_a_column_of_errors_leaves_the_last_good_values(column: int, error: str) -> None:
    bench = Bench()
    good = (await bench.source.current()).value
    bench.workbook.tabs["bot_info"] = _with(
        {(row, column): error for row in range(1, 40) if row <= len(tab("bot_info"))}
    )
    copy = await bench.source.refresh()
    assert [clan.tag for clan in copy.value.index.clans] == [clan.tag for clan in good.index.clans]
    assert [clan.spots for clan in copy.value.index.clans] == [
        clan.spots for clan in good.index.clans
    ]
    assert f"shows {error}" in f"{copy.value.in_words()} {copy.problem}"


async def test_the_summary_keeps_its_figures() -> None:
    bench = Bench()
    good = (await bench.source.current()).value
    rows = [list(row) for row in tab("bot_info")]
    line = next(row for row in rows if "Overall" in row)
    line[5:8] = ["#REF!", "Loading...", "#DIV/0!"]
    bench.workbook.tabs["bot_info"] = rows
    copy = await bench.source.refresh()
    assert parse_summary(copy.value.rows) == parse_summary(good.rows)


async def test_what_changed_beside_an_error_is_taken() -> None:
    bench = Bench()
    await bench.source.current()
    first, second = _clan_rows()[:2]
    bench.workbook.tabs["bot_info"] = _with({(first, 5): "#REF!", (second, 5): "29"})
    clans = (await bench.source.refresh()).value.index.clans
    assert next(clan for clan in clans if clan.row == second).spots == 29


async def test_errors_are_read_again_soon_and_not_after_eight_hours() -> None:
    bench = Bench(_with({(_clan_rows()[0], 5): "Loading..."}))
    assert "shows Loading..." in (await bench.source.current()).value.in_words()
    bench.workbook.tabs["bot_info"] = [list(row) for row in tab("bot_info")]
    bench.clock.move(61)
    async with asyncio.timeout(5):
        while (await bench.source.current()).value.unread:  # noqa: ASYNC110 - a thread parses it
            await asyncio.sleep(0.01)
    assert bench.workbook.reads == 2


async def test_a_tab_of_errors_alone_is_named_and_no_empty_roster() -> None:
    bench = Bench([["Loading..."] * 32] * 30)
    with pytest.raises(ExpectedFailure, match=r"A1 shows Loading\.\.\."):
        await bench.source.current()


async def test_a_clan_that_is_not_found_again_keeps_the_last_copy() -> None:
    bench = Bench()
    await bench.source.current()
    rows = _with({(_clan_rows()[3], 2): "#REF!", (_clan_rows()[3], 3): "#REF!"})
    rows.insert(1, [""] * 32)
    bench.workbook.tabs["bot_info"] = rows
    copy = await bench.source.refresh()
    assert len(copy.value.index.clans) == 24
    assert "shows #REF!" in str(copy.problem)
