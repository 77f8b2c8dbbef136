"""Sentences both ways: what states that a ticket is closed, or open again, and what does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.welcomecrew.tickets.statements import says_closed, says_open_again

CLOSED = [
    "Ticket closed by Recruiter",
    "ticket CLOSED • By Recruiter",
    "**Ticket closed** — by <@1000>",
    "Ticket Closed by <@1000>",
    "Closed by Recruiter",
    "closed by @Anna",
    "closed by 🔥",
    "closed by me",
    "Closed by [NOX] Bob",
    "🔒 __Closed__ by: Anna",
    "<:lock:123456789012345678> Ticket closed by <@1>",
    "# Ticket closed by Anna",
    "-# Ticket closed by St. John",
    "> Ticket closed\n> by Anna",
    "Ticket closed by:\n<@1>",
    "Ticket\u00a0closed\u200b by Anna",
    "[Ticket #12](https://example.org/12) closed by Anna",
    "Thank you all!\n\nTicket closed by Anna\nSee you",
    "This ticket was closed by Anna.",
    "This was closed by Anna.",
    "The thread has been closed by Anna",
    "The thread is now closed by Anna!",
    "This ticket has now been automatically closed by Ticket Bot",
    "Your ticket was closed by <@!1>",
    "<@2>, your ticket was closed by <@!1>",
    "Hello Tom, your ticket has been closed by Anna",
    "Ticket #0042 has been closed by Anna",
    "Ticket `0042-tom` was closed by Anna",
    "0042 closed by Anna",
    "Status: Closed by Anna",
    "Ticket closed by @ticketbot (no answer for 3 days)",
    "Ticket closed by Anna (it was reopened twice)",
    "Ticket closed by Anna. Need more help?",
    "Ticket closed by Anna — need help? Open another one",
    "Ticket closed by Anna. If you need more, open another one.",
    "Ticket closed by Anna for inactivity",
    "Ticket closed by a recruiter",
    "Ticket closed by Ann - any questions?",
    "This ticket's been closed by Ann",
    "Ticket #0042-tom closed by Ann",
    "Ticket 0042-tom was closed by Ann",
    "𝗧𝗶𝗰𝗸𝗲𝘁 𝗰𝗹𝗼𝘀𝗲𝗱 𝗯𝘆 Ann",
    "Ｔｉｃｋｅｔ ｃｌｏｓｅｄ ｂｙ Ann",
    "\u200fTicket closed by Ann",
    "\u202aTicket closed by\u202c \u2067Ann\u2069",
    "||Ticket closed by Ann||",
    "```\nTicket closed by Ann\n```",
    "Ticket closed by Анна。",
    "Ticket closed by staff",
    "Ticket closed by April",
    "Ticket closed by May (no answer)",
    "Ticket closed by Jan",
    "Ticket closed by Marcher",
    "Ticket closed by Decembra",
    "Ticket closed by Requestor",
    "Ticket closed by Anna's alt",
    "Ticket closed by Lonely",
    "Ticket closed by Inactivity",
    "Ticket closed by <@1>, reason: come back when you are ready",
    "Ticket closed by **Anna** with reason: left when the clan was full",
    "Ticket closed by Anna because nobody answered when asked",
    "Ticket closed by Anna due to inactivity: write again if you come back",
    "Ticket closed by <@1> Please open another one if you have questions",
    "Ticket closed by <@1> once Tom was placed",
    "Ticket closed by <@&1>",
]
NOT_CLOSED = [
    "",
    "closed by",
    "Closed by:",
    "Closed by: —",
    "Closed by: …",
    "Closed by: nobody yet",
    "Closed by: N/A",
    "Please close this ticket",
    "disclosed by Anna",
    "closed bya",
    "This ticket will be closed by a recruiter when you are placed",
    "This ticket can be closed by staff",
    "This ticket should be closed by Anna",
    "Ticket to be closed by Anna",
    "Ticket not closed by Anna",
    "Closed by a recruiter when you are placed",
    "Closed by staff once you are placed",
    "Closed by <@&1> once you are placed",
    "Closed by staff within 24 hours",
    "Ticket closed by <@1> because she left?",
    "Ticket closed by <@1> would be nice",
    "My last clan was closed by its leader",
    "Your clan was closed by Anna",
    "It was closed by Anna",
    "Tickets closed by Anna: 12",
    "Tell me when the ticket was closed by Anna",
    "Is it closed by now?",
    "Was this ticket closed by Anna?",
    "Closed by Anna?",
    "Ticket closed by <@1>?",
    "Ticket closed by Anna, right?",
    "The roster is closed by Friday",
    "Closed by Friday",
    "Closed by 5 pm",
    "Closed by now",
    "Ticket closed by mistake",
    "Closed by the way",
    "Closed by default",
    "We are closed. By the way, hello",
    "~~Ticket closed by Anna~~",
    "closed by Anna？",
    "Ticket closed by Anna؟",
    "Ticket closed by Anna?!",
    "Ticket closed by Anna!?",
    "Ticket closed by whoever is on duty",
    "Ticket closed by EOD",
    "Ticket closed by next Monday",
    "Ticket closed by Anna would be nice",
    "Ticket closed by request",
    "Ticket closed by user request",
    "Ticket closed by the user's own request.",
    "Closed by popular demand",
    "Ticket closed by accident",
    "Ticket closed by my mistake, sorry",
    "Ticket closed by an error",
    "Ticket closed by December",
    "Ticket closed by mid-December",
    "Ticket closed by late May",
    "Ticket closed by May 5th",
    "Ticket closed by 24th of August",
    "Ticket closed by 3. June",
    "Ticket closed by Christmas",
    "Ticket closed by staff only",
    "Ticket closed by **recruiters only**!",
]
OPEN_AGAIN = [
    "Ticket reopened by <@1000>",
    "Reopened by Anna",
    "reopened",
    "Reopened!",
    "🔓 Ticket **Re-Opened**",
    "Status: reopened",
    "This ticket has been reopened.",
    "Ticket `0042-tom` was reopened by Anna",
    "The ticket was reopened, so no tag is needed now.",
    "Ticket reopened: tell us what is missing",
    "𝗥𝗲𝗼𝗽𝗲𝗻𝗲𝗱 𝗯𝘆 Anna",
]
NOT_OPEN_AGAIN = [
    "",
    "hello",
    "Support controls: reopen, transcript, delete",
    "React with 🔓 to re-open the ticket",
    "It won't be automatically reopened",
    "This ticket can be reopened by staff.",
    "Once reopened, write here",
    "If reopened, write here",
    "Reopened, it keeps its number",
    "Reopened tickets keep their number",
    "Your ticket is reopened when you write",
    "Ticket reopened when you write here",
    "Ticket reopened?",
    "Ticket reopened by Anna?",
    "Reopened by: nobody yet",
    "Ticket to be reopened by staff",
    "Ticket reopened by Anna？",
    "Ticket reopened؟",
    "Reopened by request only",
    "Reopened by December",
]


@pytest.mark.parametrize("text", CLOSED)
def test_a_close_is_stated(text: str) -> None:
    assert says_closed(text)
    assert not says_open_again(text)


@pytest.mark.parametrize("text", NOT_CLOSED)
def test_a_close_is_only_spoken_of(text: str) -> None:
    assert not says_closed(text)


@pytest.mark.parametrize("text", OPEN_AGAIN)
def test_a_reopening_is_stated(text: str) -> None:
    assert says_open_again(text)
    assert not says_closed(text)


@pytest.mark.parametrize("text", NOT_OPEN_AGAIN)
def test_a_reopening_is_only_spoken_of(text: str) -> None:
    assert not says_open_again(text)


# What the grammar is made of, and signs that mean something to it, in any order.
WORDS = (
    "ticket thread this the your closed by reopened re- opened was has been is now will be when if "
    "status no # 0042 <@1000> <:a:1> ~~ ** __ ` [ ]( ) > . ? ! , ; | — • 🔥"
)
LENGTH = 60_000
pieces = st.sampled_from([*WORDS.split(), " ", "\n", "\ue000", "\ud83d"])
texts = st.lists(st.one_of(pieces, st.text(max_size=3)), max_size=60).map(" ".join)


@settings(deadline=None)
@given(texts)
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(says_closed(text) or says_open_again(text), bool)


@settings(deadline=None)
@given(st.sampled_from(CLOSED), st.sampled_from(["\n", "\n\n", "\r\n"]), texts)
def test_a_statement_stays_one_whatever_the_lines_around_it_say(
    statement: str, end: str, other: str
) -> None:
    assert says_closed(f"{other}{end}{statement}")
    assert says_closed(f"{statement}{end}{other}") or statement.endswith("by")


@given(st.sampled_from(["will be", "can be", "must be", "to be", "isn't", "never", "is it"]))
def test_a_modal_takes_every_statement_away(modal: str) -> None:
    for subject in ("", "ticket ", "this ticket ", "the thread ", "ticket #0042 "):
        assert not says_closed(f"{subject}{modal} closed by Anna")
        assert not says_open_again(f"{subject}{modal} reopened by Anna")


@settings(deadline=None)
@given(st.lists(pieces, min_size=1, max_size=3).map("".join), st.sampled_from(["", " ", "\n"]))
def test_the_longest_message_is_judged_in_no_time(part: str, between: str) -> None:
    """Anything, over and over: a pattern that tries too much would take hours for some.

    No clock is asked: this is fifteen times what Discord takes, so that work that grows with the
    square of the length, and so takes a second for a message, meets the limit of every test.
    """
    text = ((part + between) * LENGTH)[:LENGTH]
    for said in (text, f"{text} closed", f"{text} reopened"):
        assert says_closed(said) in {True, False}
        assert says_open_again(said) in {True, False}
