"""The history of the status page, kept for the next process where a folder lasts."""

import asyncio
import json
import logging
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from .ground.clock import Clock
from .ground.files import replace_text
from .history import History, Note, Past, Sample

_log = logging.getLogger(__name__)

EVERY_S: Final = 60.0
"""A process that is killed loses no more of its history than this."""
_LARGEST_FILE: Final = 1_000_000
_LONGEST_NOTE: Final = 2_000


class Archive:
    """Reads the file at the start, writes it each minute and at the end. No folder: does nothing.

    What can't be read or written costs the history only, and is said once in the log.
    """

    def __init__(self, history: History, *, folder: str, service: str, clock: Clock) -> None:
        self._history = history
        self._file = Path(folder) / f"{service}-history.json" if folder else None
        self._clock = clock
        self._complained = False

    @property
    def keeps(self) -> bool:
        """Whether there is a folder to keep it in."""
        return self._file is not None

    async def begin(self) -> None:
        """Hand what the last process left to the history."""
        if self._file is not None:
            self._history.recall(await asyncio.to_thread(self._read, self._file))

    async def run(self) -> None:
        """Keep it each minute, until cancelled."""
        while True:
            await self._clock.sleep(EVERY_S)
            await self.save()

    async def save(self) -> None:
        """Keep it as it is now."""
        if self._file is not None:
            await asyncio.to_thread(self._write, self._file, self._history.past())

    def _write(self, file: Path, past: Past) -> None:
        try:
            replace_text(file, json.dumps(_as_json(past)))
        except OSError as error:
            self._complain("cannot keep the history in STATE_DIR: %s", error)

    def _read(self, file: Path) -> Past:
        try:
            with file.open(encoding="utf-8") as opened:
                return _parse(json.loads(opened.read(_LARGEST_FILE)))
        except FileNotFoundError:
            return Past()
        except (OSError, ValueError, RecursionError) as error:
            self._complain("cannot read the history in STATE_DIR: %s", error)
            return Past()

    def _complain(self, words: str, error: Exception) -> None:
        _log.log(logging.DEBUG if self._complained else logging.WARNING, words, error)
        self._complained = True


def _as_json(past: Past) -> object:
    samples = [
        [at.timestamp(), it.latency_s, it.events, it.lag_s, it.connected, it.first]
        for at, it in past.samples
    ]
    return {"samples": samples, "notes": [[it.at.timestamp(), it.text] for it in past.notes]}


def _parse(kept: object) -> Past:
    """What of it makes sense; the file is ours, and yet somebody may have spoilt it."""
    if not isinstance(kept, dict):
        return Past()
    known = cast("dict[str, object]", kept)
    samples = [found for row in _rows(known.get("samples")) if (found := _sample(row))]
    notes = [found for row in _rows(known.get("notes")) if (found := _note(row))]
    return Past(samples, notes)


def _rows(value: object) -> list[list[object]]:
    rows = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("list[object]", row) for row in rows if isinstance(row, list)]


def _sample(row: list[object]) -> tuple[datetime, Sample] | None:
    match row:
        case [stamp, latency, int(events), lag, bool(connected), bool(first)]:
            at, lag_s = _moment(stamp), _seconds(lag)
            if at is None or lag_s is None or not 0 <= events < _LARGEST_FILE:
                return None
            return at, Sample(0.0, _seconds(latency), events, lag_s, connected, first)
        case _:
            return None


def _note(row: list[object]) -> Note | None:
    match row:
        case [stamp, str(text)] if (at := _moment(stamp)) is not None:
            # What a page can show: no half of a character.
            return Note(at, text[:_LONGEST_NOTE].encode(errors="replace").decode())
        case _:
            return None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= _LARGEST_FILE and math.isfinite(value) else None


def _moment(stamp: object) -> datetime | None:
    if isinstance(stamp, bool) or not isinstance(stamp, int | float):
        return None
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (OverflowError, ValueError, OSError):
        return None
