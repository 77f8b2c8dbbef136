"""One visit: a bot of another library starts in a sandbox, and a member talks to it."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.discord.people.interactions import Asked
from sandbox.discord.wire import Payload
from sandbox.server import Sandbox

BOT: Final = "clanmatch"
_START_S: Final = 30.0
_STEP_S: Final = 10.0
_LINES: Final = 20


class StepFailed(Exception):
    """What didn't come to pass, with what the bot printed."""


@dataclass(frozen=True, slots=True)
class Visit:
    """The sandbox, with one bot in it."""

    box: Sandbox

    async def go(self) -> list[str]:
        """All steps, by name. Raises StepFailed at the first that fails."""
        steps: Sequence[Callable[[], object]] = (
            self.logs_in,
            self.replies_with_an_embed_and_a_button,
            self.answers_a_press,
            self.answers_a_command_and_edits_it,
            self.edits_a_message,
            self.was_understood,
        )
        done: list[str] = []
        for step in steps:
            words = step.__name__.replace("_", " ")
            try:
                result = step()
                if asyncio.iscoroutine(result):
                    await result
            except (TimeoutError, AssertionError, StopIteration) as error:
                raise StepFailed(f"{words}: {type(error).__name__} {error}") from error
            done.append(words)
        return done

    async def logs_in(self) -> None:
        """READY, and the command that it registers then."""
        await self._until(lambda: bool(self._commands()), _START_S)

    async def replies_with_an_embed_and_a_button(self) -> None:
        asked = self._say("!hello")
        reply = await self._said("hello")
        assert reply["message_reference"]["message_id"] == str(asked), reply
        assert reply["embeds"][0]["fields"][0]["name"] == "from", reply

    async def answers_a_press(self) -> None:
        """The message changes, and one more is for whoever pressed."""
        message_id = int((await self._said("hello"))["id"])
        asked = self.box.person("member").click(self._place, message_id, "press")
        assert (await self._answered(asked)).get("content") == "pressed"
        await self._until(lambda: [m["content"] for m in asked.followups()] == ["and more"])
        assert not (await self._said("pressed"))["components"]

    async def answers_a_command_and_edits_it(self) -> None:
        asked = self.box.person("member").slash(self._place, BOT, "hi", {"whom": "you"})
        await self._answered(asked)
        await self._until(lambda: (asked.now().message or {}).get("content") == "hi again you")

    async def edits_a_message(self) -> None:
        self._say("!edit")
        await self._said("two")

    def was_understood(self) -> None:
        """No call was refused, and none was unknown to the sandbox."""
        refused = [call for call in self.box.records.calls(BOT) if call.status >= 400]
        assert not refused, [(it.method, it.path.partition("?")[0], it.status) for it in refused]

    @property
    def _place(self) -> int:
        return self.box.places.channels["general"]

    def _commands(self) -> list[Payload]:
        return self.box.person("member").commands(self._place)

    def _say(self, words: str) -> int:
        return self.box.person("member").say(self._place, words)

    async def _answered(self, asked: Asked) -> Payload:
        answer = await asked.answer(_STEP_S)
        assert answer.message is not None, answer
        return answer.message

    async def _said(self, words: str) -> Payload:
        """The bot's message with these words, as soon as it is there."""
        await self._until(lambda: bool(self._with(words)))
        return self._with(words)[0]

    def _with(self, words: str) -> list[Payload]:
        bot_id = str(self.box.world.apps[BOT].user_id)
        read = self.box.person("member").reads(self._place)
        return [it for it in read if (it["author"]["id"], it["content"]) == (bot_id, words)]

    async def _until(self, condition: Callable[[], bool], within: float = _STEP_S) -> None:
        await self.box.records.until(condition, within)


async def visit(command: Sequence[str | Path], folder: Path) -> list[str]:
    """Let the bot that `command` starts (in `folder`) take all steps. Raises StepFailed."""
    async with Sandbox.open() as box:
        env = {
            "PATH": os.defpath,
            "TOKEN": box.world.apps[BOT].token,
            "API_URL": f"{box.url}/api/v10",
            "GUILD_ID": str(box.places.guild_id),
        }
        async with running(command, folder, env) as bot:
            try:
                return await Visit(box).go()
            except StepFailed as failed:
                raise StepFailed("\n".join((str(failed), *bot.lines[-_LINES:]))) from failed


@dataclass(frozen=True, slots=True)
class Running:
    """A bot's process, and the lines that it printed."""

    process: asyncio.subprocess.Process
    lines: list[str]


@asynccontextmanager
async def running(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str]
) -> AsyncGenerator[Running]:
    """The bot as a process with this environment; never left behind."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    lines: list[str] = []
    reader = asyncio.create_task(_read(process.stdout, lines))
    try:
        yield Running(process, lines)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await reader


async def _read(stream: asyncio.StreamReader | None, lines: list[str]) -> None:
    while stream is not None and (line := await stream.readline()):
        lines.append(line.decode(errors="replace").rstrip())
