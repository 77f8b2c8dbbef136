"""A sandbox in which clanmatch runs as real processes, and short words for what people see."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.discord.wire import Payload
from sandbox.discord.world.records import RestCall
from sandbox.server import Sandbox
from tests.process.harness import BotProcess
from tests.process.scene import BotScene

BOT = "clanmatch"
# Generous: the machine may be busy with other things.
START_S = 60.0
SEEN_S = 20.0

BUTTON, SELECT = 2, 3


@dataclass(frozen=True, slots=True)
class Control:
    """A button or a select as a person sees it."""

    kind: int
    custom_id: str
    label: str
    disabled: bool
    values: tuple[str, ...]


class Scene(BotScene):
    """With what the bot posts there."""

    def place(self, key: str) -> int:
        """A channel's or thread's id."""
        return self.box.places.channels[key]

    @asynccontextmanager
    async def bot(self, **more: str) -> AsyncGenerator[BotProcess]:
        async with super().bot(STOP_DEADLINE_SEC="10", **more) as process:
            yield process

    def posts(self, place: str) -> list[Payload]:
        """What the bot has posted somewhere and is still there, oldest first."""
        bot_id = str(self.box.world.apps[BOT].user_id)
        read = self.box.person("owner").reads(self.place(place))
        return [message for message in read if message["author"]["id"] == bot_id]

    def calls(self, method: str, beginning: str) -> list[RestCall]:
        """What any instance of the bot asked of paths that begin like this."""
        found = self.box.records.calls(BOT, method)
        return [call for call in found if call.path.startswith(beginning)]

    def message(self, place: str, message_id: str) -> Payload:
        """A message as it is now."""
        return next(m for m in self.posts(place) if m["id"] == message_id)


@asynccontextmanager
async def open_scene(folder: Path) -> AsyncGenerator[Scene]:
    """The demo's server, on a port of its own."""
    async with Sandbox.open() as box:
        yield Scene(box, folder, BOT)


def controls(message: Payload) -> Iterator[Control]:
    """The controls below a message, in their order."""
    for row in message["components"]:
        for each in row["components"]:
            yield _control(each)


def labelled(message: Payload, words: str) -> Control:
    """The control whose label or placeholder begins with these words."""
    return next(each for each in controls(message) if each.label.startswith(words))


def _control(raw: dict[str, Any]) -> Control:
    return Control(
        kind=raw["type"],
        custom_id=raw["custom_id"],
        label=str(raw.get("label") or raw.get("placeholder")),
        disabled=bool(raw.get("disabled")),
        values=tuple(option["value"] for option in raw.get("options", ())),
    )
