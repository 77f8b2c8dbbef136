"""Whether something was posted for a day already, though it may have been deleted by hand since.

The message itself is the first witness; then a line with the date in the log channel; then a file
in `STATE_DIR`. With neither of the last two, what a person deletes comes again.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import discord

from shared.chat.errors import ExpectedFailure
from shared.chat.log_channel import LogChannel
from shared.chat.passing import in_words
from shared.chat.places import find_place, own_messages
from shared.keepalive.ground.files import replace_text

_log = logging.getLogger(__name__)
FILE_NAME: Final = "welcomecrew-morning.json"
_LINES: Final = 1000


@dataclass(frozen=True, eq=False, repr=False)
class Witness:
    """Remembers by title and day what was posted."""

    client: discord.Client
    log_channel: LogChannel
    folder: str

    @property
    def _file(self) -> Path | None:
        return Path(self.folder) / FILE_NAME if self.folder else None

    async def saw(self, title: str, day: date, *, since: datetime) -> bool:
        """Whether it was posted for `day`; `since`: when that day's could be posted first.

        Raises what a REST call raises: who can't ask the witness doesn't post.
        """
        if day.isoformat() in await self._kept(title):
            return True
        return await self._is_told(_line(title, day), since)

    async def note(self, title: str, day: date, message: discord.Message) -> None:
        """It was posted. Never raises: the message is there already."""
        await self.log_channel.say(f"{_line(title, day)} {message.jump_url}", about=(title, day))
        if self._file is None:
            return
        try:
            await asyncio.to_thread(_keep, self._file, title, day)
        except OSError as error:
            _log.warning("%s can't be written: %s", self._file, error)

    async def _is_told(self, line: str, since: datetime) -> bool:
        if self.log_channel.channel_id is None:
            return False
        try:
            place = await find_place(self.client, self.log_channel.channel_id)
            lines = await own_messages(self.client, place, limit=_LINES, after=since)
        except ExpectedFailure as failure:
            _log.warning("the log channel can't be asked for %s: %s", line, failure)
            return False
        except (discord.Forbidden, discord.NotFound) as error:
            _log.warning("the log channel can't be read: %s", in_words(error))
            return False
        return any(each.content.startswith(line) for each in lines)

    async def _kept(self, title: str) -> Sequence[str]:
        if self._file is None:
            return ()
        try:
            return (await asyncio.to_thread(_read, self._file)).get(title, ())
        except (OSError, ValueError) as error:
            _log.warning("%s can't be read: %s", self._file, error)
            return ()


def _line(title: str, day: date) -> str:
    return f"{title} {day.isoformat()}:"


def _read(file: Path) -> dict[str, list[str]]:
    if not file.exists():
        return {}
    read: dict[str, list[str]] = json.loads(file.read_text("utf-8"))
    return read if isinstance(read, dict) else {}  # pyright: ignore[reportUnnecessaryIsInstance] - a file from outside


def _keep(file: Path, title: str, day: date) -> None:
    try:
        kept = _read(file)
    except ValueError:
        kept = {}
    kept[title] = [day.isoformat()]
    replace_text(file, json.dumps(kept))
