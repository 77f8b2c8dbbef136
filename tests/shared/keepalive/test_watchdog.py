"""Every row of the watchdog's table, without time passing; then hours of it on a moved clock."""

import asyncio
import math
from datetime import UTC, datetime, timedelta

import pytest

from shared.keepalive.snapshot import GatewaySnapshot, GatewayState, Waiting
from shared.keepalive.tracker import Tracker
from shared.keepalive.watchdog import Action, Cause, Limits, Verdict, Watchdog, decide
from tests.fakes.clock import ManualClock
from tests.shared.keepalive.facts import gateway, shard

LIMITS = Limits()
HEARTBEAT_S = 41.25
AWAY = GatewayState.DISCONNECTED
STANDING_BY = Waiting("standing by", state=GatewayState.STANDBY)
WAITING = Waiting("rate limited", datetime(2026, 1, 5, tzinfo=UTC))

TABLE = [
    # what is seen, what is done, by which rule
    ("all is well", gateway(), Action.NOTHING, Cause.NONE),
    ("quiet for a day", gateway(event_age_s=86_400.0), Action.NOTHING, Cause.NONE),
    (
        "away, within the limit",
        gateway(shard(state=AWAY, outage_s=600.0)),
        Action.NOTHING,
        Cause.NONE,
    ),
    ("away too long", gateway(shard(state=AWAY, outage_s=600.1)), Action.RESTART, Cause.OUTAGE),
    (
        "never reached since the start",
        gateway(shard(state=GatewayState.STARTING, outage_s=601.0), event_age_s=None),
        Action.RESTART,
        Cause.OUTAGE,
    ),
    (
        "greeted, but never ready",
        gateway(shard(state=GatewayState.CONNECTED, outage_s=601.0)),
        Action.RESTART,
        Cause.OUTAGE,
    ),
    (
        "waiting on purpose",
        gateway(shard(state=GatewayState.STARTING, outage_s=9_999.0), waiting=WAITING),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "another instance speaks",
        gateway(shard(state=GatewayState.STARTING, outage_s=9_999.0), waiting=STANDING_BY),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "on the way out",
        gateway(shard(state=AWAY, outage_s=9_999.0), stopping="received SIGTERM"),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "silent, latency huge in every reading",
        gateway(shard(readings=(11.0, 41.25, 12.0)), event_age_s=601.0),
        Action.RESTART,
        Cause.ZOMBIE,
    ),
    (
        "silent, latency unknown for long",
        gateway(shard(readings=(None, None, None), latency_s=None), event_age_s=601.0),
        Action.RESTART,
        Cause.ZOMBIE,
    ),
    (
        "silent, one odd reading of a whole heartbeat interval",
        gateway(shard(readings=(0.1, 0.1, 41.25), latency_s=41.25), event_age_s=9_999.0),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "silent, too few readings to judge",
        gateway(shard(readings=(41.25, 41.25)), event_age_s=9_999.0),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "huge latency, but events come",
        gateway(shard(readings=(41.0, 41.0, 41.0)), event_age_s=600.0),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "latency at the limit",
        gateway(shard(readings=(10.0, 10.0, 10.0)), event_age_s=9_999.0),
        Action.NOTHING,
        Cause.NONE,
    ),
    ("ACK late, within the limit", gateway(shard(ack_age_s=180.0)), Action.NOTHING, Cause.NONE),
    ("ACKs stay away", gateway(shard(ack_age_s=180.1)), Action.RECONNECT, Cause.NO_ACK),
    (
        "reconnected, an ACK may still come",
        gateway(shard(ack_age_s=300.0, remedy_age_s=180.0)),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "reconnected in vain",
        gateway(shard(ack_age_s=400.0, remedy_age_s=180.1)),
        Action.RESTART,
        Cause.NO_ACK,
    ),
    ("one question unanswered", gateway(shard(unanswered=1)), Action.NOTHING, Cause.NONE),
    ("two questions unanswered", gateway(shard(unanswered=2)), Action.RECONNECT, Cause.DEAF),
    (
        "reconnected for deafness, not asked yet",
        gateway(shard(deaf_remedy_age_s=5.0)),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "reconnected for deafness, one question unanswered",
        gateway(shard(unanswered=1, deaf_remedy_age_s=50.0)),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "reconnected for deafness in vain",
        gateway(shard(unanswered=2, deaf_remedy_age_s=90.0)),
        Action.RESTART,
        Cause.DEAF,
    ),
    (
        "deaf and without ACKs: the sure sign comes first",
        gateway(shard(unanswered=2, ack_age_s=200.0)),
        Action.RECONNECT,
        Cause.NO_ACK,
    ),
    (
        "deaf, then away: the outage rule's affair",
        gateway(shard(state=AWAY, outage_s=30.0, ack_age_s=None, deaf_remedy_age_s=20.0)),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "away after the reconnect: the outage rule's affair",
        gateway(shard(state=AWAY, outage_s=30.0, ack_age_s=None, remedy_age_s=500.0)),
        Action.NOTHING,
        Cause.NONE,
    ),
    (
        "one shard of three away too long",
        gateway(shard(), shard(shard_id=1, state=AWAY, outage_s=700.0), shard(shard_id=2)),
        Action.RESTART,
        Cause.OUTAGE,
    ),
    (
        "one shard wants a reconnect, another a restart",
        gateway(shard(ack_age_s=200.0), shard(shard_id=1, state=AWAY, outage_s=700.0)),
        Action.RESTART,
        Cause.OUTAGE,
    ),
]


