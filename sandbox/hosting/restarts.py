"""What a host does when a process ends, and how long it waits: pure rules."""

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

EXIT_CONFIGURATION = 78
"""EX_CONFIG: the bot says that no restart will mend it."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0
LONG_LIFE = 60.0
"""A process that lived this long did not crash at start: the pause begins at the shortest again."""


class ProcessState(StrEnum):
    """What the host has to say about a bot."""

    STOPPED = "stopped"
    RUNNING = "running"
    RESTARTING = "restarting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AfterExit:
    """What a host does about a process that ended."""

    state: ProcessState
    words: str


def after_exit(status: int, *, asked_to_stay_off: bool, log: Sequence[str]) -> AfterExit:
    """A host restarts whatever ends; only a stop by request and a wrong configuration stay off."""
    if asked_to_stay_off:
        return AfterExit(ProcessState.STOPPED, f"stopped by request, {_status_words(status)}")
    if status == EXIT_CONFIGURATION:
        said = log[-1] if log else "it said nothing"
        return AfterExit(ProcessState.REFUSED, f"not restarted: configuration. Its words: {said}")
    return AfterExit(ProcessState.RESTARTING, f"ended, {_status_words(status)}; starting it again")


def pause_before_restart(lived: float, previous: float) -> float:
    """Seconds to wait: doubling while a process keeps dying young."""
    if lived >= LONG_LIFE or not previous:
        return FIRST_PAUSE
    return min(previous * 2, LONGEST_PAUSE)


def _status_words(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"
