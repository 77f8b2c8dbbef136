"""What welcomecrew could see of the tickets, moment by moment, and whether it says so."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sandbox.discord.faults import Gateway
from sandbox.discord.scenes.sample_world import WELCOMECREW
from sandbox.server import Sandbox

SEES_WITHIN_S: Final = 22.0
"""Its component `tickets` looks every 15 s; after so long it must have noticed."""
_OUT_OF_SIGHT: Final = (Gateway.KICKED, Gateway.SERVER_AWAY)
_TICKETS: Final = ("welcome_tickets", "promo_tickets")
_NEEDED: Final = ("view_channel", "read_message_history")


def is_blind(box: Sandbox) -> bool:
    """Whether a ticket channel can't be read by it."""
    if any(box.faults.is_on(fault, WELCOMECREW) for fault in _OUT_OF_SIGHT):
        return True
    user_id = box.world.apps[WELCOMECREW].user_id
    return any(
        box.upkeep.is_forbidden(box.places.channels[place], user_id, name)
        for place in _TICKETS
        for name in _NEEDED
    )


def is_attentive(box: Sandbox) -> bool:
    """Whether it hears at once of whatever happens to a ticket."""
    lasting = any(bot != "clanmatch" for _, bot, _ in box.faults.lasting)
    return box.records.live[WELCOMECREW, 0] == 1 and not lasting and not is_blind(box)


@dataclass(slots=True)
class Attention:
    """The moments at which it was not attentive, in order."""

    _lapses: list[float] = field(default_factory=list[float])

    def lapse(self, at: float) -> None:
        """At this moment, in seconds, something came between."""
        self._lapses.append(at)

    def held(self, since: float, until: float) -> bool:
        """Whether nothing came between."""
        first = bisect_left(self._lapses, since)
        return first == len(self._lapses) or self._lapses[first] > until


@dataclass(slots=True)
class Eyesight:
    """Judges what one process says of `tickets` while a channel is out of its sight."""

    judged: int = 0
    untrue: list[str] = field(default_factory=list[str])
    _since: float = 0.0
    _pid: int | None = None

    def look(
        self, at: float, *, blind: bool, pid: int | None, body: Mapping[str, object] | None
    ) -> None:
        """One answer of `/healthz`; None when it was no 200."""
        if not blind or body is None or pid is None:
            self._pid = None
            return
        if pid != self._pid:
            self._since, self._pid = at, pid
        if at - self._since < SEES_WITHIN_S:
            return
        self.judged += 1
        if says_well(body):
            blind_s = at - self._since
            self.untrue.append(f"tickets: called well {blind_s:.0f} s after a channel was lost")
            self._since = at


def says_well(body: Mapping[str, object]) -> bool:
    """What `/healthz` says of the component `tickets`."""
    match body:
        case {"components": {"tickets": {"ok": bool(ok)}}}:
            return ok
        case _:
            return True
