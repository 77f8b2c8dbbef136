"""A deploy: two processes of the bot at once, and nobody notices."""

import asyncio
import re
from collections import Counter
from pathlib import Path

import pytest

from sandbox.discord.people.interactions import Asked
from sandbox.discord.wire import Payload
from shared.keepalive.lifetime import ExitStatus
from tests.process.clanmatch.scene import (
    BOT,
    SEEN_S,
    START_S,
    Scene,
    controls,
    labelled,
    open_scene,
)
from tests.process.harness import BotProcess

pytestmark = [pytest.mark.process, pytest.mark.long]

# Who says what, and which command that is. Nobody twice: there is a cool-down.
SAID = (
    ("member", "!clan NOX", "clan"),
    ("newcomer", "!clansearch", "clansearch"),
    ("recruiter", "!clanmatch", "clanmatch"),
    ("scout", "!help", "help"),
    ("admin", "!health", "health"),
    ("lead", "!mmhealth", "mmhealth"),
)


@pytest.mark.timeout(240)
async def test_two_processes_answer_once(tmp_path: Path) -> None:
    async with open_scene(tmp_path) as scene, scene.bot() as old, scene.bot() as new:
        both = (old, new)
        await asyncio.gather(*(bot.wait_until_ready(within=START_S) for bot in both))
        await the_daily_summary_is_posted_once(scene, both)
        await commands_are_answered_once(scene, both)
        await a_mistake_is_answered_once(scene)
        await slash_commands_are_answered_once(scene)
        await a_search_is_posted_once(scene)
        old.terminate()
        assert await old.wait_exit(within=20) == ExitStatus.STOPPED
        await the_new_one_goes_on(scene)
        for bot in both:
            assert "Traceback" not in bot.output, bot.output


async def the_daily_summary_is_posted_once(scene: Scene, both: tuple[BotProcess, ...]) -> None:
    """Neither finds today's summary at its start, so both set out to post it."""
    done = re.compile(r"job daily summary: (posted the summary of|the summary of .* is posted)")
    await scene.until(lambda: bool(scene.posts("recruiters")), START_S)
    for bot in both:
        await bot.wait_for_health(lambda _, it=bot: bool(done.search(it.output)), within=START_S)
    assert len(scene.posts("recruiters")) == 1


async def commands_are_answered_once(scene: Scene, both: tuple[BotProcess, ...]) -> None:
    for person, words, _ in SAID:
        scene.box.person(person).say(scene.place("commands"), words)
    for bot in both:
        await bot.wait_for_health(
            lambda metrics: all(_ran(metrics.text, command) for *_, command in SAID),
            within=SEEN_S,
            path="/metrics",
        )
    posts = scene.posts("commands")
    assert len(posts) == len(SAID), [post["content"] for post in posts]
    assert max(Counter(_gist(post) for post in posts).values()) == 1


async def a_mistake_is_answered_once(scene: Scene) -> None:
    scene.box.person("member").say(scene.place("general"), "!clan no such clan anywhere")
    attempts = f"/channels/{scene.place('general')}/messages"
    await scene.until(lambda: len(scene.calls("POST", attempts)) == 2)
    assert len(scene.posts("general")) == 1


async def slash_commands_are_answered_once(scene: Scene) -> None:
    await scene.until(lambda: bool(scene.box.world.apps[BOT].commands))
    person, place = scene.box.person("owner"), scene.place("general")
    for command, options in (("clan", {"clan": "NOX"}), ("ping", {}), ("health", {})):
        asked = person.slash(place, BOT, command, options)
        await is_tried_by_both(scene, asked)
        answer = await asked.finished()
        assert answer.message is not None
        assert answer.message["embeds"] or answer.message["content"]
        assert not asked.followups()


async def a_search_is_posted_once(scene: Scene) -> None:
    person, place = scene.box.person("newcomer"), scene.place("commands")
    panel = next(post for post in scene.posts("commands") if _first_id(post).startswith("p1:m:"))
    before = len(scene.posts("commands"))
    for words in ("CvC", "Search"):
        panel = scene.message("commands", panel["id"])
        click = person.click(place, int(panel["id"]), labelled(panel, words).custom_id)
        await is_tried_by_both(scene, click)
    await scene.until(lambda: len(scene.posts("commands")) > before)
    # The last thing that a search does is to note its results in the panel.
    await scene.until(
        lambda: scene.message("commands", panel["id"])["components"] != panel["components"]
    )
    assert len(scene.posts("commands")) == before + 1


async def the_new_one_goes_on(scene: Scene) -> None:
    before = len(scene.posts("commands"))
    scene.box.person("scout").say(scene.place("commands"), "!mmhealth")
    await scene.until(lambda: len(scene.posts("commands")) == before + 1)


async def is_tried_by_both(scene: Scene, asked: Asked) -> None:
    """Both instances try to answer, and the person sees no failure."""
    assert not (await asked.answer()).failed
    beginning = f"/interactions/{asked.id}/"
    await scene.until(lambda: len(scene.calls("POST", beginning)) >= 2)
    statuses = sorted(call.status for call in scene.calls("POST", beginning))
    assert statuses[0] in (200, 204)
    assert set(statuses[1:]) == {400}


def _ran(metrics: str, command: str) -> bool:
    return f'bot_commands_total{{command="{command}"}} 1.0' in metrics


def _gist(post: Payload) -> tuple[str, str, str]:
    embeds = post["embeds"]
    return post["content"], embeds[0].get("title", "") if embeds else "", _first_id(post)


def _first_id(post: Payload) -> str:
    return next((control.custom_id for control in controls(post)), "")
