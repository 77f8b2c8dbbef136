"""What is asked next, what an answer means, what there is to choose from."""

import base64
import json
from pathlib import Path

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.app import APP as CLANMATCH
from apps.clanmatch.features import ClanmatchSettings
from apps.welcomecrew.features import WelcomecrewSettings
from apps.welcomecrew.needs import needs as welcomecrew_needs
from shared.chat.findings import Need, PlaceKind
from shared.checkup.command_line import command_to_start
from shared.config.load import Settings
from shared.setup.answers import Word, agreed, meaning
from shared.setup.choices import Choice, Several, listed, picked
from shared.setup.course import Course, Facts, next_question
from shared.setup.keys import as_one_word, key_in_lines
from shared.setup.needed import is_mentioned, need_of
from shared.setup.questions import Kind, questions
from shared.setup.sights import Place, Role, Server, choices_on
from shared.setup.words import NOT_SHOWN, prompt, shown
from shared.sheets.service_account import ServiceAccount
from tests.fakes.service_account import service_account_json

CREW = questions(WelcomecrewSettings)
BY_FIELD = {each.field: each for each in CREW}
REQUIRED = [
    "discord_token",
    "welcome_channel_id",
    "promo_channel_id",
    "gspread_credentials",
    "google_sheet_id",
]
A, B = "123456789012345678", "223456789012345678"


def asked_in_order(facts: Facts, course: Course | None = None) -> list[str]:
    """Whoever answers each question with what is there already, or with a word."""
    course, fields = course or Course({}), list[str]()
    while (question := next_question(CREW, course, facts)) is not None:
        fields.append(question.field)
        course = course.answered(question.field, course.value(question.field) or "word")
    return fields


# --- which question next ---------------------------------------------------------------------


@pytest.mark.parametrize("settings", [ClanmatchSettings, WelcomecrewSettings])
def test_no_id_is_left_without_a_kind_of_thing_to_choose(settings: type[Settings]) -> None:
    """But users, whom a bot without the members intent can't list."""
    others = [each.field for each in questions(settings) if each.kind is Kind.OTHER]
    ids = [field for field in others if field.endswith(("_id", "_ids"))]
    assert set(ids) <= {"ticket_bot_ids", "sibling_bot_id", "shard_ids"}
    tabs = [each.field for each in questions(settings) if each.kind is Kind.TAB]
    assert len(tabs) >= 2


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (Facts(), REQUIRED),
        (Facts(servers=1), REQUIRED),
        (Facts(servers=2), [REQUIRED[0], "guild_ids", *REQUIRED[1:]]),
        (Facts(fixed=frozenset({"discord_token", "google_sheet_id"})), REQUIRED[1:4]),
        (Facts(tabs=("Sheet1", "CLANLIST")), [*REQUIRED, "sheet4_name"]),
        (
            Facts(tabs=(), made=frozenset({"sheet1_name", "sheet4_name"})),
            [*REQUIRED, "clanlist_tab_name"],
        ),
        (Facts(problems={"port": "should be a whole number"}), [*REQUIRED, "port"]),
    ],
)
def test_what_is_asked(facts: Facts, fields: list[str]) -> None:
    assert asked_in_order(facts) == fields


def test_what_is_wanted_comes_after_what_is_required_in_the_wanted_order() -> None:
    course = Course({"timezone": "UTC"}).wanting(["timezone", "log_channel_id"])
    assert asked_in_order(Facts(), course) == [*REQUIRED, "timezone", "log_channel_id"]


def test_back_asks_again_and_offers_what_was_said() -> None:
    course = Course({}).answered("discord_token", "one").answered("welcome_channel_id", A)
    before = course.back()
    question = next_question(CREW, before, Facts())
    assert question is not None
    assert question.field == "welcome_channel_id"
    assert before.value("welcome_channel_id") == A
    assert before.back().back() == before.back(), "before the first there is nothing"
    assert course.wanting(["discord_token"]).asked == ("welcome_channel_id",)


def test_an_empty_answer_takes_the_value_away() -> None:
    assert Course({"port": "1"}).answered("port", "").values == {}


# --- what a line means -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", Word.KEEP),
        ("  ", Word.KEEP),
        ("Back", Word.BACK),
        (" - ", Word.CLEAR),
        ("SKIP", Word.SKIP),
        (" general ", "general"),
        ("backlog", "backlog"),
    ],
)
def test_meaning(line: str, found: Word | str) -> None:
    assert meaning(line) == found


