"""What the gauges show, in plain facts; whoever writes them down reads it from here."""

from collections.abc import Sequence

from ..ground.immutable import immutable


@immutable
class Reading:
    """What the gauges show at the moment of being asked. None leaves a gauge out."""

    gateway_up: bool
    standby: bool
    shards_up: Sequence[tuple[int, bool]]
    shards_latency_s: Sequence[tuple[int, float]]
    latency_s: float | None
    last_event_at: float | None
    last_ack_at: float | None
    started_at: float
    resumes: int
    identifies: int
    deaf: bool
    questions: Sequence[tuple[str, int]]
    last_answer_at: float | None
    term: int | None
    identifies_remaining: int | None
    restarts: Sequence[tuple[str, int]]
    loop_lag_s: float
    loop_lag_worst_s: float
    components: Sequence[tuple[str, bool | None]]
    jobs_failed: Sequence[tuple[str, int]]
    build: dict[str, str]
    loop_stalls: int | None = 0
