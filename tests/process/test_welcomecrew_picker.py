"""A tag question outlives the process that asked it, over real sockets."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.discord.people.person import Person
from sandbox.server import Sandbox
from tests.process.scene import BotScene, ticket_rows

pytestmark = pytest.mark.process


class Scene(BotScene):
    """With the questions that are asked in its tickets."""

    def questions(self, thread_id: int) -> list[dict[str, Any]]:
        said = self.box.person("admin").reads(thread_id)
        return [message for message in said if message["components"]]

    def select_id(self, question: dict[str, Any]) -> str:
        select = question["components"][0]["components"][0]
        return str(select["custom_id"])


def close_and_archive(scene: Scene, thread: int, closer: Person) -> None:
    scene.box.tickets.close(thread, closer, archive=True)


def close_archive_and_lock(scene: Scene, thread: int, closer: Person) -> None:
    scene.box.tickets.close(thread, closer, archive=True, lock=True)


def only_archive(scene: Scene, thread: int, _closer: Person) -> None:
    scene.box.person("ticketbot").edit_thread(thread, archived=True)


@pytest.mark.parametrize("close", [close_and_archive, close_archive_and_lock, only_archive])
async def test_a_question_survives_a_kill_and_is_answered_once(
    close: Callable[[Scene, int, Person], None], tmp_path: Path
) -> None:
    async with Sandbox.open() as box:
        scene = Scene(box, tmp_path, "welcomecrew")
        closer, newcomer = scene.box.person("recruiter"), scene.box.person("newcomer")
        async with scene.bot(STATE_DIR=str(tmp_path)) as bot:
            await bot.wait_until_ready()
            thread = scene.box.tickets.open(newcomer, name="0042-Wren")
            close(scene, thread, closer)
            await box.records.until(lambda: bool(scene.questions(thread)), within=20)
            question = scene.questions(thread)[0]
            assert not scene.archived(thread)
            bot.kill()
            await bot.wait_exit(within=10)
        async with scene.bot(STATE_DIR=str(tmp_path)) as bot:
            await bot.wait_until_ready()
            # The process before may have ended before it unlocked the thread.
            await box.records.until(lambda: not scene.locked(thread))
            # Somebody else is refused, in private.
            select = scene.select_id(question)
            scene.box.person("member").select(thread, int(question["id"]), select, ["NOX"])
            closer.select(thread, int(question["id"]), select, ["EMB"])
            await box.records.until(lambda: scene.thread(thread).name == "Closed-0042-Wren-EMB")
            await box.records.until(lambda: scene.archived(thread))
            assert [row[:3] for row in ticket_rows(box)] == [["0042", "Wren", "EMB"]]
            assert scene.questions(thread) == []
            said = [message["content"] for message in scene.box.person("admin").reads(thread)]
            assert len([text for text in said if text.startswith("✅ `EMB`")]) == 1
            assert "Traceback" not in bot.output, bot.output
