"""A roster whose columns people moved is read by its header, or refused in words; never misread."""

import random
from dataclasses import replace

import pytest

from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.rules.rows import parse_roster
from apps.clanmatch.roster.source import ColumnsMoved, RosterSource
from tests.apps.clanmatch.sample import tab
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import ShakenWorkbook

Rows = list[list[str]]
HEADER = 12


def sample() -> Rows:
    return [list(row) for row in tab("bot_info")]


def inserted(rows: Rows, at: int, heading: str = "") -> Rows:
    added = [[*row[:at], "7", *row[at:]] for row in rows]
    added[HEADER][at] = heading
    return added


def shuffled(rows: Rows) -> Rows:
    order = list(range(len(rows[HEADER])))
    random.Random(11).shuffle(order)  # noqa: S311 - a deck of columns
    return [[row[place] for place in order] for row in rows]


def few_headings(rows: Rows) -> Rows:
    """As between the sections: clan, tag and spots alone are headed."""
    rows[HEADER] = [text if text in {"Clan Name", "Tag", "Spots"} else "" for text in rows[HEADER]]
    return rows


def clans(rows: Rows) -> list[Clan]:
    return [replace(clan, row=0) for clan in parse_roster(rows).clans]


@pytest.mark.parametrize("at", [0, 1, 3, 9, 31, 32])
def test_a_column_more_moves_nothing(at: int) -> None:
    assert clans(inserted(sample(), at)) == clans(sample())
    assert clans(inserted(sample(), at, "Language")) == clans(sample())


def test_columns_may_stand_in_any_order() -> None:
    assert clans(shuffled(sample())) == clans(sample())


def test_where_few_columns_are_headed_letters_count() -> None:
    assert clans(few_headings(sample())) == clans(sample())


async def test_what_no_header_tells_is_refused_and_the_copy_stays() -> None:
    workbook = ShakenWorkbook({"bot_info": few_headings(sample())})
    source = RosterSource(workbook=workbook, tab="bot_info", ttl=60, clock=ManualClock())
    good = await source.refresh()
    workbook.tabs["bot_info"] = few_headings(inserted(sample(), 3))
    kept = await source.refresh()
    assert kept.value is good.value
    assert kept.problem == (
        "the columns of the tab 'bot_info' were moved: row 13 heads column F as “Spots”, which "
        "belongs into column E"
    )
    fresh = RosterSource(workbook=workbook, tab="bot_info", ttl=60, clock=ManualClock())
    with pytest.raises(ColumnsMoved):
        await fresh.refresh()


async def test_an_error_in_a_moved_column_is_named_by_its_own_letter() -> None:
    workbook = ShakenWorkbook({"bot_info": inserted(sample(), 1)})
    source = RosterSource(workbook=workbook, tab="bot_info", ttl=60, clock=ManualClock())
    spots = [clan.spots for clan in (await source.refresh()).value.index.clans]
    broken = inserted(sample(), 1)
    broken[HEADER + 1][5] = "#REF!"
    workbook.tabs["bot_info"] = broken
    roster = (await source.refresh()).value
    assert roster.unread == "F14 shows #REF! (the last good reading stands in)"
    assert [clan.spots for clan in roster.index.clans] == spots
