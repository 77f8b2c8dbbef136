"""Duplicates go, and nothing else does, whoever works in the sheet meanwhile."""

from collections.abc import Callable

import pytest

from apps.welcomecrew.domain.rows import PROMO_FIELDS, WELCOME_FIELDS
from apps.welcomecrew.ledger.cleaning import SheetCleaner
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
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
    assert {tab: [each.number for each in rows] for tab, rows in found.items()} == {
        "Sheet1": [2],
        "Sheet4": [2],
    }
    assert found["Sheet1"][0].words == "`0001` tom NOX 2026-01-01 00:00"
    assert book.writes == 0
    assert await cleaner.remove() == {"Sheet1": 1, "Sheet4": 1}
    assert book.writes == 1
    assert is_clean(book)
    assert await cleaner.remove() == {}


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
    await cleaner_of(book).remove()
    book.tabs["Sheet1"] = [row for row in book.tabs["Sheet1"] if "theirs" not in row]
    assert is_clean(book)


async def test_what_people_edit_or_remove_in_that_moment_is_not_brought_back() -> None:
    book = crowded()
    book.before_write.append(lambda tabs: edit_a_note(tabs["Sheet1"]))
    await cleaner_of(book).remove()
    assert [row["note"] for row in left(book)] == ["a remark", "newest", "hers, changed", ""]
    book = crowded()
    book.before_write.append(lambda tabs: remove_the_last(tabs["Sheet1"]))
    assert await cleaner_of(book).remove() == {"Sheet1": 1, "Sheet4": 1}
    assert [row["username"] for row in left(book)] == ["", "tom", "ann"]


async def test_a_deletion_in_doubt_is_checked_and_not_repeated() -> None:
    book = crowded()
    book.fail_after = AmbiguousWrite("the answer got lost")
    assert await cleaner_of(book).remove() == {"Sheet1": 1, "Sheet4": 1}
    assert is_clean(book)
    book = crowded()
    book.fail_before = AmbiguousWrite("the request got lost")
    assert await cleaner_of(book).remove() == {"Sheet1": 1, "Sheet4": 1}
    assert is_clean(book)


async def test_without_a_read_nothing_is_deleted() -> None:
    book = crowded()
    book.fail_read = Unreachable("no answer")
    with pytest.raises(Unreachable):
        await cleaner_of(book).remove()
    assert book.writes == 0
