"""Why the last process ended, kept for the next one where the host has a folder that lasts."""

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from shared.keepalive.lifetime import ExitStatus, StopRequest
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Record:
    instance: str = ""
    began: str = ""
    ended: str = ""
    status: int = 0
    reason: str = ""
    restarts: dict[str, int] = field(default_factory=dict[str, int])


class LastRun:
    """Reads the last process's record at the start, leaves this one's at the end."""

    def __init__(self, *, folder: str, service: str, instance: str, clock: Clock) -> None:
        self._file = Path(folder) / f"{service}-last-run.json" if folder else None
        self._instance = instance
        self._clock = clock
        self._restarts: dict[str, int] = {}
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
        self._write(_Record(instance=self._instance, began=self._now()))

    def end(self, request: StopRequest) -> None:
        """Leave word for the next process; called once, also from the guard's thread."""
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

    def _now(self) -> str:
        return self._clock.now().strftime("%Y-%m-%d %H:%M:%S UTC")

    def _write(self, record: _Record) -> None:
        if self._file is None:
            return
        facts = {
            "instance": record.instance,
            "began": record.began,
            "ended": record.ended,
            "status": record.status,
            "reason": record.reason,
            "restarts": self._restarts,
        }
        # A whole file or none: the process may be killed at any moment.
        beside = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(facts), encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:
            _log.warning("cannot keep a record in STATE_DIR: %s", error)

    @staticmethod
    def _read(file: Path) -> _Record | None:
        try:
            facts: object = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            _log.warning("cannot read the last record in STATE_DIR: %s", error)
            return None
        return _parse(facts)


def _parse(facts: object) -> _Record | None:
    if not isinstance(facts, dict):
        return None
    known = cast("dict[str, object]", facts)
    counts = known.get("restarts")
    pairs = cast("dict[str, object]", counts).items() if isinstance(counts, dict) else ()
    status = known.get("status")
    return _Record(
        instance=str(known.get("instance", "")),
        ended=str(known.get("ended", "")),
        status=status if isinstance(status, int) else 0,
        reason=str(known.get("reason", "")),
        restarts={cause: n for cause, n in pairs if isinstance(n, int)},
    )


def _in_words(last: _Record | None) -> str:
    if last is None:
        return "this is the first start here"
    if not last.ended:
        return f"the last process ({last.instance}) left no word: killed, or still running"
    return f"the last process ended with status {last.status} at {last.ended}: {last.reason}"