@pytest.mark.parametrize(
    ("snapshot", "action", "cause"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_decide(snapshot: GatewaySnapshot, action: Action, cause: Cause) -> None:
    verdict = decide(snapshot, LIMITS)
    assert (verdict.action, verdict.cause) == (action, cause)
    assert bool(verdict.reason) is (action is not Action.NOTHING)


def test_the_reason_has_its_figures() -> None:
    verdict = decide(gateway(shard(shard_id=2, state=AWAY, outage_s=612.34)), LIMITS)
    assert verdict.reason == "shard 2: gateway away for 612.3 s (limit 600 s)"


class Guarded:
    """A watchdog over a real tracker on a clock that is moved by hand."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.clock = ManualClock()
        self.tracker = Tracker(self.clock)
        self.restarts: list[Verdict] = []
        self.reconnects: list[Verdict] = []
        self.watchdog = Watchdog(
            look=self.tracker.snapshot,
            limits=limits,
            restart=self.restarts.append,
            reconnect=self._reconnect,
            interval_s=60.0,
            clock=self.clock,
        )

    async def _reconnect(self, verdict: Verdict) -> None:
        self.reconnects.append(verdict)
        self.tracker.remedied(verdict.shard_id)

    async def heartbeats(self, count: int) -> None:
        """Nothing but one ACK per interval."""
        for number in range(count):
            self.tracker.latency(0, 0.05 + number / 1e6, HEARTBEAT_S)
            await self.clock.advance(HEARTBEAT_S)


async def test_a_healthy_quiet_gateway_is_never_ended() -> None:
    guarded = Guarded()
    running = asyncio.create_task(guarded.watchdog.run())
    guarded.tracker.connected()
    guarded.tracker.ready()
    await guarded.heartbeats(24 * 3600 // int(HEARTBEAT_S))
    assert guarded.restarts == []
    assert guarded.reconnects == []
    running.cancel()


async def test_failed_reconnects_do_not_prolong_an_outage() -> None:
    guarded = Guarded()
    running = asyncio.create_task(guarded.watchdog.run())
    guarded.tracker.connected()
    guarded.tracker.ready()
    guarded.tracker.disconnected()
    for _ in range(70):
        await guarded.clock.advance(10)
        guarded.tracker.disconnected()
    # 600 s are borne; the first look after that is at 660 s.
    assert guarded.restarts
    assert guarded.restarts[0].reason == "gateway away for 660.0 s (limit 600 s)"
    running.cancel()


async def test_missing_acks_are_first_met_by_a_reconnect_then_by_a_restart() -> None:
    guarded = Guarded()
    running = asyncio.create_task(guarded.watchdog.run())
    guarded.tracker.connected()
    guarded.tracker.ready()
    await guarded.clock.advance(239)
    assert [len(guarded.reconnects), len(guarded.restarts)] == [0, 0]
    await guarded.clock.advance(2)
    assert [len(guarded.reconnects), len(guarded.restarts)] == [1, 0]
    # It resumes at once, and still no ACK comes.
    guarded.tracker.disconnected()
    guarded.tracker.resumed()
    await guarded.clock.advance(241)
    assert [len(guarded.reconnects), len(guarded.restarts)] == [1, 1]
    running.cancel()


async def test_an_ack_after_the_reconnect_makes_all_well() -> None:
    guarded = Guarded()
    guarded.tracker.connected()
    guarded.tracker.ready()
    guarded.clock.move(200)
    assert (await guarded.watchdog.step()).action is Action.RECONNECT
    guarded.tracker.disconnected()
    guarded.tracker.resumed()
    assert guarded.tracker.latency(0, 0.04)
    guarded.clock.move(170)
    assert (await guarded.watchdog.step()).action is Action.NOTHING
    guarded.clock.move(11)
    assert (await guarded.watchdog.step()).action is Action.RECONNECT, "a new case, a new remedy"


async def test_a_jump_of_the_date_means_nothing() -> None:
    guarded = Guarded()
    guarded.tracker.connected()
    guarded.tracker.ready()
    guarded.tracker.latency(0, 0.05)
    guarded.clock.jump_wall_clock(timedelta(days=400))
    assert (await guarded.watchdog.step()).action is Action.NOTHING


async def test_a_look_that_fails_is_not_the_last() -> None:
    clock = ManualClock()
    looks: list[int] = []

    def look() -> GatewaySnapshot:
        looks.append(1)
        raise RuntimeError("broken")

    async def reconnect(_: Verdict) -> None: ...

    watchdog = Watchdog(
        look=look,
        limits=LIMITS,
        restart=lambda _: None,
        reconnect=reconnect,
        interval_s=60.0,
        clock=clock,
    )
    running = asyncio.create_task(watchdog.run())
    await clock.advance(200)
    assert len(looks) == 3
    running.cancel()


@pytest.mark.parametrize("unknown", [math.nan, math.inf])
async def test_unknown_latency_for_ten_minutes_of_silence_is_a_zombie(unknown: float) -> None:
    guarded = Guarded(Limits(ack_timeout_s=86_400))
    guarded.tracker.connected()
    guarded.tracker.ready()
    for _ in range(601):
        guarded.clock.move(1)
        guarded.tracker.latency(0, unknown)
    assert (await guarded.watchdog.step()).cause is Cause.ZOMBIE
