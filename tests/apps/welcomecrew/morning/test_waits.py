"""Who has to answer next, of transcripts."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.welcomecrew.morning.rules.waits import (
    Side,
    Wait,
    Word,
    first_answer,
    who_waits,
    words_of,
)
from apps.welcomecrew.tickets.parties import Standing
from apps.welcomecrew.tickets.ticket import ThreadMessage

OPENED = datetime(2026, 11, 23, 8, tzinfo=UTC)
TOM, RECRUITER, FRIEND, GONE, LEAD = 1, 2, 3, 4, 5
STANDINGS = {
    TOM: Standing.MEMBER,
    RECRUITER: Standing.STAFF,
    FRIEND: Standing.MEMBER,
    LEAD: Standing.STAFF,
}
Said = tuple[int, int]
"""Who, and how many hours after the opening."""


def message(author: int, hours: int, *, by_bot: bool = False) -> ThreadMessage:
    at = OPENED + timedelta(hours=hours)
    return ThreadMessage(at, "…", id=1000 + hours, author_id=author, by_bot=by_bot)


@pytest.mark.parametrize(
    ("said", "opener", "side", "since"),
    [
        ([], TOM, Side.STAFF, 0),
        ([(TOM, 1)], TOM, Side.STAFF, 1),
        ([(TOM, 1), (RECRUITER, 2)], TOM, Side.RECRUIT, 2),
        ([(RECRUITER, 2), (TOM, 3), (TOM, 5), (TOM, 9)], TOM, Side.STAFF, 3),
        ([(RECRUITER, 2), (TOM, 3), (FRIEND, 5), (TOM, 9)], TOM, Side.STAFF, 3),
        ([(TOM, 1), (RECRUITER, 2), (RECRUITER, 4), (RECRUITER, 6)], TOM, Side.RECRUIT, 6),
        ([(RECRUITER, 2), (FRIEND, 3)], TOM, Side.STAFF, 3),
        # Whoever left the server speaks for the recruit.
        ([(RECRUITER, 2), (GONE, 3)], TOM, Side.STAFF, 3),
        # Staff who is the recruit has a ticket like anybody else.
        ([(LEAD, 1)], LEAD, Side.STAFF, 1),
        ([(LEAD, 1), (RECRUITER, 4)], LEAD, Side.RECRUIT, 4),
        ([(RECRUITER, 4), (LEAD, 1)], LEAD, Side.RECRUIT, 4),
    ],
)
def test_who_waits(said: list[Said], opener: int, side: Side, since: int) -> None:
    words = words_of(message(author, hours) for author, hours in said)
    found = who_waits(words, STANDINGS, opener_id=opener, created_at=OPENED)
    assert found == Wait(side, OPENED + timedelta(hours=since))


def test_bots_are_no_word_and_an_edit_is_none_either() -> None:
    edited = ThreadMessage(
        OPENED + timedelta(hours=1),
        "and my level is 60",
        id=1001,
        author_id=TOM,
        edited_at=OPENED + timedelta(hours=30),
    )
    words = words_of([edited, message(RECRUITER, 2), message(99, 3, by_bot=True)])
    found = who_waits(words, STANDINGS, opener_id=TOM, created_at=OPENED)
    assert found == Wait(Side.RECRUIT, OPENED + timedelta(hours=2))


def test_of_several_words_in_a_row_the_ends_are_kept() -> None:
    words = words_of(message(TOM, hours) for hours in range(1, 100))
    hours = [timedelta(hours=1), timedelta(hours=99)]
    assert words == tuple(Word(TOM, OPENED + each) for each in hours)


@pytest.mark.parametrize(
    ("said", "opener", "hours"),
    [
        ([(TOM, 1), (RECRUITER, 3), (LEAD, 4)], TOM, 3),
        ([(TOM, 1), (FRIEND, 3)], TOM, None),
        ([(LEAD, 1), (RECRUITER, 7)], LEAD, 7),
    ],
)
def test_the_first_answer(said: list[Said], opener: int, hours: int | None) -> None:
    words = words_of(message(author, at) for author, at in said)
    found = first_answer(words, STANDINGS, opener_id=opener)
    assert found == (None if hours is None else OPENED + timedelta(hours=hours))
