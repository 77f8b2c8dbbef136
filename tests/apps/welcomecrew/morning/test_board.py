"""The list: its order, what was set aside, and how it is cut."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from apps.welcomecrew.morning.rules.aside import Aside, SetAside, day_begins, read_aside
from apps.welcomecrew.morning.rules.board import Board, Entry, Why, board_of
from apps.welcomecrew.morning.rules.layout import corrigible, fitted, pages
from apps.welcomecrew.morning.rules.talk import Talk, Thread
from apps.welcomecrew.morning.rules.waits import Word
from apps.welcomecrew.tickets.parties import Standing
from shared.timing.zones import zone

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
TOM, RECRUITER = 1, 2
STANDINGS = {TOM: Standing.MEMBER, RECRUITER: Standing.STAFF}
WELCOME = 77
FIRST = 1_400_000_000_000_000_000


def thread(number: int, *, hours: int = 24, shut: bool = False, asleep: bool = False) -> Thread:
    return Thread(
        id=FIRST + number,
        name=f"{number:04d}-user",
        channel_id=WELCOME,
        number=f"{number:04d}",
        created_at=NOW - timedelta(hours=hours),
        owner_id=0,
        version=1,
        shut=shut or asleep,
        asleep=asleep,
        archived_at=NOW - timedelta(hours=2) if shut or asleep else None,
    )


def talk(*said: tuple[int, int], closed: bool = False, asked: bool = False) -> Talk:
    words = tuple(Word(who, NOW - timedelta(hours=hours)) for who, hours in said)
    return Talk(1, TOM, words, closed_at=NOW if closed else None, asked=asked)


def board(
    threads: list[Thread],
    talks: dict[int, Talk],
    untagged: dict[int, datetime | None] | None = None,
    unwritten: set[int] | None = None,
    used: dict[tuple[int, str], set[int]] | None = None,
) -> Board:
    return board_of(
        threads,
        {FIRST + number: each for number, each in talks.items()},
        STANDINGS,
        untagged=untagged or {},
        unwritten=unwritten or set(),
        used=used or {},
    )


def numbers(of: Board, why: Why) -> list[int]:
    return [entry.thread_id - FIRST for entry in of.entries[why]]


def test_the_oldest_come_first_and_each_in_its_part() -> None:
    found = board(
        [thread(n, asleep=n == 6) for n in range(1, 8)],
        {
            1: talk((TOM, 5)),
            2: talk((TOM, 9)),
            3: talk((TOM, 9), (RECRUITER, 3)),
            4: talk((TOM, 9), closed=True),
            5: talk((TOM, 9), asked=True),
        },
        unwritten={FIRST + 7},
    )
    assert numbers(found, Why.STAFF) == [2, 1]
    assert numbers(found, Why.RECRUIT) == [3]
    assert numbers(found, Why.UNTAGGED) == [5]
    assert numbers(found, Why.ASLEEP) == [6]
    assert numbers(found, Why.UNWRITTEN) == [7]


def test_a_thread_that_could_not_be_read_is_in_no_part() -> None:
    assert not list(board([thread(1)], {}).all())


def test_a_number_that_another_thread_has_is_named() -> None:
    used = {(WELCOME, "0001"): {FIRST + 1, FIRST + 900}, (WELCOME, "0002"): {FIRST + 2}}
    found = board([thread(1), thread(2)], {1: talk((TOM, 1)), 2: talk((TOM, 1))}, used=used)
    assert numbers(found, Why.CLASH) == [1]


UNTIL = day_begins(date(2026, 11, 30), zone("Europe/Vienna"))


def test_what_is_set_aside_is_read_again_as_it_was_written() -> None:
    aside = Aside(
        (
            SetAside(FIRST + 1, until=UNTIL),
            SetAside(FIRST + 2, done_at=NOW),
            SetAside(FIRST + 3, done_at=NOW),
        )
    )
    assert read_aside(["**Waits**\n<#1400000000000000009> <t:1:R>", str(aside)]) == aside


@pytest.mark.parametrize(
    ("one", "spoken", "now", "stays"),
    [
        (SetAside(FIRST + 1, until=UNTIL), 5, NOW, True),
        (SetAside(FIRST + 1, until=UNTIL), 5, UNTIL - timedelta(seconds=1), True),
        (SetAside(FIRST + 1, until=UNTIL), 5, UNTIL, False),
        (SetAside(FIRST + 1, done_at=NOW), 5, NOW, True),
        (SetAside(FIRST + 1, done_at=NOW - timedelta(hours=6)), 5, NOW, False),
        (SetAside(FIRST + 9, until=UNTIL), 5, NOW, False),
    ],
)
def test_until_when_a_ticket_stays_aside(
    one: SetAside, spoken: int, now: datetime, stays: bool
) -> None:
    found = board([thread(1)], {1: talk((TOM, spoken))})
    aside = Aside((one,)).still(found, now)
    assert aside.tickets == ((one,) if stays else ())
    assert numbers(aside.shows(found), Why.STAFF) == ([] if stays else [1])


def test_a_ticket_that_could_not_be_looked_at_stays_aside() -> None:
    one = SetAside(FIRST + 1, until=UNTIL)
    assert Aside((one,)).still(Board({}, partial=True), NOW).tickets == (one,)


def test_a_closed_ticket_without_a_tag_can_not_be_put_off() -> None:
    found = board([thread(1)], {1: talk((TOM, 1), asked=True)})
    assert Aside((SetAside(FIRST + 1, until=UNTIL),)).still(found, NOW) == Aside()


def many(count: int) -> Board:
    threads = [thread(n) for n in range(1, count + 1)]
    return board(
        threads,
        {n: talk((TOM if n % 3 else RECRUITER, n)) for n in range(1, count + 1)},
    )


def test_a_list_that_fits_is_whole() -> None:
    text = fitted(many(60), 3600)
    assert text.count("<#") == 60
    assert "more" not in text
    assert "**Staff has to answer** (40)" in text


@pytest.mark.parametrize("limit", [120, 500, 1999, 3600])
def test_a_longer_one_is_cut_and_counted(limit: int) -> None:
    text = fitted(many(500), limit)
    assert len(text) <= limit
    for title, total in (("Staff has to answer", 334), ("The recruit has to answer", 166)):
        part = text.partition(f"**{title}** ({total})\n")[2].partition("\n**")[0]
        shown = part.count("<#")
        assert f"and {total - shown} more: `/tickets`" in part


def test_pages_hold_everything_under_their_titles() -> None:
    found = pages(many(60), 25)
    assert [text.count("<#") for text in found] == [25, 25, 10]
    assert all(text.startswith("**") for text in found)
    assert pages(board([], {}), 25) == ["No ticket waits for anybody."]


def test_what_was_closed_of_late_stands_last_and_can_be_corrected() -> None:
    late = tuple(
        Entry(FIRST + 900 + number, f"09{number:02d} tom", f"09{number:02d}", NOW, tag="NOX")
        for number in range(3)
    )
    full = replace(many(24), closed=late)
    first, second = pages(full, 25)
    assert "**Closed of late** (3)" in first
    assert f"<#{FIRST + 901}> NOX <t:" in second
    assert corrigible(full, 25, 0) == [late[0]]
    assert corrigible(full, 25, 1) == list(late[1:])
    assert "Closed of late" not in fitted(full, 3600), "nobody has to look at them"
    (alone,) = pages(Board({}, closed=late), 25)
    assert alone.startswith("No ticket waits for anybody.\n**Closed of late** (3)\n")
    odd = Board({}, closed=(replace(late[0], tag="**x**\n@everyone " + "y" * 9_000),))
    (text,) = pages(odd, 25)
    assert len(text) < 200
    assert "@everyone" not in text
    assert text.count("\n") == 2
    asked = board([thread(1)], {1: talk((TOM, 2), asked=True)})
    assert [each.thread_id for each in corrigible(asked, 25, 0)] == [FIRST + 1]


def test_an_entry_says_since_when() -> None:
    entry = Entry(FIRST, "0001-tom", "0001", NOW)
    assert f"<#{FIRST}> <t:{int(NOW.timestamp())}:R>" in fitted(Board({Why.STAFF: (entry,)}), 99)


def test_whatever_stands_in_a_tags_cell_a_page_holds_its_lines() -> None:
    late = tuple(
        Entry(FIRST + number, "0001 tom", "0001", NOW, tag="*" * 5000) for number in range(10)
    )
    (page,) = pages(Board({}, closed=late), 25)
    assert len(page) < 2000
