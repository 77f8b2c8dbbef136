"""Facts of the moment → what the gauges show. Pure."""

from collections.abc import Sequence
from datetime import datetime

from .components import ComponentState
from .health import Identity
from .history import History
from .identify import SessionBudget
from .jobs import JobState
from .metrics.reading import Reading
from .snapshot import GatewaySnapshot, GatewayState
from .watchdog import Cause, is_deaf

# Shown as 0 until they happen: what is born between two looks of Prometheus has no increase.
_CAUSES = (*(cause.value for cause in Cause if cause is not Cause.NONE), "loop_stall")


def read_gauges(
    *,
    snapshot: GatewaySnapshot,
    components: Sequence[ComponentState],
    jobs: Sequence[JobState],
    history: History,
    identity: Identity,
    restarts: dict[str, int],
    budget: SessionBudget | None,
    started_at: float,
    now: datetime,
    loop_stalls: int | None = 0,
) -> Reading:
    """Everything that isn't counted along the way."""
    at = now.timestamp()
    canary = snapshot.canary
    return Reading(
        gateway_up=snapshot.connected,
        standby=snapshot.waiting is not None and snapshot.waiting.state is GatewayState.STANDBY,
        shards_up=[(shard.shard_id, shard.connected) for shard in snapshot.shards],
        shards_latency_s=[
            (shard.shard_id, shard.latency_s)
            for shard in snapshot.shards
            if shard.latency_s is not None
        ],
        latency_s=snapshot.latency_s,
        last_event_at=_moment(at, snapshot.event_age_s),
        last_ack_at=_moment(at, snapshot.last_ack_age_s),
        started_at=started_at,
        resumes=snapshot.resumes,
        identifies=snapshot.identifies,
        deaf=any(is_deaf(shard) for shard in snapshot.shards),
        questions=[
            ("answered", canary.answered),
            ("unanswered", canary.unanswered),
            ("unexplained", canary.unexplained),
        ],
        last_answer_at=_moment(at, canary.answer_age_s),
        term=snapshot.term,
        identifies_remaining=budget.remaining if budget else None,
        restarts=sorted((dict.fromkeys(_CAUSES, 0) | restarts).items()),
        loop_lag_s=history.last_lag_s,
        loop_lag_worst_s=history.worst_lag_s(),
        loop_stalls=loop_stalls,
        components=[(component.name, component.ok) for component in components],
        jobs_failed=[(job.name, job.failures) for job in jobs],
        build={
            "service": identity.service,
            "instance": identity.instance,
            "commit": identity.commit,
        },
    )


def _moment(now: float, age_s: float | None) -> float | None:
    return None if age_s is None else now - age_s
