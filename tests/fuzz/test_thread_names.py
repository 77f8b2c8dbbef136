"""Names of ticket threads, written by anybody: read within a moment, nothing invented."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import closed_name, parse_thread_name
from tests.fuzz.bending import bent_text

TAGS = ("F-IT", "IT", "C1CE", "A.B", "N(X", "[Z]", "a+", "ß", "Ⅷ", "-", "1234")
PIECES = (
    *("Closed-", "0298", "12345", "٠٢٩٨", "-", "—", "_", "\u200b", "\u202e", "\n", "\x00"),
    *("👩‍👩‍👧", "e\u0301", "İ", "ß", " [", "] ", *TAGS, "-" * 40, "a-" * 30),
)
names = st.sampled_from(["0298-user-C1CE", "Closed-0298-a-b-F-IT", "🎫 0298・user", "Vex1234-0298"])
known = st.lists(st.sampled_from(TAGS) | st.text(max_size=6), max_size=8).map(KnownTags)


# The limit catches a pattern that takes ages over some name.
@settings(deadline=timedelta(seconds=2))
@given(bent_text(names, PIECES), known)
def test_a_bent_ticket_name_is_read_safely(name: str, tags: KnownTags) -> None:
    parsed = parse_thread_name(name, tags)
    if parsed is None:
        return
    # Short ones at the beginning are padded.
    assert parsed.number in name or parsed.number.lstrip("0") in name
    assert parsed.number.isascii()
    assert parsed.number.isdecimal()
    assert not parsed.tag or parsed.tag in tags
    # Nothing is added to what somebody calls themselves, but for joining what stood around a tag.
    assert set(parsed.username) <= {*name, "-", " "}
    written = closed_name(parsed.number, parsed.username, parsed.tag)
    assert written.startswith(f"Closed-{parsed.number}-")
    assert len(written) <= 100
