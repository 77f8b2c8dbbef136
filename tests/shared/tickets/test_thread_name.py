import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import ThreadName, closed_name, parse_thread_name
from tests.apps.welcomecrew.samples import sample_tags

TAGS = sample_tags()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("0298-user-C1CE", ("0298", "user", "C1CE")),
        ("0298 user C1CE", ("0298", "user", "C1CE")),
        ("Closed-0298-user-C1CE", ("0298", "user", "C1CE")),
        ("closed 0298—user–c1ce", ("0298", "user", "C1CE")),
        ("promo-0298-user", ("0298", "user", "")),
        ("🎫 0298・user", ("0298", "・user", "")),
        ("0298-user-F-IT", ("0298", "user", "F-IT")),  # a tag of several parts
        ("0298-F-IT-NOX", ("0298", "F-IT", "NOX")),  # a user called like a clan, in another
        ("0298-NOX", ("0298", "NOX", "")),  # a user called like a clan, in none
        ("0298-lone-wolf-99-ZZZZ", ("0298", "lone-wolf-99-ZZZZ", "")),  # no known tag
        ("0298-K1ngF-ITz", ("0298", "K1ngF-ITz", "")),  # a tag-like part
        ("0298-NOX-user", ("0298", "user", "NOX")),  # a whole word, not at the end
        ("0298-user [NOX] ✅", ("0298", "user-✅", "NOX")),
        ("0298 user (F-IT)", ("0298", "user", "F-IT")),
        ("0298-user\u3000-\u2003NOX", ("0298", "user", "NOX")),  # blanks of other widths
        ("0298_user", ("0298", "user", "")),
        ("0298-_user_-NOX", ("0298", "_user_", "NOX")),
        ("0298-Ana–Lucía-NOX", ("0298", "Ana–Lucía", "NOX")),  # the user's own dash stays
        ("0298-user1234", ("0298", "user1234", "")),
        ("Vex1234-0298", ("0298", "Vex1234", "")),  # the number that stands alone
        ("Vex1234", ("1234", "Vex", "")),
        ("ticket of Tom 0298", ("0298", "of Tom", "")),
        ("Closed-0298", ("0298", "", "")),
        ("12345-user", ("12345", "user", "")),  # up to six digits
        ("123456-user", ("123456", "user", "")),
        ("10298-alex-1987", ("10298", "alex-1987", "")),  # digits at the beginning are the ticket's
        ("298-user-1987", ("0298", "user-1987", "")),
        ("🎫 ticket-42-user", ("0042", "user", "")),
        ("42", ("0042", "", "")),
        ("1st chat of 0298", ("0298", "1st chat of", "")),
        ("1234567-user", None),
        ("user-12", None),
        # Somebody added their tag to our name.
        ("Closed-1001-Kofi-F-IT-C1CE", ("1001", "Kofi", "C1CE")),
        ("Closed-1001-Kofi-F-IT", ("1001", "Kofi", "F-IT")),
        ("1001-Kofi-F-IT-C1CE", ("1001", "Kofi-F-IT", "C1CE")),
        ("Closed-1001-F-IT-C1CE", ("1001", "F-IT", "C1CE")),  # a user called like a clan
        ("Closed-1001-Kofi-NOX-F-IT-C1CE", ("1001", "Kofi-NOX", "C1CE")),  # one, no more
        ("[0298] user [NOX]", ("0298", "user", "NOX")),
        ("0298-user（NOX）", ("0298", "user", "NOX")),
        ("\u200f0298-user-NOX\u200f", ("0298", "user", "NOX")),
        ("0298-user\u2060-NOX\ufeff", ("0298", "user", "NOX")),
        # Where there is no clan.
        ("Closed-0042-Big-NOX-NONE", ("0042", "Big-NOX", "NONE")),
        ("Closed-0042-Ann-left", ("0042", "Ann", "LEFT")),
        ("0042 Ann LEFT", ("0042", "Ann", "LEFT")),
        ("0042-turn.left", ("0042", "turn.left", "")),  # a person's name
        ("0042-none", ("0042", "none", "")),
        ("0042-left-handed", ("0042", "left-handed", "")),
        # Digits and letters of other widths and fonts, and digits on keys.
        ("０２９８-user-ＮＯＸ", ("0298", "user", "NOX")),
        ("𝟎𝟐𝟗𝟖 ｕser 𝐅-𝐈𝐓", ("0298", "ｕser", "F-IT")),
        ("4️⃣2️⃣-user", ("0042", "user", "")),
        ("1⃣2⃣3⃣4⃣5⃣ user NOX", ("12345", "user", "NOX")),
        # What was added at a close.
        ("0298-user-closed", ("0298", "user", "")),
        ("0298-user-NOX (Closed) ✅", ("0298", "user", "NOX")),
        ("0298-closed", ("0298", "closed", "")),
        ("0298-closed-NOX", ("0298", "closed", "NOX")),
        ("Closed-0298--NOX", ("0298", "", "NOX")),  # of a ticket whose name named nobody
        ("a chat", None),
        ("", None),
        ("٠٢٩٨-user", None),  # digits of another script are no ticket number
    ],
)
def test_parse(name: str, expected: tuple[str, str, str] | None) -> None:
    assert parse_thread_name(name, TAGS) == (ThreadName(*expected) if expected else None)


