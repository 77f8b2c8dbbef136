from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.welcomecrew.question.state import answered_text, changed_text
from apps.welcomecrew.reading.transcript import read_ticket, tag_in_messages
from apps.welcomecrew.tickets.ticket import Kind, PromoType, ThreadMessage, Ticket
from shared.tickets.tags import KnownTags
from tests.apps.welcomecrew.samples import SampleThread, sample_tags, sample_threads

START = datetime(2025, 9, 1, 12, tzinfo=UTC)
TAGS = KnownTags(["NOX", "F-IT", "EMB"])


def talk(*texts: str, ours: bool = False) -> list[ThreadMessage]:
    return [
        ThreadMessage(at=START + timedelta(minutes=number), content=text, id=number, is_ours=ours)
        for number, text in enumerate(texts)
    ]


def row_of(ticket: Ticket) -> tuple[str, ...]:
    closed = f"{ticket.closed_at:%Y-%m-%d %H:%M}" if ticket.closed_at else ""
    row = (ticket.number, ticket.username, ticket.tag, closed)
    if ticket.kind is Kind.WELCOME:
        return row
    return (*row, str(ticket.promo_type), f"{ticket.created_at:%Y-%m-%d %H:%M}")


@pytest.mark.parametrize("thread", sample_threads(), ids=lambda thread: thread.name)
def test_each_sample_thread_gives_its_row(thread: SampleThread) -> None:
    ticket = read_ticket(
        thread.kind, thread.name, thread.created_at, thread.messages, sample_tags()
    )
    assert ticket is not None
    assert row_of(ticket) == thread.expected_row


def test_there_are_forty_sample_threads() -> None:
    assert len(sample_threads()) == 40


def test_a_name_without_number_is_no_ticket() -> None:
    assert read_ticket(Kind.WELCOME, "chat", START, [], TAGS) is None


def test_without_inference_only_the_name_counts() -> None:
    ticket = read_ticket(Kind.WELCOME, "0001-Tom", START, talk("NOX"), TAGS, infer_tag=False)
    assert ticket == Ticket(Kind.WELCOME, "0001", "Tom", created_at=START)


def test_a_welcome_ticket_has_no_promo_type() -> None:
    ticket = read_ticket(
        Kind.WELCOME, "0001-Tom", START, talk("we're excited to have you returning"), TAGS
    )
    assert ticket is not None
    assert ticket.promo_type is PromoType.UNKNOWN


@pytest.mark.parametrize(
    ("texts", "username", "expected"),
    [
        (["NOX"], "Tom", "NOX"),
        (["**nox**"], "Tom", "NOX"),
        (["EMB", "NOX"], "Tom", "NOX"),  # the newest first
        (["NOX", "see you"], "Tom", "NOX"),
        (["placed in F–IT today"], "Tom", "F-IT"),
        (["NOX or EMB?"], "Tom", None),  # undecided
        (["F-IT", "not NOX but EMB"], "Tom", "F-IT"),
        (["Welcome NOX!"], "NOX", None),  # the user is called like a clan
        (["Welcome NOX!", "nox"], "NOX", "NOX"),  # and yet joins it
        (["placed in F-IT"], "F", "F-IT"),  # a short name is not cut out of the tag
        (["Ticket closed by NOX_Anna", "Closed by [NOX] Bob"], "Tom", None),
        (["SNOX EMBer F-ITz"], "Tom", None),
        ([], "Tom", None),
    ],
)
def test_tag_in_messages(texts: list[str], username: str, expected: str | None) -> None:
    assert tag_in_messages(talk(*texts), TAGS, username) == expected


def test_our_own_messages_name_no_tag_and_close_nothing() -> None:
    messages = talk("placed in NOX", "Ticket closed by Anna", ours=True)
    ticket = read_ticket(Kind.WELCOME, "0001-Tom", START, messages, TAGS)
    assert ticket == Ticket(Kind.WELCOME, "0001", "Tom", created_at=START)


def test_the_latest_close_counts_whatever_the_order() -> None:
    messages = talk("Ticket closed by Anna", "reopened", "Ticket closed by Bob")
    for ordered in (messages, messages[::-1]):
        ticket = read_ticket(Kind.WELCOME, "0001-Tom-NOX", START, ordered, TAGS)
        assert ticket is not None
        assert ticket.closed_at == messages[2].at


def test_messages_of_one_moment_are_ordered_by_id() -> None:
    older, newer = (replace(message, at=START) for message in talk("NOX", "EMB"))
    assert tag_in_messages([newer, older], TAGS, "Tom") == "EMB"


def test_an_answered_question_of_ours_names_the_tag_even_without_inference() -> None:
    said = talk("EMB is nice")
    answers = talk(
        answered_text("F-IT", 5, shut=False),
        answered_text("NOX", 5, shut=False),
        answered_text("GONE", 5, shut=False),
        ours=True,
    )
    messages = [*answers, *said]
    for infer in (True, False):
        ticket = read_ticket(Kind.WELCOME, "0001-Tom", START, messages, TAGS, infer_tag=infer)
        assert ticket is not None
        assert ticket.tag == "NOX"
    # Somebody else writing the same words answers nothing.
    forged = talk(answered_text("NOX", 5, shut=False))
    ticket = read_ticket(Kind.WELCOME, "0001-Tom", START, forged, TAGS, infer_tag=False)
    assert ticket is not None
    assert not ticket.tag


def _change(tag: str, before: str) -> str:
    return changed_text(tag, 7, before=before, shut=True)


@pytest.mark.parametrize(
    ("said", "renamed_at", "tag"),
    [
        ((), 0, "NOX"),
        ((_change("EMB", "NOX"),), 0, "EMB"),
        ((_change("NONE", "NOX"),), 0, "NONE"),
        ((_change("EMB", "NOX"), _change("F-IT", "EMB")), 0, "F-IT"),
        # It was followed by the name that stands there now, given by hand or by us.
        (("a word", _change("EMB", "NOX")), 2, "NOX"),
        (("a word", _change("EMB", "NOX"), _change("F-IT", "NOX")), 2, "F-IT"),
        ((_change("EMB", "F-IT"),), 0, "NOX"),
        ((_change("GONE", "NOX"),), 0, "NOX"),
    ],
)
def test_a_correction_counts_until_the_thread_is_named_after_it(
    said: tuple[str, ...], renamed_at: int, tag: str
) -> None:
    messages = [replace(each, id=each.id + 1) for each in talk(*said, ours=True)]
    name = "Closed-0001-Tom-NOX"
    ticket = read_ticket(Kind.WELCOME, name, START, messages, TAGS, renamed_at=renamed_at)
    assert ticket is not None
    assert ticket.tag == tag
    # Whoever else writes such a line has changed nothing.
    strangers = read_ticket(
        Kind.WELCOME, name, START, [replace(each, is_ours=False) for each in messages], TAGS
    )
    assert strangers is not None
    assert strangers.tag == "NOX"
