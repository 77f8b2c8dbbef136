"""Welcomes and refusals from templates and facts."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.welcome.rules.compose import Facts, Welcome, WelcomeRefused, compose
from apps.clanmatch.welcome.rules.templates import HEADERS, parse_templates

FACTS = Facts(
    mention="<@7>",
    username="New_Member",
    inviter="Rita",
    guild="The *Cluster*",
    now=datetime(2026, 7, 1, 12, 30, tzinfo=UTC).astimezone(ZoneInfo("Europe/Vienna")),
)
DEFAULT = {"TAG": "C1C", "TITLE": "Welcome to {CLAN}!", "BODY": "Hello {MENTION}", "ACTIVE": "Y"}
OWN = {
    "TAG": "F-IT",
    "TARGET_CHANNEL_ID": "7" * 18,
    "ACTIVE": "Y",
    "CLAN": "Dawn Wardens",
    "CLANLEAD": "Mr-X",
}


def token(emoji: str) -> str:
    return "<:crest:5>" if emoji in {"crest", "5"} else ""


def welcome(own: dict[str, str], tag: str = "F-IT", default: dict[str, str] = DEFAULT) -> Welcome:
    rows = [list(HEADERS), *([each.get(h, "") for h in HEADERS] for each in (default, OWN | own))]
    return compose(parse_templates(rows), tag, FACTS, token)


def test_the_parts() -> None:
    made = welcome(
        {
            "TITLE": "{EMOJI:crest} {MENTION} joins {CLANTAG}",
            "BODY": "{MENTION} = {USERNAME}, {INVITER}, {GUILD}, {CLANLEAD}, {NOW} {EMOJI:5}",
            "FOOTER": "{USERNAME} {MENTION} in {GUILD} {EMOJI:crest}",
            "CREST_URL": "https://example.org/crest.png",
            "PING_USER": "Y",
            "GENERAL_NOTICE": "{MENTION} is in {CLAN}",
        },
        tag=" [f-it] ",
    )

    assert made == Welcome(
        tag="F-IT",
        clan="Dawn Wardens",
        channel_id=777777777777777777,
        # Discord shows a mention in a title as a bare number, and a footer as it is written.
        title="<:crest:5> New\\_Member joins F-IT",
        body="<@7> = New\\_Member, Rita, The \\*Cluster\\*, Mr-X, 2026-07-01 14:30 CEST <:crest:5>",
        footer="New_Member New_Member in The *Cluster*",
        crest_url="https://example.org/crest.png",
        ping=True,
        notice="<@7> is in Dawn Wardens",
    )


def test_the_default_row_and_the_plain_notice_fill_in() -> None:
    made = welcome({"CLAN": ""})

    assert (made.title, made.body, made.footer) == ("Welcome to F-IT!", "Hello <@7>", "")
    assert made.notice == "<@7> has joined **F-IT**. Say hello!"
    assert not made.ping


def test_a_body_of_which_nothing_is_left_counts_as_empty() -> None:
    assert (
        welcome({"BODY": "{CLANLEAD} will write to you.", "CLANLEAD": "n/a"}).body == "Hello <@7>"
    )


@pytest.mark.parametrize(
    ("own", "tag", "reason"),
    [
        ({}, "NOX", "no row with the tag “NOX”"),
        ({}, "**@everyone**", "\\*\\*@\u200beveryone\\*\\*"),
        ({}, "", "no row"),
        ({}, "c1c", "default for all clans"),
        ({"ACTIVE": "N"}, "F-IT", "F-IT (row 3) is switched off: ACTIVE is “N”"),
        ({"ACTIVE": ""}, "F-IT", "switched off"),
        ({"TARGET_CHANNEL_ID": ""}, "F-IT", "no TARGET_CHANNEL_ID for F-IT (row 3)"),
        ({"TARGET_CHANNEL_ID": "#hall"}, "F-IT", "is “#hall”, which is no channel's id"),
    ],
)
def test_refusals_say_why(own: dict[str, str], tag: str, reason: str) -> None:
    with pytest.raises(WelcomeRefused) as caught:
        welcome(own, tag)
    assert reason in str(caught.value)


@pytest.mark.parametrize("body", ["", "{DEPUTIES}"])
def test_no_body_anywhere(body: str) -> None:
    with pytest.raises(WelcomeRefused, match="no BODY for F-IT"):
        welcome({"BODY": body}, default={"TAG": "C1C"})


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/a.png?x=1", True),
        ("https://example.org", True),
        ("http://example.org/a.png", False),
        ("https://localhost/a.png", False),
        ("https://example.org/a b.png", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://example.org/" + "a" * 2000, False),
    ],
)
def test_crest_addresses(address: str, kept: bool) -> None:
    assert welcome({"CREST_URL": address}).crest_url == (address if kept else "")


MENTIONS = re.compile(r"@everyone|@here|<@!?&?\d+>|<#\d+>")
CUSTOM_EMOJI = re.compile(r"(?<!\\)<a?:\w+:\d+>")
PIECES = (
    *("@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "<:x:1>", "<a:x:1>", "\\", "`"),
    *("{MENTION}", "{EMOJI:crest}", "{CLAN}", "{", "}", "<", "@", "a", "\n", "**", "||"),
)
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@given(typed=HOSTILE | st.text(max_size=40))
def test_what_people_typed_mentions_and_draws_nothing(typed: str) -> None:
    facts = Facts(mention="<@7>", username=typed, inviter=typed, guild=typed, now=FACTS.now)
    text = "{USERNAME} {INVITER} {GUILD} {CLAN} {CLANTAG}\n{CLANLEAD} {DEPUTIES}"
    own = OWN | {"CLAN": typed, "CLANLEAD": typed, "DEPUTIES": typed}
    own |= {"TITLE": text, "BODY": text + " x", "FOOTER": text, "GENERAL_NOTICE": text}
    rows = [list(HEADERS), [own.get(header, "") for header in HEADERS]]

    made = compose(parse_templates(rows), "F-IT", facts, token)

    for shown in (made.title, made.body, made.notice):
        assert not MENTIONS.search(shown)
        assert not CUSTOM_EMOJI.search(shown)
        assert "<@7>" not in shown
    assert not MENTIONS.search(made.footer)


@given(written=HOSTILE)
def test_a_template_itself_can_only_mention_the_new_member(written: str) -> None:
    made = welcome({"TITLE": written, "BODY": written + " x", "GENERAL_NOTICE": written + " x"})

    for shown in (made.title, made.body, made.notice):
        assert "@everyone" not in shown
        assert "@here" not in shown
        assert set(re.findall(r"<@[!&]?\d+>", shown)) <= {"<@7>"}