def test_without_known_tags_the_tag_stays_with_the_name() -> None:
    assert parse_thread_name("0298-user-NOX", KnownTags()) == ThreadName("0298", "user-NOX")


def test_closed_name() -> None:
    assert closed_name("0042", "user", "F-IT") == "Closed-0042-user-F-IT"


numbers = st.from_regex(r"[0-9]{4}", fullmatch=True)
tags = st.sampled_from(TAGS.tags)
dashes = st.sampled_from(["-", "–", "—", "‒", "−", " ", " - ", "－"])
prefixes = st.sampled_from(["", "Closed-", "closed ", "promo-", "🎫 ", "…", "ticket—"])
# Anything that people call themselves, and then some: tags, dashes, digits and emoji within.
word_parts = st.one_of(
    st.text(max_size=8),
    tags,
    dashes,
    numbers,
    st.sampled_from(["🔥", "é", "_", "xX", "👩‍👩‍👧", "ひ"]),
)
usernames = st.lists(word_parts, min_size=1, max_size=6).map("".join)


@given(usernames, numbers, tags, st.tuples(prefixes, dashes, dashes))
def test_number_and_tag_of_any_ticket_are_found(
    username: str, number: str, tag: str, around: tuple[str, str, str]
) -> None:
    prefix, first, second = around
    parsed = parse_thread_name(f"{prefix}{number}{first}x{username}x{second}{tag}", TAGS)
    assert parsed == ThreadName(number, f"x{username}x", tag)


@given(usernames, numbers, tags)
def test_a_user_name_reads_the_same_from_a_cell(username: str, number: str, tag: str) -> None:
    """Cells are read without blanks at their ends; a name with some would be written for ever."""
    parsed = parse_thread_name(f"{number}-{username}-{tag}", TAGS)
    assert parsed is not None
    assert parsed.username == parsed.username.strip()


@given(usernames, numbers, tags)
def test_parsing_what_we_wrote_gives_back_what_we_wrote(
    username: str, number: str, tag: str
) -> None:
    first = parse_thread_name(f"{number}-{username}-{tag}", TAGS)
    assert first is not None
    if not first.username or not first.tag:
        return  # never written: such a ticket is asked about
    written = closed_name(first.number, first.username, first.tag)
    assert parse_thread_name(written, TAGS, by_us=True) == first
    if not TAGS.at_end(first.username):
        assert parse_thread_name(written, TAGS) == first


@given(st.text(max_size=100))
def test_any_name_is_read_and_a_written_one_stays_as_it_is(name: str) -> None:
    parsed = parse_thread_name(name, TAGS)
    if parsed is None or not parsed.tag:
        return
    written = closed_name(parsed.number, parsed.username, parsed.tag)
    again = parse_thread_name(written, TAGS, by_us=True)
    assert again is not None
    assert closed_name(again.number, again.username, again.tag) == written


@given(st.text(min_size=1, max_size=200), numbers, tags)
def test_a_written_name_fits_discord_and_keeps_number_and_tag(
    username: str, number: str, tag: str
) -> None:
    written = closed_name(number, username, tag)
    assert len(written) <= len(written.encode("utf-16-le")) / 2 <= 100
    assert written.startswith(f"Closed-{number}-")
    assert written.endswith(f"-{tag}")
