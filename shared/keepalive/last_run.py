"""Why the last process ended, kept for the next one where the host has a folder that lasts."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

from .ground.clock import Clock
from .ground.files import replace_text
from .ground.immutable import immutable
from .lifetime import ExitStatus, StopRequest
from .spoken import counted

_log = logging.getLogger(__name__)

_HIGHEST_COUNT: Final = 1_000_000_000
_LONGEST_OUTAGE: Final = timedelta(days=30)
"""Who says more had a wrong date, or was switched off since."""


@dataclass(slots=True)
class _Record:
    instance: str = ""
    began: str = ""
    ended: str = ""
    status: int = 0
    reason: str = ""
    restarts: dict[str, int] = field(default_factory=dict[str, int])
    away_since: str = ""
    tries: int = 0


_SPOILT: Final = _Record()
"""There was a record, and nothing in it can be read."""


@immutable
class LongOutage:
    """An outage that began in an earlier process: how long it has lasted, and what was tried."""

    seconds: float
    restarts: int

    def __str__(self) -> str:
        """In words."""
        return f"away for {self.seconds / 60:.0f} min, {counted(self.restarts, 'restart')} tried"


class LastRun:
    """Reads the last process's record at the start, leaves this one's at the end."""

    def __init__(
        self,
        *,
        folder: str,
        service: str,
        instance: str,
        clock: Clock,
        outage_s: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._file = Path(folder) / f"{service}-last-run.json" if folder else None
        self._instance = instance
        self._clock = clock
        self._outage_s = outage_s
        self._restarts: dict[str, int] = {}
        self._away_since = ""
        self._tries = 0
        self._because = "no record is kept of why the last process ended"

    @property
    def because(self) -> str:
        """Why this process was started, as far as the record tells."""
        return self._because

    @property
    def restarts(self) -> dict[str, int]:
        """Restarts by cause, this process's own included."""
        return dict(self._restarts)

    def begin(self) -> None:
        """Take the last record over and mark this process as running."""
        if self._file is None:
            return
        last = self._read(self._file)
        self._restarts = dict(last.restarts) if last else {}
        self._because = _in_words(last)
        if last is not None and self._may_be(last.away_since):
            self._away_since, self._tries = last.away_since, last.tries + 1
        if not self._write(_Record(instance=self._instance, began=self._now())) and last is None:
            self._because = "no record can be kept in STATE_DIR of why the last process ended"

    def end(self, request: StopRequest) -> None:
        """Leave word for the next process; called once, also from the guard's thread."""
        self._note_outage()
        if request.status is ExitStatus.RESTART:
            self._restarts[request.cause] = self._restarts.get(request.cause, 0) + 1
        self._write(
            _Record(
                instance=self._instance,
                ended=self._now(),
                status=int(request.status),
                reason=request.reason,
            )
        )

    @property
    def long_outage(self) -> LongOutage | None:
        """The outage that this process was started in; None once it was ready."""
        began = _moment(self._away_since)
        if began is None or not self._tries:
            return None
        return LongOutage(max(0.0, (self._clock.now() - began).total_seconds()), self._tries)

    def outage_over(self) -> None:
        """The bot is ready: the next outage is a new one."""
        if self._away_since:
            self._away_since, self._tries = "", 0
            self._write(_Record(instance=self._instance, began=self._now()))

    def _may_be(self, away_since: str) -> bool:
        began, now = _moment(away_since), self._clock.now()
        return began is not None and now - _LONGEST_OUTAGE < began <= now

    def _note_outage(self) -> None:
        seconds = self._outage_s()
        if seconds and not self._away_since:
            began = self._clock.now() - timedelta(seconds=seconds)
            self._away_since = began.isoformat(timespec="seconds")

    def _now(self) -> str:
        return self._clock.now().strftime("%Y-%m-%d %H:%M:%S UTC")

    def _write(self, record: _Record) -> bool:
        if self._file is None:
            return False
        facts = {
            "instance": record.instance,
            "began": record.began,
            "ended": record.ended,
            "status": record.status,
            "reason": record.reason,
            "restarts": self._restarts,
            "away_since": self._away_since,
            "tries": self._tries,
        }
        try:
            replace_text(self._file, json.dumps(facts))
        except OSError as error:
            _log.warning("cannot keep a record in STATE_DIR: %s", error)
            return False
        return True

    @staticmethod
    def _read(file: Path) -> _Record | None:
        try:
            facts: object = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("cannot read the last record in STATE_DIR: %s", error)
            return _SPOILT
        return _parse(facts)


def _parse(facts: object) -> _Record:
    if not isinstance(facts, dict):
        return _SPOILT
    known = cast("dict[str, object]", facts)
    counts = known.get("restarts")
    pairs = cast("dict[str, object]", counts).items() if isinstance(counts, dict) else ()
    return _Record(
        instance=_text(known.get("instance")),
        ended=_text(known.get("ended")),
        status=_count(known.get("status")),
        reason=_text(known.get("reason")),
        away_since=_text(known.get("away_since")),
        tries=_count(known.get("tries")),
        restarts={_text(cause): _count(number) for cause, number in pairs},
    )


def _text(value: object) -> str:
    """What a page can show: no half of a character, whatever the file holds."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value <= _HIGHEST_COUNT else 0


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _in_words(last: _Record | None) -> str:
    if last is None:
        return "this is the first start here"
    if last is _SPOILT:
        return "the last process's record in STATE_DIR can't be read"
    if not last.ended:
        return f"the last process ({last.instance}) left no word: killed, or still running"
    return f"the last process ended with status {last.status} at {last.ended}: {last.reason}"
