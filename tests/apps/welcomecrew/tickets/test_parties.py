"""Whose word closes a ticket, who opened it, and who is asked for its tag."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.welcomecrew.tickets.markers import last_close_marker
from apps.welcomecrew.tickets.parties import (
    Standing,
    asked_of,
    opener_of,
    people_in,
    speaks_of_state,
    with_authority,
)
from apps.welcomecrew.tickets.ticket import EmbedText, ThreadMessage

START = datetime(2025, 9, 1, 12, tzinfo=UTC)
BOT, OTHER_BOT, TOM, BOB, ANNA, GONE = (100000000000000000 + n for n in range(1, 7))
STANDINGS = {
    BOT: Standing.BOT,
    OTHER_BOT: Standing.BOT,
    TOM: Standing.MEMBER,
    BOB: Standing.STAFF,
    ANNA: Standing.STAFF,
}


def said(author: int, text: str, number: int = 1, **embed: str) -> ThreadMessage:
    return ThreadMessage(
        at=START + timedelta(minutes=number),
        content=text,
        embeds=(EmbedText(**embed),) if embed else (),  # pyright: ignore[reportArgumentType] - the names are EmbedText's
        id=number,
        author_id=author,
        by_bot=STANDINGS.get(author) is Standing.BOT,
        may_close=STANDINGS.get(author) is Standing.BOT,
    )


@pytest.mark.parametrize(
    ("author", "opener", "asked", "shut", "closes"),
    [
        (ANNA, TOM, {}, False, True),  # a role
        (TOM, BOB, {}, False, False),  # none
        (TOM, BOB, {}, True, False),  # none, whatever the thread says
        (ANNA, ANNA, {}, True, False),  # the opener, whatever their roles
        (ANNA, TOM, {1: ANNA}, False, False),  # who is asked for the tag answers
        (ANNA, TOM, {9: ANNA}, False, True),  # … from then on
        (ANNA, TOM, {1: BOB}, False, True),  # somebody else was asked
        (GONE, TOM, {}, False, False),  # left, or not to be learnt
        (GONE, TOM, {}, True, True),  # … and the thread says the same
        (BOT, TOM, {}, False, True),
    ],
)
def test_whose_word_closes(
    author: int, opener: int, asked: dict[int, int], shut: bool, closes: bool
) -> None:
    marker = said(author, "Ticket closed by me", 5)
    (judged,) = with_authority([marker], STANDINGS, opener_id=opener, asked=asked, shut=shut)
    assert judged.may_close is closes
    assert (last_close_marker([judged]) is judged) is closes


def test_of_somebody_whose_roles_are_not_known_only_a_shut_thread_tells() -> None:
    marker = said(TOM, "Ticket closed by me")
    for shut in (False, True):
        (judged,) = with_authority(
            [marker], {TOM: Standing.PERSON}, opener_id=0, asked={}, shut=shut
        )
        assert judged.may_close is shut


def test_a_bot_that_is_no_ticket_bot_gets_no_authority() -> None:
    marker = replace(said(OTHER_BOT, "Ticket closed by me"), may_close=False)
    (judged,) = with_authority([marker], STANDINGS, opener_id=0, asked={}, shut=True)
    assert not judged.may_close


@pytest.mark.parametrize(
    ("messages", "owner", "opener"),
    [
        ([said(BOT, f"Welcome <@{TOM}>!"), said(ANNA, "hi", 2)], BOT, TOM),
        # In the order of the text, and wherever it stands; bots are nobody's newcomers.
        ([said(BOT, "", description=f"<@{OTHER_BOT}> for <@{TOM}>, <@{ANNA}>")], BOT, TOM),
        ([said(BOT, f"Welcome <@{GONE}>!"), said(TOM, "hi", 2)], BOT, GONE),
        # The bot's first message decides, not what comes later.
        ([said(BOT, f"Closed by <@{ANNA}>", 9), said(BOT, f"<@{TOM}>", 1)], BOT, TOM),
        ([said(BOT, "Welcome!"), said(ANNA, "hi", 2), said(TOM, "hello", 3)], BOT, TOM),
        # Its first message is the last: it greeted nobody.
        ([said(TOM, "hi"), said(BOT, f"Ticket closed by <@{ANNA}>", 9)], BOT, TOM),
        ([said(ANNA, "hi")], TOM, TOM),  # opened by hand
        ([said(ANNA, "hi")], ANNA, ANNA),  # by staff for themselves
        ([said(BOT, "Welcome!"), said(ANNA, "hi", 2)], BOT, 0),
        ([], GONE, 0),
        ([], 0, 0),
    ],
)
def test_who_opened_it(messages: list[ThreadMessage], owner: int, opener: int) -> None:
    assert opener_of(messages, STANDINGS, owner) == opener
    assert opener_of(messages[::-1], STANDINGS, owner) == opener


def test_our_own_bots_greet_nobody() -> None:
    siblings = replace(said(OTHER_BOT, f"Welcome <@{BOB}>"), is_siblings=True)
    assert opener_of([siblings, said(BOT, f"<@{TOM}>", 2)], STANDINGS, BOT) == TOM


@pytest.mark.parametrize(
    ("marker", "others", "opener", "asked"),
    [
        (said(BOT, f"Ticket closed by <@{ANNA}>", 9), [said(BOB, "hi", 2)], TOM, ANNA),
        (said(ANNA, "Ticket closed by me", 9), [said(BOB, "hi", 2)], TOM, ANNA),
        # Bots are never asked, nor who is gone.
        (said(BOT, f"Ticket closed by <@{OTHER_BOT}>", 9), [said(BOB, "hi", 2)], TOM, BOB),
        (said(BOT, f"Ticket closed by <@{GONE}>", 9), [said(BOB, "hi", 2)], TOM, BOB),
        (None, [said(ANNA, "hi", 2), said(BOB, "hi", 3), said(TOM, "bye", 4)], TOM, BOB),
        (None, [said(TOM, "bye", 4)], TOM, TOM),
        (None, [], GONE, 0),
        (None, [], OTHER_BOT, 0),
        (None, [], 0, 0),
    ],
)
def test_who_is_asked(
    marker: ThreadMessage | None, others: list[ThreadMessage], opener: int, asked: int
) -> None:
    messages = [*others, *([marker] if marker else [])]
    assert asked_of(marker, messages, STANDINGS, opener) == asked


def test_of_whom_more_must_be_known_to_ask() -> None:
    messages = [
        said(BOT, f"Welcome <@{TOM}>! <@{GONE}>", 1),
        said(BOB, "hi", 2),
        said(ANNA, "hello", 3),
        said(BOB, "bye", 4),
    ]
    assert people_in(messages) == [TOM, BOB, ANNA]


def test_what_speaks_of_the_state() -> None:
    assert speaks_of_state(said(TOM, "Ticket closed by Anna"))
    assert speaks_of_state(said(TOM, "Ticket reopened"))
    assert not speaks_of_state(said(TOM, "My last clan was closed by its leader"))
