"""Panels and profiles of a process that was killed: everything on them works in the next one."""

from pathlib import Path

import pytest

from sandbox.discord.people.person import Person
from sandbox.discord.wire import Payload
from tests.process.clanmatch.scene import SELECT, START_S, Scene, controls, labelled, open_scene

pytestmark = pytest.mark.process

PLACE = "commands"


@pytest.mark.timeout(240)
async def test_everything_is_pressed_after_a_kill(tmp_path: Path) -> None:
    async with open_scene(tmp_path) as scene:
        async with scene.bot() as bot:
            await bot.wait_until_ready(within=START_S)
            recruiter, member = scene.box.person("recruiter"), scene.box.person("member")
            panels = [
                (recruiter, await asked(scene, recruiter, "!clanmatch")),
                (member, await asked(scene, member, "!clansearch")),
            ]
            profile = await asked(scene, scene.box.person("newcomer"), "!clan NOX")
            bot.kill()
            await bot.wait_exit(within=10)
        async with scene.bot() as bot:
            await bot.wait_until_ready(within=START_S)
            for person, panel_id in panels:
                await press_all_of_panel(scene, person, panel_id)
                await press_all_of_results(scene, person)
            await turn_over(scene, profile)
            assert "Traceback" not in bot.output, bot.output


async def asked(scene: Scene, person: Person, command: str) -> str:
    """Give a command; the id of what the bot posted."""
    before = {message["id"] for message in scene.posts(PLACE)}
    person.say(scene.place(PLACE), command)
    await scene.until(lambda: len(scene.posts(PLACE)) > len(before))
    return next(m["id"] for m in scene.posts(PLACE) if m["id"] not in before)


async def press(scene: Scene, person: Person, message_id: str, words: str) -> str:
    """Use the control of this label; what kind of answer came."""
    control = labelled(scene.message(PLACE, message_id), words)
    place, message = scene.place(PLACE), int(message_id)
    if control.kind == SELECT:
        used = person.select(place, message, control.custom_id, control.values[:1])
    else:
        used = person.click(place, message, control.custom_id)
    answer = await used.answer()
    assert not answer.failed, f"pressing {control.label!r} failed"
    await scene.until(lambda: not used.now().failed)
    return answer.kind


async def press_all_of_panel(scene: Scene, person: Person, panel_id: str) -> None:
    others = ("Clan Boss", "Hydra", "Chimera", "Play style", "CvC", "Siege", "Roster", "Reset")
    labels = [control.label for control in controls(scene.message(PLACE, panel_id))]
    assert len(labels) == len(others) + 1
    for words in others:
        before = scene.message(PLACE, panel_id)["components"]
        assert await press(scene, person, panel_id, words) == "update"
        assert scene.message(PLACE, panel_id)["components"] != before
    # Any clan without CvC: enough for a second page.
    for words in ("CvC", "CvC", "Roster", "Roster", "Roster", "Search"):
        await press(scene, person, panel_id, words)


def results(scene: Scene) -> Payload | None:
    """The results message, once it is there."""
    found = [m for m in scene.posts(PLACE) if any(c.label == "Close" for c in controls(m))]
    assert len(found) <= 1
    return found[0] if found else None


async def press_all_of_results(scene: Scene, person: Person) -> None:
    await scene.until(lambda: results(scene) is not None)
    shown = results(scene)
    assert shown is not None
    paging = ("◀ Prev", "Next ▶", "Close")
    labels = [c.label for c in controls(shown)]
    # These two answer, and leave the message as it is while the sheet does.
    others = [label for label in ("Choose a clan", "↻ Read again") if label in labels]
    assert "Choose a clan" in others
    for words in others:
        await press(scene, person, shown["id"], words)
    views = [label for label in labels if label not in (*paging, *others)]
    # The view that is shown comes last, so that each press changes something.
    for words in (*views[1:], *views[:1], "Next ▶", "◀ Prev"):
        before = scene.message(PLACE, shown["id"])
        await press(scene, person, shown["id"], words)
        assert scene.message(PLACE, shown["id"])["components"] != before["components"]
    await press(scene, person, shown["id"], "Close")
    await scene.until(lambda: results(scene) is None)


async def turn_over(scene: Scene, profile_id: str) -> None:
    """💡 as a reaction, then as the button: back to where it was."""
    person = scene.box.person("scout")
    first = side(scene, profile_id)
    person.react(scene.place(PLACE), int(profile_id), "💡")
    await scene.until(lambda: side(scene, profile_id) != first)
    assert await press(scene, person, profile_id, "Profile") == "update"
    assert side(scene, profile_id) == first


def side(scene: Scene, profile_id: str) -> str:
    return str(scene.message(PLACE, profile_id)["embeds"][0]["description"])