def test_agreed() -> None:
    assert agreed("")
    assert agreed("Yes ")
    assert not agreed("n")
    with pytest.raises(ValueError, match="yes, no or back"):
        agreed("perhaps")


CHOICES = [
    Choice(A, "#welcome-tickets"),
    Choice(B, "#promo-tickets", "the bot lacks Manage Threads there"),
    Choice("3" * 18, "#general"),
    Choice("4" * 18, "#general › Rita, Ann and 3"),
    Choice("5" * 18, "#2024"),
]


@pytest.mark.parametrize(
    ("line", "many", "values"),
    [
        ("1", False, [A]),
        (" 2 ", False, [B]),
        ("1, 2", True, [A, B]),
        ("1 2;2", True, [A, B]),
        ("general", False, ["3" * 18]),
        ("#GENERAL", False, ["3" * 18]),
        ("welc", False, [A]),
        ("rita, ann", False, ["4" * 18]),
        ("welcome, promo", True, [A, B]),
        ("1, promo", True, [A, B]),
        ("2024", False, ["5" * 18]),
        (f"https://discord.com/channels/{B}/{A}", False, [A]),
        (f"https://discord.com/channels/{B}/{A}/", False, [A]),
        (f"<#{A}>", False, [A]),
        (f"<@&{A}> <@&{B}>", True, [A, B]),
        ("9" * 18, False, ["9" * 18]),
    ],
)
def test_picked(line: str, many: bool, values: list[str]) -> None:
    assert [each.value for each in picked(line, CHOICES, many=many)] == values


@pytest.mark.parametrize(
    ("line", "many", "words"),
    [
        ("0", False, "no number 0"),
        ("6", False, "no number 6"),
        ("1 2", False, "choose one"),
        ("lobby", False, "nothing here is called 'lobby'"),
        (",", True, "by number or by name"),
    ],
)
def test_not_picked(line: str, many: bool, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        picked(line, CHOICES, many=many)


def test_a_name_that_fits_several_shows_those() -> None:
    with pytest.raises(Several) as several:
        picked("tickets", CHOICES, many=False)
    assert listed(CHOICES, several.value.numbers) == [
        "    1  #welcome-tickets",
        "    2  #promo-tickets  (the bot lacks Manage Threads there)",
    ]


def test_very_many_are_listed_in_part() -> None:
    lines = listed([Choice(str(n), f"#{n}") for n in range(100)])
    assert len(lines) == 41
    assert "60 more" in lines[-1]


@given(st.text(max_size=40), st.booleans())
def test_any_line_is_a_choice_or_told_to_be_none(line: str, many: bool) -> None:
    found: list[Choice] | str
    try:
        found = picked(line, CHOICES, many=many)
    except ValueError as error:
        found = str(error)
    assert found


# --- what there is to choose from ------------------------------------------------------------


def place(number: int, *kinds: PlaceKind, is_thread: bool = False) -> Place:
    nothing, everything = discord.Permissions.none(), discord.Permissions.all()
    return Place(number, f"#{number}", frozenset(kinds), is_thread, nothing, everything)


def test_only_places_of_the_needed_kind_are_offered_and_what_is_lacking_is_said() -> None:
    server = Server(
        1,
        "Home",
        places=(
            place(1, PlaceKind.POSTS, PlaceKind.TICKETS),
            place(2, PlaceKind.POSTS),
            place(3, PlaceKind.POSTS, PlaceKind.THREAD, is_thread=True),
        ),
        roles=(Role(7, "Scout", mentionable=False),),
    )
    rights = discord.Permissions(view_channel=True, send_messages=True)

    def offered(kind: PlaceKind, servers: tuple[Server, ...] = (server,)) -> list[tuple[str, str]]:
        need = Need("X", 0, rights, kind)
        found = choices_on(servers, Kind.PLACE, need, mentioned=False)
        return [(each.label, each.note) for each in found]

    lacks = "the bot lacks Send Messages, View Channel there"
    assert offered(PlaceKind.POSTS) == [("#1", lacks), ("#2", lacks), ("#3", "")]
    assert offered(PlaceKind.TICKETS) == [("#1", "")], "its threads are written in"
    assert offered(PlaceKind.THREAD) == [("#3", "")]
    other = Server(2, "Away", places=(place(4, PlaceKind.THREAD, is_thread=True),))
    assert [label for label, _ in offered(PlaceKind.THREAD, (server, other))] == [
        "#3 on Home",
        "#4 on Away",
    ]
    need = Need("X", 0, rights)
    (scout,) = choices_on([server], Kind.ROLE, need, mentioned=True)
    assert "let anyone @mention it" in scout.note
    (scout,) = choices_on([server], Kind.ROLE, need, mentioned=False)
    assert (scout.label, scout.note) == ("@Scout", "")


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("welcome_channel_id", PlaceKind.TICKETS),
        ("promo_channel_id", PlaceKind.TICKETS),
        ("log_channel_id", PlaceKind.POSTS),
        ("notify_channel_id", PlaceKind.POSTS),
    ],
)
def test_what_a_place_must_be_is_what_the_bot_needs_there(field: str, kind: PlaceKind) -> None:
    variable = BY_FIELD[field].variable
    need = need_of(WelcomecrewSettings, welcomecrew_needs, {}, field, variable)
    assert (need.variable, need.kind) == (variable, kind)


