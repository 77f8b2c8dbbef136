"""When only a fresh process can help: the decision, pure, and the loop that acts on it.

A restart is due when the outage lasts longer than its limit, when the connection looks like a
zombie (no event for long, and latency unknown or huge over several readings), or when heartbeats,
or the canary's questions, stay unanswered even after a reconnect that could resume.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .ground.clock import Clock
from .ground.immutable import immutable
from .shard import READINGS_KEPT
from .snapshot import GatewaySnapshot, ShardSnapshot

_log = logging.getLogger(__name__)

UNANSWERED_MEANS_DEAF: Final = 2
"""Questions in a row. One may get lost; each has ten seconds."""


FIRST_ACK_WITHIN_S: Final = 5.0
"""discord.py sends a heartbeat as soon as Discord says hello."""


@immutable
class Limits:
    """How long each kind of trouble is borne, in seconds."""

    max_disconnect_s: float = 600.0
    zombie_idle_s: float = 600.0
    zombie_latency_s: float = 10.0
    ack_timeout_s: float = 180.0


class Action(StrEnum):
    """What to do now."""

    NOTHING = "nothing"
    RECONNECT = "reconnect"
    RESTART = "restart"


class Cause(StrEnum):
    """Which rule spoke; also the label of the restart counter."""

    NONE = "none"
    OUTAGE = "outage"
    ZOMBIE = "zombie"
    NO_ACK = "no_ack"
    DEAF = "deaf"


@immutable
class Verdict:
    """The decision with its figures."""

    action: Action
    cause: Cause = Cause.NONE
    reason: str = ""
    shard_id: int = 0


ALL_WELL = Verdict(Action.NOTHING)


def decide(snapshot: GatewaySnapshot, limits: Limits) -> Verdict:
    """The verdict on the whole client: its worst shard's, a restart before a reconnect."""
    if snapshot.stopping is not None or snapshot.waiting is not None:
        return ALL_WELL
    verdicts = [_decide_shard(shard, snapshot.event_age_s, limits) for shard in snapshot.shards]
    for action in (Action.RESTART, Action.RECONNECT):
        for verdict in verdicts:
            if verdict.action is action:
                return verdict
    return ALL_WELL


def is_zombie_like(shard: ShardSnapshot, event_age_s: float | None, limits: Limits) -> bool:
    """Connected, but silent for long, and latency unknown or huge in every recent reading.

    One reading is no evidence: a starved process can measure a whole heartbeat interval.
    """
    if not shard.connected or event_age_s is None or event_age_s <= limits.zombie_idle_s:
        return False
    return len(shard.readings) >= READINGS_KEPT and all(
        reading is None or reading > limits.zombie_latency_s for reading in shard.readings
    )


def lacks_acks(shard: ShardSnapshot, limits: Limits) -> bool:
    """Connected, and yet no heartbeat was answered for longer than the limit.

    Neither on this connection nor on those just before it.
    """
    if shard.ack_age_s is None or shard.ack_age_s <= limits.ack_timeout_s:
        return False
    # Earlier connections had none: this one has a moment for its first.
    return shard.state_age_s > min(FIRST_ACK_WITHIN_S, limits.ack_timeout_s / 4)


def is_deaf(shard: ShardSnapshot) -> bool:
    """Connected, but told nothing: not even answers to questions; or that is still in doubt."""
    return shard.connected and (
        shard.unanswered >= UNANSWERED_MEANS_DEAF or shard.deaf_remedy_age_s is not None
    )


def _decide_shard(shard: ShardSnapshot, event_age_s: float | None, limits: Limits) -> Verdict:
    if shard.outage_s is not None and shard.outage_s > limits.max_disconnect_s:
        reason = f"gateway away for {shard.outage_s:.1f} s (limit {limits.max_disconnect_s:g} s)"
        return _verdict(Action.RESTART, Cause.OUTAGE, reason, shard)
    if is_zombie_like(shard, event_age_s, limits):
        latency = "unknown" if shard.latency_s is None else f"{shard.latency_s:.2f} s"
        reason = f"zombie: no event for {event_age_s or 0:.0f} s, latency {latency}"
        return _verdict(Action.RESTART, Cause.ZOMBIE, reason, shard)
    if lacks_acks(shard, limits):
        return _without_acks(shard, limits)
    if shard.connected and shard.unanswered >= UNANSWERED_MEANS_DEAF:
        return _deaf(shard)
    return ALL_WELL


def _deaf(shard: ShardSnapshot) -> Verdict:
    silent = (
        f"{shard.unanswered} questions unanswered, nothing heard for {shard.quiet_s or 0:.0f} s"
    )
    if shard.deaf_remedy_age_s is None:
        return _verdict(Action.RECONNECT, Cause.DEAF, f"deaf: {silent}", shard)
    reason = f"still deaf {shard.deaf_remedy_age_s:.0f} s after a forced reconnect: {silent}"
    return _verdict(Action.RESTART, Cause.DEAF, reason, shard)


def _without_acks(shard: ShardSnapshot, limits: Limits) -> Verdict:
    if shard.remedy_age_s is None:
        silent = f"no heartbeat ACK for {shard.ack_age_s or 0:.1f} s"
        reason = f"{silent} (limit {limits.ack_timeout_s:g} s)"
        return _verdict(Action.RECONNECT, Cause.NO_ACK, reason, shard)
    if shard.remedy_age_s <= limits.ack_timeout_s:
        return ALL_WELL
    reason = f"still no heartbeat ACK {shard.remedy_age_s:.1f} s after a forced reconnect"
    return _verdict(Action.RESTART, Cause.NO_ACK, reason, shard)


def _verdict(action: Action, cause: Cause, reason: str, shard: ShardSnapshot) -> Verdict:
    words = f"shard {shard.shard_id}: {reason}" if shard.shard_id else reason
    return Verdict(action, cause, words, shard.shard_id)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Watchdog:
    """Looks once per interval, from before login until the process ends."""

    look: Callable[[], GatewaySnapshot]
    limits: Limits
    restart: Callable[[Verdict], None]
    reconnect: Callable[[Verdict], Awaitable[None]]
    interval_s: float
    clock: Clock

    async def step(self) -> Verdict:
        """One look; acts on what it sees and says what that was."""
        verdict = decide(self.look(), self.limits)
        if verdict.action is Action.RESTART:
            _log.error("watchdog: restarting: %s", verdict.reason)
            self.restart(verdict)
        elif verdict.action is Action.RECONNECT:
            _log.warning("watchdog: reconnecting, able to resume: %s", verdict.reason)
            await self.reconnect(verdict)
        return verdict

    async def run(self) -> None:
        """Look for ever. A look that fails is logged: nothing else would guard the guard."""
        while True:
            await self.clock.sleep(self.interval_s)
            try:
                await self.step()
            except Exception:  # noqa: BLE001 - border: the owner of this loop
                _log.exception("watchdog: this look failed; the next one comes in time")
