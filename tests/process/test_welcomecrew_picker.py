"""A tag question outlives the process that asked it, over real sockets."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.discord.people.person import Person
from sandbox.discord.tickets.ticket_bot import TicketBot
from sandbox.server import Sandbox
from sandbox.sheets.sample import WELCOMECREW_ID
from tests.process.harness import BotProcess

pytestmark = pytest.mark.process

MODULE = "apps.welcomecrew"


class Scene:
    """The sandbox's ticket bot and people, as this test needs them."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.places = box.places
        self.tickets = TicketBot(
            box.world,
            self.person("ticketbot"),
            welcome_id=box.places.channels["welcome_tickets"],
            promo_id=box.places.channels["promo_tickets"],
        )

    def person(self, name: str) -> Person:
        return Person(self.box.world, self.places.people[name])

    def thread(self, thread_id: int) -> Any:
        return self.box.world.backend.channels[thread_id]

    def questions(self, thread_id: int) -> list[dict[str, Any]]:
        said = self.person("admin").reads(thread_id)
        return [message for message in said if message["components"]]

    def select_id(self, question: dict[str, Any]) -> str:
        select = question["components"][0]["components"][0]
        return str(select["custom_id"])

    def rows(self) -> list[list[str]]:
        return [row for row in self.box.sheets.rows(WELCOMECREW_ID, "Sheet1")[1:] if any(row)]


def close_and_archive(scene: Scene, thread: int, closer: Person) -> None:
    scene.tickets.close(thread, closer, archive=True)


def close_archive_and_lock(scene: Scene, thread: int, closer: Person) -> None:
    scene.tickets.close(thread, closer, archive=True, lock=True)


def only_archive(scene: Scene, thread: int, _closer: Person) -> None:
    scene.person("ticketbot").edit_thread(thread, archived=True)


@pytest.mark.parametrize("close", [close_and_archive, close_archive_and_lock, only_archive])
async def test_a_question_survives_a_kill_and_is_answered_once(
    close: Callable[[Scene, int, Person], None], tmp_path: Path
) -> None:
    async with Sandbox.open() as box:
        scene = Scene(box)
        env = box.bot_env("welcomecrew") | {"STATE_DIR": str(tmp_path)}
        closer, newcomer = scene.person("recruiter"), scene.person("newcomer")
        async with BotProcess.open(MODULE, env, folder=tmp_path) as bot:
            await bot.wait_until_ready()
            thread = scene.tickets.open(newcomer, name="0042-Wren")
            close(scene, thread, closer)
            await box.records.until(lambda: bool(scene.questions(thread)), within=20)
            question = scene.questions(thread)[0]
            assert not scene.thread(thread).thread_metadata.archived
            bot.kill()
            await bot.wait_exit(within=10)
        async with BotProcess.open(MODULE, env, folder=tmp_path) as bot:
            await bot.wait_until_ready()
            # Somebody else is refused, in private.
            select = scene.select_id(question)
            scene.person("member").select(thread, int(question["id"]), select, ["NOX"])
            closer.select(thread, int(question["id"]), select, ["EMB"])
            await box.records.until(lambda: scene.thread(thread).name == "Closed-0042-Wren-EMB")
            await box.records.until(lambda: scene.thread(thread).thread_metadata.archived)
            assert [row[:3] for row in scene.rows()] == [["0042", "Wren", "EMB"]]
            assert scene.questions(thread) == []
            said = [message["content"] for message in scene.person("admin").reads(thread)]
            assert len([text for text in said if text.startswith("✅ `EMB`")]) == 1
            assert "Traceback" not in bot.output, bot.output
