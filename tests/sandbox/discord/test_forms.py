"""What Discord refuses in a form, where it says so, and what it takes."""

import io
from typing import Any

import aiohttp
import pytest

from sandbox.discord.forms.components import is_emoji
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import take_from_bots
from tests.sandbox.discord.wire import Api, api

__all__ = ["api"]

Case = dict[str, Any]


def button(**more: object) -> Case:
    base: Case = {"type": 2, "style": 1, "custom_id": "a", "label": "A"}
    return {key: value for key, value in {**base, **more}.items() if value is not None}


def menu(options: list[Case], **more: object) -> Case:
    return {"type": 3, "custom_id": "m", "options": options, **more}


def option(number: int, **more: object) -> Case:
    return {"label": f"L{number}", "value": f"{number}", **more}


def row(*children: Case) -> Case:
    return {"components": [{"type": 1, "components": list(children)}]}


E, R, ROW = ("embeds", 0), "BASE_TYPE_REQUIRED", ("components", 0, "components", 0)
EMOJI = "BUTTON_COMPONENT_INVALID_EMOJI"
REFUSED: list[tuple[Case, tuple[str | int, ...], str]] = [
    ({"content": "x" * 2001}, ("content",), "BASE_TYPE_MAX_LENGTH"),
    ({"content": 7}, ("content",), "STRING_TYPE_CONVERT"),
    ({"nonce": "n" * 26, "content": "x"}, ("nonce",), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": "x"}, ("embeds",), "LIST_TYPE_CONVERT"),
    ({"embeds": [{}]}, (*E, "description"), R),
    ({"embeds": [{"color": 1}]}, (*E, "description"), R),
    ({"embeds": [{"title": " "}]}, (*E, "description"), R),
    ({"embeds": [{"title": "t" * 257}]}, (*E, "title"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"description": "t" * 4097}]}, (*E, "description"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"title": "t", "color": 1 << 24}]}, (*E, "color"), "NUMBER_TYPE_MAX"),
    ({"embeds": [{"title": "t", "timestamp": "now"}]}, (*E, "timestamp"), "DATE_TIME_TYPE_PARSE"),
    ({"embeds": [{"fields": [{"name": "n", "value": " "}]}]}, (*E, "fields", 0, "value"), R),
    ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, (*E, "fields", 0, "name"), R),
    (
        {"embeds": [{"fields": [{"name": "n", "value": "v" * 1025}]}]},
        (*E, "fields", 0, "value"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
        (*E, "fields"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    ({"embeds": [{"title": "t"}] * 11}, ("embeds",), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"description": "d" * 3001}] * 2}, ("embeds",), "MAX_EMBED_SIZE_EXCEEDED"),
    ({"embeds": [{"title": "t", "url": "nowhere"}]}, (*E, "url"), "URL_TYPE_INVALID_SCHEME"),
    ({"embeds": [{"title": "t", "url": "https://"}]}, (*E, "url"), "URL_TYPE_INVALID_URL"),
    (
        {"embeds": [{"image": {"url": "ftp://a.b/c.png"}}]},
        (*E, "image", "url"),
        "URL_TYPE_INVALID_SCHEME",
    ),
    ({"embeds": [{"author": {"name": ""}}]}, (*E, "author", "name"), R),
    ({"embeds": [{"footer": {"text": " "}}]}, (*E, "footer", "text"), R),
    (row(button(label=None)), (*ROW, "label"), R),
    (row(button(label=" ")), (*ROW, "label"), R),
    (row(button(label="l" * 81)), (*ROW, "label"), "BASE_TYPE_MAX_LENGTH"),
    (row(button(custom_id=None)), (*ROW, "custom_id"), R),
    (row(button(custom_id="c" * 101)), (*ROW, "custom_id"), "BASE_TYPE_BAD_LENGTH"),
    (row(button(style=7)), (*ROW, "style"), "NUMBER_TYPE_MAX"),
    (row(button(style=5, custom_id=None)), (*ROW, "url"), R),
    (
        row(button(style=5, custom_id=None, url="x:y")),
        (*ROW, "url"),
        "URL_TYPE_INVALID_SCHEME",
    ),
    (row(button(emoji={"id": "123", "name": "gone"})), (*ROW, "emoji", "id"), EMOJI),
    (row(button(emoji={"name": "smile"})), (*ROW, "emoji", "name"), EMOJI),
    (row(button(emoji={})), (*ROW, "emoji", "name"), EMOJI),
    (
        row(button(), button()),
        ("components", 0, "components", 1, "custom_id"),
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    (
        row(*(button(custom_id=f"{n}") for n in range(6))),
        ("components", 0, "components"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (row(menu([option(n) for n in range(26)])), (*ROW, "options"), "BASE_TYPE_BAD_LENGTH"),
    (row(menu([])), (*ROW, "options"), "BASE_TYPE_BAD_LENGTH"),
    (
        row(menu([option(1, default=True), option(2, default=True)])),
        (*ROW, "options"),
        "SELECT_COMPONENT_TOO_MANY_DEFAULTS",
    ),
    (
        row(menu([option(1), option(1)])),
        (*ROW, "options", 1, "value"),
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    (row(menu([option(1, emoji={"name": "x"})])), (*ROW, "options", 0, "emoji", "name"), EMOJI),
    (row(menu([option(1)], placeholder="p" * 151)), (*ROW, "placeholder"), "BASE_TYPE_MAX_LENGTH"),
    (
        {"content": "x", "message_reference": {"message_id": "1"}},
        ("message_reference",),
        "REPLIES_UNKNOWN_MESSAGE",
    ),
]


@pytest.mark.parametrize(("body", "place", "code"), REFUSED)
async def test_a_message_is_refused_where_it_is_wrong(
    box: Sandbox, api: Api, body: Case, place: tuple[str | int, ...], code: str
) -> None:
    general = box.places.channels["general"]
    answer = await api.post(f"/channels/{general}/messages", **body)
    assert (answer.status, answer.body["code"]) == (400, 50035)
    assert answer.body["message"] == "Invalid Form Body"
    assert answer.problem(*place) == code
    assert not box.world.backend.messages[general]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": ""},
        {"content": " \n"},
        {"embeds": []},
        {"content": None, "embeds": None, "components": None},
        {"unheard_of": 1},
    ],
)
async def test_a_message_that_says_nothing_is_empty(box: Sandbox, api: Api, body: Case) -> None:
    answer = await api.post(f"/channels/{box.places.channels['general']}/messages", **body)
    assert (answer.status, answer.body["code"]) == (400, 50006)


TAKEN: list[tuple[Case, str]] = [
    ({"content": "  hi \n"}, "hi"),
    ({"content": "hi", "embeds": None, "tts": None, "message_reference": None}, "hi"),
    ({"content": "hi", "unheard_of": {"a": 1}, "embed": {"title": "old"}}, "hi"),
    ({"embeds": [{"title": "t", "url": None, "color": None, "fields": []}]}, ""),
    ({"embeds": [{"image": {"url": "https://a.b/c.png"}}]}, ""),
    ({"embeds": [{"fields": [{"name": "\u200b", "value": "\u200b"}]}]}, ""),
    (row(button(label=None, emoji={"name": "💡"})), ""),
    (row(button(emoji={"id": None, "name": "◀️"})), ""),
    (row(menu([option(1, default=True), option(2, default=True)], max_values=2)), ""),
    (
        {
            "content": "hi",
            "message_reference": {"message_id": "1", "fail_if_not_exists": False},
        },
        "hi",
    ),
]


@pytest.mark.parametrize(("body", "content"), TAKEN)
async def test_what_discord_takes_is_taken(
    box: Sandbox, api: Api, body: Case, content: str
) -> None:
    general = box.places.channels["general"]
    answer = await api.post(f"/channels/{general}/messages", **body)
    assert answer.status == 200, answer.body
    assert answer.body["content"] == content


async def test_a_reply_needs_its_message_and_the_right_to_read_it(box: Sandbox, api: Api) -> None:
    general, member = box.places.channels["general"], box.person("member")
    said = member.say(general, "hi")
    reply: Case = {"content": "yes", "message_reference": {"message_id": str(said)}}
    assert (await api.post(f"/channels/{general}/messages", **reply)).status == 200
    member.delete(general, said)
    refused = await api.post(f"/channels/{general}/messages", **reply)
    assert refused.problem("message_reference") == "REPLIES_UNKNOWN_MESSAGE"
    thread = member.open_thread(general, "old name")
    member.edit_thread(thread, name="new name")
    (renamed,) = (m.id for m in box.world.backend.messages[thread].values() if m.type == 4)
    reply["message_reference"] = {"message_id": str(renamed)}
    refused = await api.post(f"/channels/{thread}/messages", **reply)
    assert refused.problem("message_reference") == "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE"
    role = box.world.backend.get_role(box.places.guild_id, box.places.guild_id)
    role.permissions &= ~(1 << 16)
    take_from_bots(box, "read_message_history")
    refused = await api.post(f"/channels/{general}/messages", **reply)
    assert (refused.status, refused.body["code"]) == (403, 160002)


async def test_an_edit_may_empty_a_part_but_not_all(box: Sandbox, api: Api) -> None:
    general = box.places.channels["general"]
    body: Case = {"content": "a", "embeds": [{"title": "t"}]}
    sent = (await api.post(f"/channels/{general}/messages", **body)).body
    path = f"/channels/{general}/messages/{sent['id']}"
    assert (await api.patch(path, content=None)).body["content"] == ""
    refused = await api.patch(path, embeds=[])
    assert (refused.status, refused.body["code"]) == (400, 50006)
    refused = await api.patch(path, embeds=[{"fields": [{"name": "n", "value": ""}]}])
    assert refused.problem("embeds", 0, "fields", 0, "value") == R


async def test_an_answer_can_not_be_emptied_either(box: Sandbox, api: Api) -> None:
    general, app = box.places.channels["general"], box.world.apps["clanmatch"]
    app.commands[None] = {("hi", 1): {"id": "5", "name": "hi", "description": "d", "type": 1}}
    member = box.person("member")
    asked = member.slash(general, "clanmatch", "hi")
    (token,) = box.world.backend.interaction_owner
    hook = f"/webhooks/{app.user_id}/{token}"
    await api.post(f"/interactions/{asked.id}/{token}/callback", type=5)
    # Empty while it is "thinking…", which an edit must end with something.
    assert (await api.patch(f"{hook}/messages/@original")).body["code"] == 50006
    buttons = row(button(custom_id="on"))
    shown = (await api.patch(f"{hook}/messages/@original", content="hi", **buttons)).body
    more = (await api.post(hook, content="more")).body
    for path in (f"{hook}/messages/{more['id']}", f"{hook}/messages/{shown['id']}"):
        refused = await api.patch(path, content="", components=[])
        assert (refused.status, refused.body["code"]) == (400, 50006)

    pressed = member.click(general, int(shown["id"]), "on")
    token = next(it for it in box.world.backend.interaction_owner if it != token)
    path = f"/interactions/{pressed.id}/{token}/callback"
    emptied: Case = {"content": None, "components": []}
    assert (await api.post(path, type=7, data=emptied)).body["code"] == 50006
    assert (await api.post(path, type=7, data={"components": []})).status == 204


async def test_the_form_of_an_answer_lies_under_data(box: Sandbox, api: Api) -> None:
    general, app = box.places.channels["general"], box.world.apps["clanmatch"]
    command: Case = {"id": "5", "name": "hi", "description": "d", "type": 1, "options": []}
    app.commands[None] = {("hi", 1): command}
    asked = box.person("member").slash(general, "clanmatch", "hi")
    (token,) = box.world.backend.interaction_owner
    path = f"/interactions/{asked.id}/{token}/callback"
    refused = await api.post(path, type=4, data={"embeds": [{"color": 1}]})
    assert refused.problem("data", "embeds", 0, "description") == R
    assert (await api.post(path, type=4, data={"flags": 64})).body["code"] == 50006
    choices = [{"name": f"{n}", "value": "v"} for n in range(26)]
    refused = await api.post(path, type=8, data={"choices": choices})
    assert refused.problem("data", "choices") == "BASE_TYPE_MAX_LENGTH"
    # None of them has used up the interaction.
    assert (await api.post(path, type=4, data={"content": "hi"})).status == 204


COMMAND: Case = {"name": "clan", "description": "A clan."}


def text_option(**more: object) -> Case:
    return {"type": 3, "name": "tag", "description": "d", **more}


LONG = [{"name": f"{n}" * 50, "value": "v" * 50} for n in range(9)]
COMMANDS: list[tuple[Case, tuple[str | int, ...], str]] = [
    ({"name": "Clan"}, ("name",), "APPLICATION_COMMAND_INVALID_NAME"),
    ({"name": "a b"}, ("name",), "APPLICATION_COMMAND_INVALID_NAME"),
    ({"name": "x" * 33}, ("name",), "BASE_TYPE_BAD_LENGTH"),
    ({"description": ""}, ("description",), R),
    ({"description": "d" * 101}, ("description",), "BASE_TYPE_BAD_LENGTH"),
    (
        {"options": [text_option(name=f"o{n}") for n in range(26)]},
        ("options",),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"options": [text_option(), text_option()]},
        ("options", 1, "name"),
        "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED",
    ),
    (
        {"options": [text_option(), text_option(name="b", required=True)]},
        ("options", 1),
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    (
        {"options": [text_option(choices=[{"name": f"{n}", "value": "v"} for n in range(26)])]},
        ("options", 0, "choices"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        {"options": [text_option(choices=[{"name": "", "value": "v"}])]},
        ("options", 0, "choices", 0, "name"),
        R,
    ),
    (
        {"options": [text_option(name=f"o{n}", choices=LONG) for n in range(10)]},
        (),
        "APPLICATION_COMMAND_TOO_LARGE",
    ),
]


@pytest.mark.parametrize(("change", "place", "code"), COMMANDS)
async def test_a_command_is_refused_where_it_is_wrong(
    box: Sandbox, api: Api, change: Case, place: tuple[str | int, ...], code: str
) -> None:
    path = f"/applications/{box.world.apps['clanmatch'].application_id}/commands"
    refused = await api.post(path, **{**COMMAND, **change})
    assert (refused.status, refused.body["code"]) == (400, 50035)
    assert refused.problem(*place) == code
    refused = await api.call("PUT", path, json=[{**COMMAND, **change}])
    assert refused.problem(0, *place) == code


async def test_a_list_of_commands_has_its_own_limits(box: Sandbox, api: Api) -> None:
    path = f"/applications/{box.world.apps['clanmatch'].application_id}/commands"
    refused = await api.call("PUT", path, json=[COMMAND, COMMAND])
    assert refused.problem(1, "name") == "APPLICATION_COMMANDS_DUPLICATE_NAME"
    many = [{**COMMAND, "name": f"clan{n}"} for n in range(101)]
    assert (await api.call("PUT", path, json=many)).body["code"] == 30032
    taken = [{**COMMAND, "nsfw": False, "handler": 1, "name": "чат-บอท"}]
    assert (await api.call("PUT", path, json=taken)).status == 200


async def test_threads_have_names_and_a_few_archive_times(box: Sandbox, api: Api) -> None:
    path = f"/channels/{box.places.channels['general']}"
    assert (await api.post(f"{path}/threads", type=11)).problem("name") == R
    refused = await api.post(f"{path}/threads", type=11, name="x", auto_archive_duration=7)
    assert refused.problem("auto_archive_duration") == "BASE_TYPE_CHOICES"
    thread = (await api.post(f"{path}/threads", type=11, name="x", unheard_of=1)).body["id"]
    refused = await api.patch(f"/channels/{thread}", name="x" * 101)
    assert refused.problem("name") == "BASE_TYPE_BAD_LENGTH"
    assert (await api.patch(f"/channels/{thread}", name="y", unheard_of=1)).body["name"] == "y"


async def test_25_mebibytes_are_the_most(box: Sandbox, api: Api) -> None:
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"content": "big"}')
    form.add_field("files[0]", io.BytesIO(b"x" * (25 << 20)), filename="a.bin")
    path = f"/channels/{box.places.channels['general']}/messages"
    refused = await api.call("POST", path, data=form)
    assert (refused.status, refused.body["code"]) == (413, 40005)


async def test_a_reaction_needs_an_emoji_that_exists(box: Sandbox, api: Api) -> None:
    general = box.places.channels["general"]
    said = box.person("member").say(general, "hi")
    path = f"/channels/{general}/messages/{said}/reactions"
    for emoji in ("gone:123", "smile", "7"):
        answer = await api.call("PUT", f"{path}/{emoji}/@me")
        assert (answer.status, answer.body["code"]) == (400, 10014)
        box.world.clock.travel(1)
    crest = box.places.emoji["C1C"]
    assert (await api.call("PUT", f"{path}/C1C:{crest}/@me")).status == 204


@pytest.mark.parametrize("text", ["💡", "◀️", "▶", "✅", "1️⃣", "🇩🇪", "👩‍💻", "‼️", "©️", "⬅"])
def test_emoji(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize("text", ["", "a", "7", "smile", "!", "💡 on", "é", "x" * 17, " "])
def test_no_emoji(text: str) -> None:
    assert not is_emoji(text)
