"""The control API: what the page asks and does, and who else may not."""

import json
from collections.abc import AsyncGenerator
from typing import Any, cast

import aiohttp
import pytest
from google.auth import crypt, jwt

from sandbox.control.stage import open_stage
from sandbox.control.switches.board import SWITCHES
from sandbox.discord.tickets.markers import CloseShape, Voice
from sandbox.sheets.sample import WELCOMECREW_ID
from shared.timing.clock import SystemClock
from tests.sandbox.page import Page

APPS = ("clanmatch", "welcomecrew")


@pytest.fixture
async def page() -> AsyncGenerator[Page]:
    async with open_stage(apps=()) as stage, aiohttp.ClientSession() as session:
        yield Page(stage, session)


# ------------------------------------------------------------------------------ who may ask


FOREIGN = [
    {"Host": "evil.example"},
    {"Host": "evil.example:8800"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/", "/page/main.js", "/sandbox/world", "/sandbox/feed"])
async def test_a_foreign_name_or_page_is_refused(
    page: Page, path: str, headers: dict[str, str]
) -> None:
    async with page.session.get(page.url + path, headers=headers) as response:
        assert response.status == 403


async def test_a_form_of_another_page_changes_nothing(page: Page) -> None:
    url = f"{page.url}/sandbox/faults/refuse"
    async with page.session.post(url, data={"on": "true"}) as response:
        assert response.status == 415
    headers = {"Origin": "http://evil.example"}
    async with page.session.post(url, json={"on": True}, headers=headers) as response:
        assert response.status == 403
    assert (await page.ask("faults"))["active"] == 0


async def test_it_listens_on_this_machine_only_and_says_what_the_page_may_load(page: Page) -> None:
    assert page.url.startswith("http://127.0.0.1:")
    async with page.session.get(f"{page.url}/") as response:
        policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "name", ["no.js", "..%2fserver.py", "%2e%2e/server.py", "main.py", "index.html"]
)
async def test_only_parts_of_the_page_are_served(page: Page, name: str) -> None:
    async with page.session.get(f"{page.url}/page/{name}") as response:
        assert response.status == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"as": "x", "text": 1}', b'{"as": 1}'])