def test_the_needs_follow_the_other_answers() -> None:
    def kind(values: dict[str, str]) -> PlaceKind:
        name = "panel_fixed_thread_id"
        return need_of(ClanmatchSettings, CLANMATCH.needs, values, name, name.upper()).kind

    assert kind({}) is PlaceKind.POSTS
    assert kind({"panel_thread_mode": "fixed"}) is PlaceKind.THREAD


def test_which_roles_are_mentioned() -> None:
    def mentioned(field: str) -> bool:
        return is_mentioned(ClanmatchSettings, CLANMATCH.roles, {}, field)

    assert mentioned("role_id_recruitment_scout")
    assert not mentioned("recruiter_role_ids")


# --- the key ---------------------------------------------------------------------------------


def test_a_key_in_every_form_comes_line_by_line() -> None:
    document = service_account_json()
    account = ServiceAccount.parse(document)
    word = as_one_word(account)
    wrapped = [word[at : at + 76] for at in range(0, len(word), 76)]
    for lines in (
        [json.dumps(json.loads(document))],
        json.dumps(json.loads(document), indent=2).splitlines(),
        [word],
        wrapped,
        base64.encodebytes(document.encode()).decode().splitlines(),
    ):
        for some in range(1, len(lines)):
            assert key_in_lines(lines[:some]) is None
        assert key_in_lines(lines) == account
    assert ServiceAccount.parse(word) == account, "what is written is what was read"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["no-such.json"], "file that is not there"),
        (["AIzaSyD"], "an API key"),
        (['{"installed": {}}'], "an OAuth client"),
        (["{", '"type": "service_account",', ""], "not valid JSON"),
        (["hello"], "neither JSON nor base64"),
    ],
)
def test_what_is_no_key_is_told_at_once_or_after_an_empty_line(
    lines: list[str], words: str
) -> None:
    for some in range(1, len(lines)):
        assert key_in_lines(lines[:some]) is None
    with pytest.raises(ValueError, match=words):
        key_in_lines(lines)


# --- words -----------------------------------------------------------------------------------


def test_prompts_say_what_enter_does() -> None:
    log = BY_FIELD["log_channel_id"]
    choices = [Choice(A, "#bot-log")]
    assert prompt(log, Course({}), choices) == "  number or name [Enter for none] > "
    course = Course({"log_channel_id": A}, asked=("discord_token",))
    assert prompt(log, course, choices) == (
        "  number or name [Enter keeps #bot-log, - for none, back] > "
    )
    assert prompt(BY_FIELD["timezone"], Course({}), []) == "  [Enter for UTC] > "
    assert prompt(BY_FIELD["welcome_channel_id"], Course({}), []) == "  > "


@pytest.mark.parametrize(
    "field", ["discord_token", "gspread_credentials", "redis_url", "heartbeat_url"]
)
def test_no_secret_is_shown(field: str) -> None:
    assert shown(BY_FIELD[field], "a-secret") == NOT_SHOWN


def test_the_command_that_starts_the_bot() -> None:
    setup = ["/my bots/python", "-m", "apps.clanmatch", "--setup"]
    assert command_to_start(setup, Path(".env")) == "'/my bots/python' -m apps.clanmatch"
    other = Path(".env.clanmatch")
    for given_file in (["--env-file", ".env.clanmatch"], ["--env-file=.env.clanmatch"], []):
        assert command_to_start([*setup, *given_file], other) == (
            "'/my bots/python' -m apps.clanmatch --env-file .env.clanmatch"
        )
