"""The real client over HTTP, while all is well or people edit the sheet."""

import asyncio
import sys
import threading

import pytest

from sandbox.sheets.faults import Fault
from sandbox.sheets.service import DEMO_ACCOUNT, RequestRecord
from shared.sheets.errors import RequestRefused, TabMissing
from shared.sheets.ports import CellChange, NewRow, Workbook
from tests.fakes.sheets_server import ServedSheets
from tests.shared.sheets.conftest import ROWS


async def test_several_tabs_come_in_one_request(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        grids = await workbook.read(["Sheet1", "It's 2"])
    assert grids == {"Sheet1": tuple(map(tuple, ROWS)), "It's 2": ()}
    assert dict(served.box.counts) == {"values.batchGet": 1}


async def test_once_googles_libraries_are_there_it_is_told(served: ServedSheets) -> None:
    """In the thread that needed them; the loop goes on meanwhile."""
    told: list[str] = []

    def loaded() -> None:
        assert "shared.sheets.google" in sys.modules
        told.append(threading.current_thread().name.partition("-")[0])

    async with served.workbook("W", loaded=loaded) as workbook:
        assert told == [], "no start waits for them"
        await asyncio.gather(workbook.read(["Sheet1"]), workbook.describe())
    assert told == ["sheets"]


async def test_what_people_type_is_read_as_they_see_it(served: ServedSheets) -> None:
    for column, text in enumerate(["0042", "720000000000000001", "true", "=1+1", "3.50"], 1):
        served.box.set_cell("W", "It's 2", 1, column, text)
    async with served.workbook("W") as workbook:
        grids = await workbook.read(["It's 2"])
    assert grids["It's 2"] == (("42", "7.20000E+17", "TRUE", "#ERROR!", "3.5"),)


async def test_the_description_is_remembered_for_a_while(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        info = await workbook.describe()
        assert (info.title, info.tabs) == ("Log", ("Sheet1", "It's 2"))
        assert info.share_with == DEMO_ACCOUNT
        await workbook.describe()
        assert served.box.counts["spreadsheets.get"] == 1
        assert await workbook.reachable() == "'Log' answers, 2 tabs"
        workbook.forget()
        await workbook.describe()
    assert served.box.counts["spreadsheets.get"] == 3


async def test_changes_and_new_rows_go_in_one_request_and_stay_text(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        await workbook.apply(
            [
                CellChange("Sheet1", 2, 2, "=HYPERLINK(1)"),
                CellChange("Sheet1", 3, 3, ""),
                NewRow("Sheet1", ("0044", "+1", "")),
                NewRow("It's 2", ("0001",)),
            ]
        )
    assert served.box.rows("W", "Sheet1")[1:] == [
        ["0042", "=HYPERLINK(1)", "hers"],
        ["0043", "Bo", ""],
        ["0044", "+1", ""],
    ]
    assert served.box.rows("W", "It's 2") == [["0001"]]
    assert dict(served.box.counts) == {"spreadsheets.get": 1, "spreadsheets.batchUpdate": 1}


async def test_a_thousand_rows_are_one_request(served: ServedSheets) -> None:
    rows = [
        NewRow("Sheet1", (f"{n:04}", f"name {n}", "C1CE", "2026-01-01 00:00")) for n in range(1000)
    ]
    async with served.workbook("W") as workbook:
        await workbook.apply(rows)
    assert len(served.box.rows("W", "Sheet1")) == 1003
    assert served.box.total("write") == 1


async def test_nothing_to_do_asks_nothing(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        await workbook.apply([])
        await workbook.delete_rows({"Sheet1": []})
        assert await workbook.read([]) == {}
    assert not served.box.counts


async def test_rows_are_deleted_in_one_request(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        await workbook.delete_rows({"Sheet1": {3, 2}})
    assert served.box.rows("W", "Sheet1") == [ROWS[0]]
    assert served.box.total("write") == 1


async def test_one_impossible_change_stops_all(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        with pytest.raises(RequestRefused, match="outside of the grid"):
            await workbook.apply(
                [CellChange("Sheet1", 2, 2, "new"), CellChange("Sheet1", 2, 500, "far away")]
            )
    assert served.box.rows("W", "Sheet1") == ROWS
    assert served.box.total("write") == 1


async def test_a_missing_tab_is_named_with_those_there_are(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        for call in (
            workbook.read(["Sheet1", "clanlist"]),
            workbook.apply([NewRow("clanlist", ("x",))]),
            workbook.delete_rows({"clanlist": [1]}),
        ):
            with pytest.raises(TabMissing) as caught:
                await call
            assert caught.value.tab == "clanlist"
            assert "It has: 'Sheet1'" in caught.value.advice


async def test_a_renamed_tab_is_noticed_though_it_was_known(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        await workbook.describe()
        served.box.rename_tab("W", "Sheet1", "Old")
        with pytest.raises(TabMissing):
            await workbook.read(["Sheet1"])
        with pytest.raises(TabMissing):
            await workbook.apply([NewRow("Sheet1", ("x",))])
        served.box.rename_tab("W", "Old", "Sheet1")
        assert (await workbook.read(["Sheet1"]))["Sheet1"][0] == tuple(ROWS[0])


async def test_a_tab_made_anew_is_written_by_its_new_id(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        await workbook.describe()
        served.box.delete_tab("W", "Sheet1")
        served.box.add_tab("W", "Other")
        served.box.add_tab("W", "Sheet1", [["ticket"]])
        served.box.delete_tab("W", "Other")
        await workbook.apply([NewRow("Sheet1", ("0099",))])
    assert served.box.rows("W", "Sheet1") == [["ticket"], ["0099"]]


async def test_missing_tabs_and_headers_are_made_beside_what_people_have(
    served: ServedSheets,
) -> None:
    served.box.set_cell("W", "Sheet1", 3, 5, "somebody's")
    async with served.workbook("W") as workbook:
        wanted = {"Sheet1": ["Ticket", "clantag", "date"], "Sheet4": ["ticket", "type"]}
        held = await workbook.ensure_tabs(wanted)
        assert served.box.counts.total() == 3
        header = ("ticket", "name", "note", "", "", "clantag", "date")
        assert held["Sheet1"][0] == header
        assert held["Sheet1"][2] == ("0043", "Bo", "", "", "somebody's", "", "")
        assert held["Sheet4"] == (("ticket", "type"),)
        assert await workbook.read(["Sheet1", "Sheet4"]) == held

        served.box.reset_counts()
        assert await workbook.ensure_tabs(wanted) == held
        assert (served.box.total("read"), served.box.total("write")) == (2, 0)

        served.box.reset_counts()
        await workbook.apply([NewRow("Sheet4", ("0001", "move"))])
        assert served.box.counts.total() == 1, "the new tab's id is known"


async def test_a_narrow_grid_is_widened_for_a_header(served: ServedSheets) -> None:
    served.box.spreadsheets["W"].tab("Sheet1").column_count = 3
    async with served.workbook("W") as workbook:
        held = await workbook.ensure_tabs({"Sheet1": ["ticket", "clantag"]})
        assert held["Sheet1"][0] == ("ticket", "name", "note", "clantag")
        assert await workbook.read(["Sheet1"]) == held


async def test_headers_come_once_when_the_answer_got_lost(served: ServedSheets) -> None:
    served.box.faults.set(Fault.LOSE_ANSWER, only="write", times=1)
    async with served.workbook("W") as workbook:
        held = await workbook.ensure_tabs({"Sheet1": ["clantag"], "New": ["a"]})
    assert held["Sheet1"][0] == ("ticket", "name", "note", "clantag")
    assert served.box.rows("W", "Sheet1")[0] == ["ticket", "name", "note", "clantag"]
    assert served.box.rows("W", "New") == [["a"]]


async def test_another_process_may_make_the_tab_first(served: ServedSheets) -> None:
    def forestall(record: RequestRecord) -> None:
        if record.method == "spreadsheets.get" and served.box.counts[record.method] == 1:
            served.box.add_tab("W", "New", [["theirs", "a"]])

    served.box.subscribe_requests(forestall)
    async with served.workbook("W") as workbook:
        held = await workbook.ensure_tabs({"New": ["a", "b"]})
    assert held["New"] == (("theirs", "a", "b"),)
    assert served.box.rows("W", "New") == [["theirs", "a", "b"]]


async def test_it_is_a_workbook(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        as_port: Workbook = workbook
        assert await as_port.read([]) == {}