async def test_what_is_not_understood_is_named(page: Page, body: bytes) -> None:
    url = f"{page.url}/sandbox/channels/{page.places.channels['general']}/say"
    headers = {"Content-Type": "application/json"}
    async with page.session.post(url, data=body, headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["problem"].startswith("Not understood")


# ---------------------------------------------------------------------------------- people


async def test_people_talk_react_and_reply(page: Page) -> None:
    channel, kofi = page.places.channels["general"], page.places.people["member"]
    status, said = await page.act(f"channels/{channel}/say", **{"as": kofi}, text="hello")
    assert status == 200
    reply = {"as": page.places.people["lead"], "text": "hi", "reply_to": said["id"]}
    assert (await page.act(f"channels/{channel}/say", **reply))[0] == 200
    react = {"as": kofi, "message": said["id"], "emoji": "🎉"}
    assert (await page.act(f"channels/{channel}/react", **react))[0] == 200
    told = await page.ask(f"channels/{channel}/messages?as={kofi}")
    first, second = told["messages"]
    assert (first["content"], first["reactions"][0]["count"]) == ("hello", 1)
    assert first["reactions"][0]["me"] is True
    assert second["referenced_message"]["content"] == "hello"
    assert (await page.act(f"channels/{channel}/react", **react, on=False))[0] == 200
    told = await page.ask(f"channels/{channel}/messages?as={kofi}")
    assert told["messages"][0]["reactions"] == []


async def test_everyone_sees_and_does_only_what_they_may(page: Page) -> None:
    staff, kofi = page.places.channels["recruitment"], page.places.people["member"]
    assert (await page.act(f"channels/{staff}/say", **{"as": kofi}, text="psst"))[0] == 409
    assert await page.read("recruitment", "member") == []
    world = await page.ask(f"world?as={kofi}")
    names = {channel["name"] for channel in world["channels"]}
    assert "general" in names
    assert "recruitment" not in names


async def test_a_stranger_is_shown_as_the_recruiter(page: Page) -> None:
    for wanted in ("", "1", "x"):
        world = await page.ask(f"world?as={wanted}")
        assert world["me"] == str(page.places.people["recruiter"])
    async with page.session.get(f"{page.url}/sandbox/channels/1/messages") as response:
        assert response.status == 404


# -------------------------------------------------------------------------------- the feed


async def test_the_feed_tells_each_topic_once(page: Page) -> None:
    channel, kofi = page.places.channels["general"], page.places.people["member"]
    async with page.session.ws_connect(f"{page.url}/sandbox/feed") as feed:
        for text in ("one", "two", "three"):
            page.stage.box.world.backend.create_message(channel, kofi, text)
        page.stage.box.sheets.set_cell(WELCOMECREW_ID, "Sheet1", 2, 1, "x")
        page.stage.box.faults.gateway("refuse")
        told = await feed.receive_json(timeout=5)
        assert told["changed"] == [f"channel:{channel}", "faults", "sheets"]
        # Faults of Sheets too, so that the page offers to mend them.
        page.stage.box.sheets.faults.set("hang")
        assert (await feed.receive_json(timeout=5))["changed"] == ["faults"]


# ---------------------------------------------------------------------------------- faults


@pytest.fixture
async def hosted() -> AsyncGenerator[Page]:
    """Both bots are known to the faults, but none of them runs."""
    async with open_stage(apps=APPS, start=False) as stage, aiohttp.ClientSession() as session:
        yield Page(stage, session)


@pytest.mark.parametrize("bot", ["*", "clanmatch"])
async def test_every_switch_can_be_switched_on_and_off(hosted: Page, bot: str) -> None:
    for switch in SWITCHES:
        status, told = await hosted.act(f"faults/{switch.id}", on=True, bot=bot)
        assert (status, told["active"]) == (200, 0 if switch.is_on is None else 1), switch.id
        lines = {it["id"]: it for it in await _lines(hosted, bot)}
        assert lines[switch.id].get("on", True) is True
        told = (await hosted.act(f"faults/{switch.id}", on=False, bot=bot))[1]
        assert told["active"] == 0, switch.id


async def test_one_bot_can_be_mended_without_the_other(hosted: Page) -> None:
    await hosted.act("faults/refuse", on=True)
    await hosted.act("faults/refuse", on=False, bot="clanmatch")
    on = {bot: (await _lines(hosted, bot))[0]["on"] for bot in ("*", *APPS)}
    assert on == {"*": False, "clanmatch": False, "welcomecrew": True}


async def test_mend_mends_everything(hosted: Page) -> None:
    for switch in SWITCHES:
        await hosted.act(f"faults/{switch.id}", on=True)
    assert (await hosted.ask("faults"))["active"] > 10
    assert (await hosted.act("faults/mend"))[1] == {"active": 0}
    assert hosted.stage.box.faults.describe()["gateway"] == []


async def test_unknown_switches_and_bots_are_refused(hosted: Page) -> None:
    assert (await hosted.act("faults/nonsense"))[0] == 404
    assert (await hosted.act("faults/refuse", bot="nobody"))[0] == 404
    assert (await hosted.act("bots/nobody/stop"))[0] == 404


async def _lines(page: Page, bot: str) -> list[Any]:
    groups = (await page.ask(f"faults?bot={bot}"))["groups"]
    return [line for group in groups for line in group["switches"]]


# ---------------------------------------------------------------------------------- sheets


async def test_a_person_edits_the_sheets(page: Page) -> None:
    tab = f"{WELCOMECREW_ID}/clanlist"
    before = (await _rows(page, tab))[1:]
    await page.act("sheets/insert-row", id=tab, row=2)
    await page.act("sheets/cell", id=tab, row=2, column=2, value="A")
    assert (await _rows(page, tab))[1][1] == "A"
    await page.act("sheets/sort", id=tab, row=1, column=2, descending=True)
    tags = [row[1] for row in (await _rows(page, tab))[1:]]
    assert tags == sorted(tags, reverse=True)
    await page.act("sheets/move-column", id=tab, column=2, by=-1)
    assert (await _rows(page, tab))[-1][0] == "A"
    await page.act("sheets/delete-row", id=tab, row=len(tags) + 1)
    assert len((await _rows(page, tab))[1:]) == len(before)
    assert (await page.act("sheets/cell", id="no/tab", row=1, column=1, value=""))[0] == 404


async def _rows(page: Page, tab: str) -> list[list[str]]:
    sheets = (await page.ask("sheets"))["sheets"]
    return next(sheet["rows"] for sheet in sheets if sheet["id"] == tab)


# --------------------------------------------------------------------------------- tickets


async def test_the_life_of_a_ticket(page: Page) -> None:
    me = {"as": page.places.people["newcomer"]}
    status, made = await page.act("tickets/open", **me, kind="welcome")
    assert status == 200
    ticket = (await page.ask("tickets"))["tickets"][0]
    assert (ticket["id"], ticket["name"]) == (made["id"], "1001-Wren")
    thread = f"tickets/{made['id']}"
    assert (await page.act(f"{thread}/close", **me, tag="not a tag!"))[0] == 400
    await page.act(f"{thread}/close", **me, tag="c1ce")
    for verb, field, value in (
        ("archive", "archived", True),
        ("unarchive", "archived", False),
        ("lock", "locked", True),
        ("unlock", "locked", False),
    ):
        assert (await page.act(f"{thread}/{verb}", **me))[0] == 200
        assert (await page.ask("tickets"))["tickets"][0][field] is value
    await page.act(f"{thread}/reopen", **me)
    told = await page.ask(f"channels/{made['id']}/messages?as={me['as']}")
    words = " | ".join(message["content"] for message in told["messages"])
    assert "Ticket closed by" in words
    assert "reopened" in words
    assert (await page.ask("tickets"))["tickets"][0]["name"] == "1001-Wren-C1CE"
    assert (await page.act("tickets/1/close", **me))[0] == 404


async def test_a_ticket_is_opened_and_closed_in_many_ways(page: Page) -> None:
    me = {"as": page.places.people["lead"]}
    told = await page.ask("tickets")
    assert {it["id"] for it in told["shapes"]} == set(CloseShape)
    assert {it["id"] for it in told["voices"]} == set(Voice)
    for voice in Voice:
        made = (await page.act("tickets/open", **me, kind="welcome", decoy=True))[1]
        how = {"shape": "field", "voice": voice.value}
        assert (await page.act(f"tickets/{made['id']}/close", **me, **how))[0] == 200
        said = (await page.ask(f"channels/{made['id']}/messages?as={me['as']}"))["messages"]
        assert "won't be automatically reopened" in str(said[1]["embeds"])
        assert "closed" in str(said[-1]).lower(), voice
    ticket = (await page.ask("tickets"))["tickets"][0]["id"]
    assert (await page.act(f"tickets/{ticket}/close", **me, voice="nobody"))[0] == 400
    asleep = (await page.act("tickets/open", **me, kind="welcome", quiet=True))[1]
    page.stage.box.world.clock.travel(11)
    assert page.stage.box.auto_archive.look() == [int(asleep["id"])]


async def test_a_person_renames_a_thread_by_hand(page: Page) -> None:
    wren = page.places.people["newcomer"]
    _, made = await page.act("tickets/open", **{"as": wren})
    thread, where = int(made["id"]), f"channels/{made['id']}/rename"
    status, _ = await page.act(where, **{"as": page.places.people["member"], "name": "stolen"})
    assert status == 409, "not without Manage Threads"
    status, _ = await page.act(
        where, **{"as": page.places.people["lead"], "name": "1001-Wren-F-IT"}
    )
    assert status == 200
    assert page.stage.box.world.backend.get_thread(thread).name == "1001-Wren-F-IT"


async def test_refused_credentials_end_the_tokens_that_were_given(page: Page) -> None:
    page.stage.desk.apps = APPS
    tokens = page.stage.box.sheets.tokens
    held = f"Bearer {tokens.grant(signed(tokens.key_file('bot@example.org', page.url)))}"
    await page.act("faults/sheets-slow")
    assert tokens.bearer(held)
    await page.act("faults/sheets-refuse_token")
    assert tokens.bearer(held) is None, "or nobody would see it for an hour"


def signed(key_file: str) -> dict[str, str]:
    """What a bot sends to get a token."""
    key = json.loads(key_file)
    now = int(SystemClock().now().timestamp())
    claims = {"iss": key["client_email"], "scope": "sheets", "iat": now, "exp": now + 60}
    signer = cast("Any", crypt.RSASigner).from_service_account_info(key)
    assertion: bytes = jwt.encode(signer, claims)  # pyright: ignore[reportUnknownMemberType] - google-auth is untyped
    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    return {"grant_type": grant, "assertion": assertion.decode()}
