"""The real process without Sheets, and its crests out in the world."""

from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientSession
from PIL import Image
from yarl import URL

from sandbox.sheets.faults import Fault
from tests.process.clanmatch.scene import (
    BUTTON,
    START_S,
    Scene,
    labelled,
    open_scene,
)

pytestmark = pytest.mark.process

PATIENCE = {"SHEETS_DEADLINE_SEC": "2"}


@pytest.mark.timeout(180)
async def test_sheets_down_from_the_start(tmp_path: Path) -> None:
    async with open_scene(tmp_path) as scene, scene.bot(**PATIENCE) as bot:
        scene.box.sheets.faults.set(Fault.UNAVAILABLE)
        await bot.wait_until_ready(within=START_S)
        health = await bot.wait_for_health(
            lambda answer: answer.body["components"]["sheets"]["ok"] is False, within=START_S
        )
        assert (health.status, health.body["status"]) == (200, "degraded")
        assert health.body["ok"] is True
        assert set(health.body["components"]) >= {"sheets", "roster"}
        # One instance stands in nobody's way: nothing is said of turns.
        assert "turn" not in health.body["components"]

        await clan_says_what_to_do(scene)
        await a_panel_says_what_to_do(scene)
        assert (await bot.get()).status == 200
        assert "Traceback" not in bot.output, bot.output


async def clan_says_what_to_do(scene: Scene) -> None:
    scene.box.person("member").say(scene.place("general"), "!clan NOX")
    await scene.until(lambda: bool(scene.posts("general")))
    says_what_to_do(scene.posts("general")[0]["content"])


async def a_panel_says_what_to_do(scene: Scene) -> None:
    """The panel opens, its filters work, and only the search needs what isn't there."""
    person, place = scene.box.person("member"), scene.place("commands")
    person.say(place, "!clansearch")
    await scene.until(lambda: bool(scene.posts("commands")))
    panel_id = scene.posts("commands")[0]["id"]
    for words in ("CvC", "Search"):
        control = labelled(scene.message("commands", panel_id), words)
        assert control.kind == BUTTON
        click = person.click(place, int(panel_id), control.custom_id)
        assert not (await click.answer()).failed
        if words == "Search":
            await scene.until(lambda it=click: bool(it.followups()))
            says_what_to_do(click.followups()[0]["content"])
    assert len(scene.posts("commands")) == 1


def says_what_to_do(words: str) -> None:
    assert words.startswith("I can't read the clan roster right now:")
    assert "`!health`" in words


@pytest.mark.timeout(120)
async def test_the_crest_of_a_profile_can_be_fetched(tmp_path: Path) -> None:
    # NOX has a crest of more bytes than that, C1CE's is below.
    options = {"EMOJI_MAX_BYTES": "2000", "EMOJI_PAD_SIZE": "128"}
    async with open_scene(tmp_path) as scene, scene.bot(**options) as bot, ClientSession() as web:
        await bot.wait_until_ready(within=START_S)
        scene.box.person("member").say(scene.place("commands"), "!clan C1CE")
        await scene.until(lambda: bool(scene.posts("commands")))
        address = URL(scene.posts("commands")[0]["embeds"][0]["thumbnail"]["url"])
        assert address.port == bot.port

        async with web.get(address) as crest:
            assert (crest.status, crest.content_type) == (200, "image/png")
            assert crest.headers["Cache-Control"] == "public, max-age=86400"
            with Image.open(BytesIO(await crest.read())) as picture:
                assert picture.size == (128, 128)
        async with web.get(address.without_query_params("s", "box")) as plain:
            with Image.open(BytesIO(await plain.read())) as picture:
                assert picture.size == (128, 128)
        async with web.get(address, headers={"If-None-Match": crest.headers["ETag"]}) as again:
            assert again.status == 304
        for source, status in (
            (f"{scene.box.url}/cdn/emojis/1.png", 404),
            (f"{scene.box.url}/cdn/emojis/{scene.box.places.emoji['NOX']}.png", 413),
            (f"{scene.box.url}/sandbox/bots", 400),
            ("https://example.com/emojis/1.png", 400),
        ):
            async with web.get(address.update_query(u=source)) as refused:
                assert refused.status == status, await refused.text()
