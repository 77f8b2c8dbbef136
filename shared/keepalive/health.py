"""Snapshot and components → HTTP status, JSON body and words. Pure: never waits, never asks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from .components import ComponentState
from .ground.immutable import immutable
from .headline import headline
from .jobs import JobState
from .judgement import judge, state_of
from .last_run import LongOutage
from .snapshot import GatewaySnapshot, GatewayState, ShardSnapshot
from .watchdog import Limits

_AWAY: Final = {GatewayState.STARTING, GatewayState.DISCONNECTED, GatewayState.WAITING}
RUNBOOK: Final = "docs/runbook.md"


class Probe(IntEnum):
    """What `/healthz` answers."""

    CONNECTED = 200
    ZOMBIE = 206
    AWAY = 503


# A word for each answer, for monitors that look for one in the body instead of at the status.
_GATEWAY_WORDS = {Probe.CONNECTED: "well", Probe.ZOMBIE: "ill", Probe.AWAY: "away"}


@immutable
class Identity:
    """Which process this is."""

    service: str
    instance: str
    commit: str


@immutable
class HealthReport:
    """The answer to "how are you?", for monitors (status, body) and for people (the rest)."""

    http_status: int
    body: dict[str, object]
    state: GatewayState
    reason: str
    """The worst thing first: the gateway's trouble, or else a component's."""
    since: datetime
    lost: str
    next_step: str
    runbook: str
    service: str
    connected: bool
    latency_s: float | None
    last_event_age_s: int | None
    uptime: str
    components: tuple[ComponentState, ...]
    failing: bool
    """Whether a component or a job fails."""


def report(
    snapshot: GatewaySnapshot,
    components: Sequence[ComponentState],
    limits: Limits,
    identity: Identity,
    now: datetime,
    *,
    runbook: str = RUNBOOK,
    before: LongOutage | None = None,
    jobs: Sequence[JobState] = (),
) -> HealthReport:
    """How the process is at this moment. `runbook` is the address of that page.

    `before`: it was started in an outage that an earlier process had seen begin.
    """
    state, reason, age_s = judge(snapshot, limits)
    if before is not None and state in _AWAY:
        reason, age_s = f"{reason}; {before}", max(age_s, before.seconds)
    # A job told last: a component is often why it failed.
    parts = (*components, *(job.as_component() for job in jobs))
    head = headline(state, reason, age_s, parts)
    probe = _probe(state)
    connected = snapshot.connected and probe is not Probe.AWAY
    failing = any(part.ok is False for part in parts)
    since = now - timedelta(seconds=head.age_s)
    latency = None if snapshot.latency_s is None else round(snapshot.latency_s, 4)
    # The first five keys are a promise to monitors: they never change type or meaning.
    body: dict[str, object] = {
        "ok": connected,
        "connected": connected,
        "uptime": clock_face(snapshot.uptime_s),
        "last_event_age_s": _whole(snapshot.event_age_s),
        "latency_s": latency,
        "gateway": _GATEWAY_WORDS[probe],
        "status": _status_word(probe, failing=failing),
        "state": state.value,
        "reason": head.words,
        "since": since.isoformat(timespec="seconds"),
        "outage_in_all_s": None if before is None else int(before.seconds),
        "restarts_tried": 0 if before is None else before.restarts,
        "lost": head.lost,
        "next_step": head.next_step,
        "runbook": f"{runbook}#{head.section}",
        "components": {component.name: _component(component) for component in components},
        "service": identity.service,
        "instance": identity.instance,
        "commit": identity.commit,
    }
    return HealthReport(
        http_status=int(probe),
        body=body | _details(snapshot, limits),
        state=state,
        reason=head.words,
        lost=head.lost,
        next_step=head.next_step,
        service=identity.service,
        runbook=f"{runbook}#{head.section}",
        since=since,
        connected=connected,
        latency_s=latency,
        last_event_age_s=_whole(snapshot.event_age_s),
        uptime=clock_face(snapshot.uptime_s),
        components=tuple(components),
        failing=failing,
    )


def _details(snapshot: GatewaySnapshot, limits: Limits) -> dict[str, object]:
    until = snapshot.waiting.until if snapshot.waiting else None
    return {
        "outage_s": _whole(snapshot.outage_s),
        "last_ack_age_s": _whole(snapshot.last_ack_age_s),
        "term": snapshot.term,
        "waiting_until": None if until is None else until.isoformat(timespec="seconds"),
        "shards": [_shard(shard, snapshot, limits) for shard in snapshot.shards],
    }


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)


def clock_face(seconds: float) -> str:
    """`HH:MM:SS`; hours run past 99."""
    minutes, secs = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{secs:02d}"


def _probe(state: GatewayState) -> Probe:
    match state:
        case GatewayState.READY | GatewayState.CONNECTED:
            return Probe.CONNECTED
        case GatewayState.ZOMBIE | GatewayState.DEAF:
            return Probe.ZOMBIE
        case _:
            return Probe.AWAY


def _status_word(probe: Probe, *, failing: bool) -> str:
    if probe is Probe.AWAY:
        return "down"
    return "degraded" if failing or probe is Probe.ZOMBIE else "ok"


def _component(component: ComponentState) -> dict[str, object]:
    return {"ok": component.ok, "words": component.words, "age_s": _whole(component.age_s)}


def _shard(shard: ShardSnapshot, snapshot: GatewaySnapshot, limits: Limits) -> dict[str, object]:
    return {
        "id": shard.shard_id,
        "state": state_of(shard, snapshot, limits).value,
        "latency_s": None if shard.latency_s is None else round(shard.latency_s, 4),
        "outage_s": _whole(shard.outage_s),
    }
