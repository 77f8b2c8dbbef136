"""Duplicates go, and nothing else does, whoever works in the sheet meanwhile."""

from collections.abc import Callable

import pytest

from apps.welcomecrew.dedupe.cleaner import LooksOtherwise, SheetCleaner
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
from apps.welcomecrew.ledger.rows import PROMO_FIELDS, THREAD, WELCOME_FIELDS
from shared.sheets.errors import AmbiguousWrite, Unreachable
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import ShakenWorkbook

TABS = {"Sheet1": WELCOME_FIELDS, "Sheet4": PROMO_FIELDS}
Rows = list[list[str]]


def crowded() -> ShakenWorkbook:
    return ShakenWorkbook(
        {
            "Sheet1": [
                [*WELCOME_FIELDS, "note"],
                ["0001", "tom", "NOX", "2026-01-01 00:00", ""],
                ["0002", "ann", "EMB", "2026-01-01 00:00", "hers"],
                ["0001", "tom", "EMB", "2026-02-01 00:00", "newest"],
                ["", "", "", "", "a remark"],
                ["0003", "bob", "VAQ", "2026-03-01 00:00", ""],
            ],
            "Sheet4": [
                list(PROMO_FIELDS),
                ["0009", "eve", "NOX", "2026-01-01 00:00", "a", ""],
                ["0009", "eve", "NOX", "2026-01-01 00:00", "b", ""],
                ["0009", "eve", "NOX", "2026-01-01 00:00", "a", ""],
            ],
        }
    )


def cleaner_of(book: ShakenWorkbook) -> SheetCleaner:
    ledger = Ledger(workbook=book, tabs=TABS, outbox=Outbox(bound=9), clock=ManualClock())
    return SheetCleaner(workbook=book, tabs=TABS, at_rest=ledger.at_rest)


async def clean(book: ShakenWorkbook) -> dict[str, int]:
    """Look, and delete what was shown."""
    cleaner = cleaner_of(book)
    return await cleaner.remove((await cleaner.find()).digest)


def left(book: ShakenWorkbook, tab: str = "Sheet1") -> list[dict[str, str]]:
    header, *rows = book.tabs[tab]
    named = (dict(zip(header, row, strict=False)) for row in rows if any(row))
    return sorted(named, key=lambda row: row["ticket number"])


WANTED = [
    {"username": "", "note": "a remark", "clantag": ""},
    {"username": "tom", "note": "newest", "clantag": "EMB"},
    {"username": "ann", "note": "hers", "clantag": "EMB"},
    {"username": "bob", "note": "", "clantag": "VAQ"},
]


def is_clean(book: ShakenWorkbook) -> bool:
    rows = [{name: row.get(name, "") for name in WANTED[0]} for row in left(book)]
    return rows == WANTED and [row["type"] for row in left(book, "Sheet4")] == ["b", "a"]


async def test_what_would_go_is_told_and_goes_in_one_request() -> None:
    book = crowded()
    cleaner = cleaner_of(book)
    found = await cleaner.find()
    assert {tab: [each.number for each in rows] for tab, rows in found.going.items()} == {
        "Sheet1": [2],
        "Sheet4": [2],
    }
    assert found.going["Sheet1"][0].words == "`0001` tom NOX 2026-01-01 00:00"
    assert book.writes == 0
    assert await cleaner.remove(found.digest) == {"Sheet1": 1, "Sheet4": 1}
    assert book.writes == 1
    assert is_clean(book)
    assert await clean(book) == {}


def sort_backwards(rows: Rows) -> None:
    rows[1:] = reversed(rows[1:])


def insert_on_top(rows: Rows) -> None:
    rows.insert(1, ["0000", "new", "", "", "theirs"])


def move_a_column(rows: Rows) -> None:
    for row in rows:
        row.insert(0, row.pop(4))


def sort_and_move(rows: Rows) -> None:
    sort_backwards(rows)
    move_a_column(rows)


def remove_the_last(rows: Rows) -> None:
    rows.pop()


def edit_a_note(rows: Rows) -> None:
    rows[2][4] = "hers, changed"


@pytest.mark.parametrize("act", [sort_backwards, insert_on_top, move_a_column, sort_and_move])
async def test_people_who_move_things_in_that_moment_lose_nothing(
    act: Callable[[Rows], None],
) -> None:
    book = crowded()
    book.before_write.append(lambda tabs: act(tabs["Sheet1"]))
    await clean(book)
    book.tabs["Sheet1"] = [row for row in book.tabs["Sheet1"] if "theirs" not in row]
    assert is_clean(book)


