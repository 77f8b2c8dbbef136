"""The clan tags as they are kept."""

import pytest

from apps.welcomecrew.clan_tags.source import ClanTags, NoTags
from shared.sheets.errors import CellsUnread
from tests.fakes.clock import ManualClock, settle
from tests.fakes.shaken_workbook import ShakenWorkbook

ROWS = [["clan", "clantag"], ["Ash", "ASH"], ["Birch", "B-IT"]]


def _tags(workbook: ShakenWorkbook, clock: ManualClock) -> ClanTags:
    return ClanTags(workbook, tab="clanlist", fallback_column=2, ttl=28_800, clock=clock)


async def test_an_error_leaves_the_last_good_tag_and_is_read_again_soon() -> None:
    workbook, clock = ShakenWorkbook({"clanlist": ROWS}), ManualClock()
    tags = _tags(workbook, clock)
    await tags.get()
    workbook.tabs["clanlist"] = [["clan", "clantag"], ["Ash", "Loading..."], ["Birch", "NEW"]]
    copy = await tags.refresh()
    assert copy.value.tags.tags == ("ASH", "NEW")
    assert "B2 shows Loading..." in copy.value.unread
    workbook.tabs["clanlist"] = [["clan", "clantag"], ["Ash", "ASCH"], ["Birch", "NEW"]]
    clock.move(61)
    await tags.get()
    await settle()
    assert (await tags.get()).tags == ("ASCH", "NEW")


async def test_at_the_start_a_list_that_loads_is_not_known_and_no_list_of_loading() -> None:
    workbook, clock = ShakenWorkbook({"clanlist": ROWS}), ManualClock()
    workbook.tabs["clanlist"] = [["clan", "clantag"], ["Ash", "Loading..."], ["Birch", "#REF!"]]
    tags = _tags(workbook, clock)
    with pytest.raises(CellsUnread, match=r"B2 shows Loading\.\.\., B3 shows #REF!"):
        await tags.get()
    workbook.tabs["clanlist"] = [list(row) for row in ROWS]
    clock.move(16)
    assert (await tags.get()).tags == ("ASH", "B-IT")


async def test_names_in_the_tags_place_are_refused_in_words() -> None:
    rows = [["#", "clans"], ["1", "The Ashen Vigil"], ["2", "House of Birch"]]
    with pytest.raises(NoTags, match="holds no tag but other words"):
        await _tags(ShakenWorkbook({"clanlist": rows}), ManualClock()).get()
