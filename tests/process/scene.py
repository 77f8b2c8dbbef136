"""A sandbox in which one of the bots runs as real processes."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.discord.simcord_door import Channel
from sandbox.server import Sandbox
from sandbox.sheets.sample import WELCOMECREW_ID
from tests.process.harness import BotProcess


@dataclass(slots=True)
class BotScene:
    """The sandbox, and the folder in which the bot's processes run."""

    box: Sandbox
    folder: Path
    app: str

    @asynccontextmanager
    async def bot(self, **more: str) -> AsyncGenerator[BotProcess]:
        """One process, with a port of its own."""
        env = {**self.box.bot_env(self.app), **more}
        async with BotProcess.open(f"apps.{self.app}", env, folder=self.folder) as process:
            yield process

    async def until(self, condition: Callable[[], bool], within: float = 20.0) -> None:
        """Wait until something is so; whatever happens in the sandbox looks again."""
        await self.box.records.until(condition, within)

    def thread(self, thread_id: int) -> Channel:
        return self.box.world.backend.get_thread(thread_id)

    def archived(self, thread_id: int) -> bool:
        metadata = self.thread(thread_id).thread_metadata
        return metadata is not None and metadata.archived

    def locked(self, thread_id: int) -> bool:
        metadata = self.thread(thread_id).thread_metadata
        return metadata is not None and metadata.locked


def ticket_rows(box: Sandbox, tab: str = "Sheet1") -> list[list[str]]:
    """What welcomecrew has logged."""
    return [row for row in box.sheets.rows(WELCOMECREW_ID, tab)[1:] if any(row)]