async def test_what_people_edit_or_remove_in_that_moment_is_not_brought_back() -> None:
    book = crowded()
    book.before_write.append(lambda tabs: edit_a_note(tabs["Sheet1"]))
    await clean(book)
    assert [row["note"] for row in left(book)] == ["a remark", "newest", "hers, changed", ""]
    book = crowded()
    book.before_write.append(lambda tabs: remove_the_last(tabs["Sheet1"]))
    assert await clean(book) == {"Sheet1": 1, "Sheet4": 1}
    assert [row["username"] for row in left(book)] == ["", "tom", "ann"]


async def test_a_deletion_in_doubt_is_checked_and_not_repeated() -> None:
    book = crowded()
    book.fail_after = AmbiguousWrite("the answer got lost")
    assert await clean(book) == {"Sheet1": 1, "Sheet4": 1}
    assert is_clean(book)
    book = crowded()
    book.fail_before = AmbiguousWrite("the request got lost")
    assert await clean(book) == {"Sheet1": 1, "Sheet4": 1}
    assert is_clean(book)


async def test_without_a_read_nothing_is_deleted() -> None:
    book = crowded()
    book.fail_read = Unreachable("no answer")
    with pytest.raises(Unreachable):
        await cleaner_of(book).remove("")
    assert book.writes == 0


async def test_only_what_was_shown_is_deleted() -> None:
    """Rows pasted between the preview and the click."""
    book = crowded()
    cleaner = cleaner_of(book)
    shown = await cleaner.find()
    book.tabs["Sheet1"] += [["0003", "bob", "VAQ", "2026-03-01 00:00"] for _ in range(3)]
    before = [list(row) for row in book.tabs["Sheet1"]]
    with pytest.raises(LooksOtherwise) as changed:
        await cleaner.remove(shown.digest)
    assert [row for row in book.tabs["Sheet1"] if any(row)] == before
    assert len(changed.value.findings.going["Sheet1"]) == 4
    # Nothing pasted any more, but sorted: the same rows would go, so they do.
    del book.tabs["Sheet1"][6:]
    sort_backwards(book.tabs["Sheet1"])
    assert await cleaner.remove(shown.digest) == {"Sheet1": 1, "Sheet4": 1}
    assert is_clean(book)


async def test_a_row_beside_which_somebody_wrote_stays_and_is_shown() -> None:
    book = crowded()
    book.tabs["Sheet1"][1][4] = "ask tom again"
    found = await cleaner_of(book).find()
    assert "Sheet1" not in found.going
    assert [each.number for each in found.noted["Sheet1"]] == [2]
    assert await clean(book) == {"Sheet4": 1}
    assert len(left(book)) == 5


@pytest.mark.parametrize("theirs", [(False, True), (False, ""), ("x", "x"), ("", "newest")])
async def test_boxes_and_formulas_keep_no_row(theirs: tuple[object, object]) -> None:
    book = crowded()
    book.tabs["Sheet1"][1][4], book.tabs["Sheet1"][3][4] = theirs
    assert await clean(book) == {"Sheet1": 1, "Sheet4": 1}


async def test_rows_of_two_threads_are_no_duplicates() -> None:
    fields = (*WELCOME_FIELDS, THREAD)
    one, other = "1187000000000000001", "1187000000000000002"
    book = ShakenWorkbook(
        {
            "Sheet1": [
                list(fields),
                ["0042", "tom", "C1CE", "2026-01-01 00:00", one],
                ["0042", "tom", "NOX", "2026-01-02 00:00", other],
                ["0043", "tom", "NOX", "2026-01-03 00:00", other],
                ["0042", "tom", "EMB", "2026-01-04 00:00", ""],
            ],
            "Sheet4": [list(PROMO_FIELDS)],
        }
    )
    ledger = Ledger(workbook=book, tabs=TABS, outbox=Outbox(bound=9), clock=ManualClock())
    tabs = {"Sheet1": fields, "Sheet4": PROMO_FIELDS}
    found = await SheetCleaner(workbook=book, tabs=tabs, at_rest=ledger.at_rest).find()
    assert [each.number for each in found.going["Sheet1"]] == [3]
