from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.welcomecrew.tickets.markers import (
    closer_of,
    is_close_marker,
    last_close_marker,
    promo_type_in,
    promo_type_of,
    says_reopened,
)
from apps.welcomecrew.tickets.ticket import EmbedText, PromoType, ThreadMessage

START = datetime(2025, 9, 1, 12, tzinfo=UTC)


def said(
    content: str = "", *, minute: int = 0, by_bot: bool = True, **embed: object
) -> ThreadMessage:
    embeds = (EmbedText(**embed),) if embed else ()  # pyright: ignore[reportArgumentType] - the names are EmbedText's
    return ThreadMessage(
        at=START + timedelta(minutes=minute),
        content=content,
        embeds=embeds,
        id=minute,
        by_bot=by_bot,
    )


@pytest.mark.parametrize(
    "message",
    [
        said("Ticket closed by Recruiter"),
        said("closed by @Anna"),
        said("closed by 🔥"),
        said("ticket CLOSED • By Recruiter"),
        said("**Ticket closed** — by <@1000>"),
        said("🔒 __Closed__ by: Anna"),
        said("> Ticket closed\n> by Anna"),
        said("Ticket\u00a0closed\u200b by Anna"),
        said("This ticket was closed by Anna."),
        said(title="Ticket Closed by Anna"),
        said(title="Ticket Closed", footer="Closed by Recruiter"),
        said(author="Closed by Anna"),
        said(description="> **Closed by** <@1>"),
        said(fields=(("Ticket Closed", "by Recruiter"),)),
        said(fields=(("Reason", "done"), ("Closed by", "<@1000>"))),
    ],
    ids=lambda message: " | ".join(message.texts()),
)
def test_close_markers(message: ThreadMessage) -> None:
    assert is_close_marker(message)


@pytest.mark.parametrize(
    "message",
    [
        said(""),
        said("Please close this ticket"),
        said("disclosed by Anna"),
        said("closed bya"),
        said("We are closed. By the way, hello"),
        said(title="Ticket closed", description="by Anna"),  # two parts are not read as one
    ],
    ids=lambda message: " | ".join(message.texts()) or "empty",
)
def test_no_close_markers(message: ThreadMessage) -> None:
    assert not is_close_marker(message)


@pytest.mark.parametrize(
    ("content", "closes"),
    [
        ("Ticket closed by me", True),
        ("> Ticket closed by Ann\nTicket closed by me", True),
        ("> Ticket closed by Ann", False),
        ("  > Ticket closed by Ann\nwhat is that?", False),
        (">>> hello\nTicket closed by Ann", False),
    ],
)
def test_whom_people_quote_says_nothing(content: str, closes: bool) -> None:
    assert is_close_marker(said(content, by_bot=False)) is closes


def test_a_preview_of_a_link_is_no_word_of_who_posts_it() -> None:
    assert not is_close_marker(said("https://example.org", title="Closed by Ann", by_bot=False))
    assert not says_reopened(said("https://example.org", title="Reopened by Ann", by_bot=False))


@pytest.mark.parametrize(
    ("message", "reopened"),
    [
        (said("Ticket reopened by <@1000>"), True),
        (said("The ticket was reopened, so no tag is needed now."), True),
        (said(title="🔓 Ticket **Re-Opened**"), True),
        (said(fields=(("Reopened by", "Anna"),)), True),
        # What a ticket bot writes beside its buttons reopens nothing.
        (said("Support controls: reopen, transcript, delete"), False),
        (said("This ticket can be reopened by staff."), False),
        (said("React with 🔓 to re-open the ticket"), False),
        (said("**Ticket closed** by Anna (it was reopened twice)"), False),
        (said("hello"), False),
    ],
)
def test_who_says_that_it_is_open_again(message: ThreadMessage, reopened: bool) -> None:
    assert says_reopened(message) is reopened


ANNA, TOM = 100000000000000001, 100000000000000002


@pytest.mark.parametrize(
    ("message", "closer"),
    [
        (said(f"<@{TOM}>, your ticket was closed by <@!{ANNA}>"), ANNA),
        (said(description=f"**Ticket closed** — by <@{ANNA}>"), ANNA),
        (said(fields=(("Ticket Closed", f"by <@{ANNA}>"),)), ANNA),
        (replace(said("Ticket closed by Anna"), mentioned_ids=(TOM, ANNA)), TOM),
        (said("Ticket closed by Anna"), 0),
    ],
)
def test_who_closed_it(message: ThreadMessage, closer: int) -> None:
    assert closer_of(message) == closer


def test_the_last_marker_counts_and_ours_never() -> None:
    ours = ThreadMessage(at=START + timedelta(hours=9), content="closed by me", is_ours=True)
    first, second = said("closed by A", minute=1), said("closed by B", minute=2)
    assert last_close_marker([second, ours, first]) is second
    assert last_close_marker([said("hello"), ours]) is None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (said("We're excited to have you returning!"), PromoType.RETURNING_PLAYER),
        (said("We’re Excited  to\nhave you returning"), PromoType.RETURNING_PLAYER),
        (said(description="Thanks for sending in your move request."), PromoType.PLAYER_MOVE),
        (said(footer="**Thanks** for sending in your move request"), PromoType.PLAYER_MOVE),
        (
            said("We’ve received your request to help one of your clan members find a new home."),
            PromoType.LEAD_MOVE,
        ),
        (said(fields=(("Thanks for sending in", "your move request"),)), PromoType.PLAYER_MOVE),
        (said("I want to move"), PromoType.UNKNOWN),
    ],
)
def test_promo_types(message: ThreadMessage, expected: PromoType) -> None:
    assert promo_type_in(message) is expected


def test_the_earliest_phrase_decides() -> None:
    request = said("thanks for sending in your move request", minute=1)
    quoted = said("excited to have you returning", minute=5)
    assert promo_type_of([quoted, request]) is PromoType.PLAYER_MOVE
    assert promo_type_of([said("hi")]) is PromoType.UNKNOWN
