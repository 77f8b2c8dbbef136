"""The tasks of a recruiter and of a member, step by step: a real process in the demo's world."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.discord.people.interactions import Asked
from sandbox.discord.wire import Payload
from tests.process.clanmatch.scene import BOT, Scene, labelled, open_scene

pytestmark = pytest.mark.process


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody at a channel or thread; each step waits until what it brings says some words."""

    scene: Scene
    person: Any
    place: int

    async def slash(self, command: str, option: str, value: str, words: str) -> Payload:
        asked = self.person.slash(self.place, BOT, command, {option: value})
        return await self._shown(asked, words)

    async def press(self, message: Payload, label: str, words: str) -> Payload:
        custom_id = labelled(message, label).custom_id
        asked = self.person.click(self.place, int(message["id"]), custom_id)
        return await self._shown(asked, words)

    async def choose(self, message: Payload, value: str, words: str) -> Payload:
        menu = message["components"][0]["components"][0]
        asked = self.person.select(self.place, int(message["id"]), menu["custom_id"], [value])
        return await self._shown(asked, words)

    async def _shown(self, asked: Asked, words: str) -> Payload:
        def told() -> list[Payload]:
            message = asked.now().message
            all_of_it = [*asked.followups(), *([message] if message else [])]
            return [each for each in all_of_it if words in str(each)]

        await asked.finished()
        await self.scene.until(lambda: bool(told()))
        return told()[0]


def value_of(message: Payload, tag: str) -> str:
    """The option that names the clan with this tag."""
    options = message["components"][0]["components"][0]["options"]
    return next(each["value"] for each in options if each["label"].endswith(f"· {tag}"))


@pytest.mark.timeout(120)
async def test_a_recruit_is_placed_in_four_steps_and_a_member_heard_in_three(
    tmp_path: Path,
) -> None:
    async with open_scene(tmp_path) as scene, scene.bot() as bot:
        await bot.wait_until_ready(within=60)
        await scene.until(lambda: "welcome" in _commands(scene))
        await a_recruit_is_placed(scene)
        await a_member_is_heard(scene)


async def a_recruit_is_placed(scene: Scene) -> None:
    newcomer = scene.box.person("newcomer")
    rec = Hand(scene, scene.box.person("recruiter"), scene.place("commands"))
    results = await rec.slash("clanmatch", "roster", "open spots", "Choose a clan")
    card = await rec.choose(results, value_of(results, "TQQS"), "Welcome here")
    asked = await rec.press(card, "Welcome here", "Who is new?")
    done = await rec.choose(asked, str(newcomer.id), "Welcomed")
    assert labelled(done, "Undo")
    # In the ticket's thread nobody asks who is new; here that one was welcomed a moment ago.
    rec = Hand(scene, rec.person, scene.box.tickets.open(newcomer))
    profile = await rec.slash("clan", "clan", "TQQS", "Choose this clan")
    card = await rec.press(profile, "Choose this clan", "Welcome here")
    await rec.press(card, "Welcome here", "was welcomed already")


async def a_member_is_heard(scene: Scene) -> None:
    member = Hand(scene, scene.box.person("member"), scene.place("commands"))
    found = await member.slash("clansearch", "roster", "open spots", "Choose a clan")
    card = await member.choose(found, value_of(found, "TQQS"), "interested")
    await member.press(card, "I'm interested", "The recruiters know now")
    line = scene.posts("recruiters")[-1]
    assert f"<@{member.person.id}> is interested in" in line["content"]


def _commands(scene: Scene) -> set[str]:
    listed = scene.box.person("recruiter").commands(scene.place("commands"))
    return {each["name"] for each in listed}
