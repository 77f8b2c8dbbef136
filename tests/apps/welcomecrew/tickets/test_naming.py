"""What a new name of a ticket's thread says of the ticket."""

from dataclasses import replace

import pytest

from apps.welcomecrew.tickets.naming import name_of, renamed
from apps.welcomecrew.tickets.ticket import Kind, Ticket
from tests.apps.welcomecrew.samples import sample_tags

TAGS = sample_tags()
TOM = Ticket(Kind.WELCOME, "0042", "tom", "NOX")
LONG = replace(TOM, username="x" * 100)


@pytest.mark.parametrize(
    ("ticket", "name", "expected"),
    [
        (TOM, "0043-tom", ("0043", "tom", "NOX")),
        (TOM, "0043-tommy-EMB", ("0043", "tommy", "EMB")),
        (TOM, "0042-tom-EMB", ("0042", "tom", "EMB")),
        (TOM, "0042 tommy", ("0042", "tommy", "NOX")),
        (TOM, "0043", ("0043", "tom", "NOX")),
        (TOM, "a chat", ("0042", "tom", "NOX")),
        (replace(TOM, tag=""), "0043-tom-F-IT", ("0043", "tom", "F-IT")),
        # Who is called like a clan stays so, and who has a longer name than there is room for.
        (replace(TOM, username="Big-NOX"), "Closed-0043-Big-NOX-EMB", ("0043", "Big-NOX", "EMB")),
        (LONG, name_of(LONG), ("0042", "x" * 100, "NOX")),
        (LONG, name_of(replace(LONG, tag="EMB")), ("0042", "x" * 100, "EMB")),
        (LONG, name_of(replace(LONG, number="0043")), ("0043", "x" * 100, "NOX")),
    ],
)
def test_the_name_is_heeded(ticket: Ticket, name: str, expected: tuple[str, ...]) -> None:
    now = renamed(ticket, name, TAGS, settled=False)
    assert (now.number, now.username, now.tag) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Closed-0043-tom-NOX", ("0043", "tom", "NOX")),
        ("Closed-0043-tommy-EMB", ("0043", "tommy", "EMB")),
        ("Closed-0042-tommy-NOX", ("0042", "tommy", "NOX")),
        ("0043 tom", ("0043", "tom", "NOX")),
        ("0042-tom ✅ EMB", ("0042", "tom", "EMB")),
        ("Closed-0043-tom-GONE", ("0042", "tom", "NOX")),
        ("0042-tom looked at", ("0042", "tom", "NOX")),
        ("2024 plans", ("0042", "tom", "NOX")),
        ("2024 plans EMB", ("0042", "tom", "NOX")),
    ],
)
def test_of_a_settled_ticket_only_a_correction_is(name: str, expected: tuple[str, ...]) -> None:
    now = renamed(TOM, name, TAGS, settled=True)
    assert (now.number, now.username, now.tag) == expected


def test_a_clan_that_left_the_list_is_no_part_of_the_person() -> None:
    ticket = replace(TOM, tag="GONE")
    now = renamed(ticket, "Closed-0043-tom-GONE", TAGS, settled=True)
    assert now == replace(ticket, number="0043")
