"""The tracker: what events and readings mean, whatever order they come in."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shared.keepalive.shard import READINGS_KEPT
from shared.keepalive.snapshot import GatewayState, Waiting
from shared.keepalive.tracker import Tracker
from shared.keepalive.watchdog import Limits, lacks_acks
from tests.fakes.clock import ManualClock

UNTIL = datetime(2026, 1, 5, 13, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def tracker(clock: ManualClock) -> Tracker:
    return Tracker(clock)


def test_it_starts_in_an_outage(tracker: Tracker, clock: ManualClock) -> None:
    clock.move(30)
    seen = tracker.snapshot()
    assert seen.shards[0].state is GatewayState.STARTING
    assert seen.outage_s == 30
    assert seen.event_age_s is None
    assert not seen.connected


def test_connected_is_up_but_the_outage_ends_at_ready(tracker: Tracker, clock: ManualClock) -> None:
    clock.move(5)
    tracker.connected()
    assert tracker.snapshot().connected
    assert tracker.snapshot().outage_s == 5
    tracker.ready()
    assert tracker.snapshot().outage_s is None


def test_the_first_disconnect_begins_the_outage(tracker: Tracker, clock: ManualClock) -> None:
    tracker.connected()
    tracker.ready()
    for _ in range(3):
        tracker.disconnected()
        clock.move(10)
    assert tracker.snapshot().outage_s == 30
    tracker.resumed()
    assert tracker.snapshot().outage_s is None
    assert tracker.snapshot().resumes == 1


def test_a_first_connect_that_fails_says_why_at_once(tracker: Tracker) -> None:
    tracker.disconnected()
    assert tracker.snapshot().trouble == "Discord's gateway cannot be reached"
    tracker.connected()
    tracker.ready()
    tracker.disconnected()
    assert tracker.snapshot().trouble == ""


def test_a_late_ready_does_not_end_an_outage(tracker: Tracker) -> None:
    """discord.py says ready some seconds after READY, even if the connection is gone by then."""
    tracker.connected()
    tracker.disconnected()
    tracker.ready()
    assert tracker.snapshot().shards[0].state is GatewayState.DISCONNECTED


def test_an_unfinished_start_goes_on_as_the_same_outage(
    tracker: Tracker, clock: ManualClock
) -> None:
    clock.move(100)
    tracker.connected()
    tracker.disconnected()
    clock.move(100)
    assert tracker.snapshot().outage_s == 200


def test_an_ack_shows_as_a_change_of_latency(tracker: Tracker, clock: ManualClock) -> None:
    tracker.connected()
    assert tracker.latency(0, 0.05)
    clock.move(40)
    assert not tracker.latency(0, 0.05), "stale"
    assert tracker.snapshot().shards[0].ack_age_s == 40
    assert tracker.latency(0, 0.06)
    assert tracker.snapshot().shards[0].ack_age_s == 0


def test_a_stale_reading_counts_once(tracker: Tracker) -> None:
    tracker.connected()
    for _ in range(60):
        tracker.latency(0, 41.25)
    assert tracker.snapshot().shards[0].readings == (41.25,)


def test_a_whole_heartbeat_interval_too_much_is_taken_off(tracker: Tracker) -> None:
    tracker.connected()
    tracker.latency(0, 41.29, heartbeat_s=41.25)
    assert tracker.snapshot().latency_s == pytest.approx(0.04)
    tracker.latency(0, 15.0, heartbeat_s=41.25)
    assert tracker.snapshot().latency_s == 15.0


@pytest.mark.parametrize("unknown", [math.nan, math.inf, -1.0])
def test_unknown_is_unknown(tracker: Tracker, unknown: float) -> None:
    tracker.connected()
    assert not tracker.latency(0, unknown)
    assert tracker.snapshot().latency_s is None


def test_waiting_stops_the_clock_of_the_outage(tracker: Tracker, clock: ManualClock) -> None:
    clock.move(100)
    tracker.wait(Waiting("rate limited", UNTIL))
    clock.move(80_000)
    assert tracker.snapshot().outage_s == 100
    assert tracker.snapshot().phase_age_s == 80_000
    tracker.wait_over()
    clock.move(50)
    assert tracker.snapshot().outage_s == 150
    # Shards that are first heard of later have waited as well.
    tracker.expect((0, 1))
    assert tracker.snapshot().shards[1].outage_s == 150


def test_of_several_shards_the_worst_counts(tracker: Tracker, clock: ManualClock) -> None:
    tracker.expect((0, 1))
    for shard_id in (0, 1):
        tracker.connected(shard_id)
        tracker.ready(shard_id)
        tracker.latency(shard_id, 0.1 + shard_id)
    assert tracker.snapshot().connected
    assert tracker.snapshot().latency_s == 1.1
    tracker.disconnected(1)
    clock.move(7)
    assert not tracker.snapshot().connected
    assert tracker.snapshot().outage_s == 7


EVENTS = st.sampled_from(
    ["connected", "ready", "resumed", "disconnected", "events_came", "wait", "wait_over"]
)
STEPS = st.lists(
    st.tuples(
        EVENTS,
        st.floats(0, 1000),
        st.one_of(st.just(math.nan), st.just(math.inf), st.floats(0, 100)),
    ),
    max_size=40,
)


@given(STEPS)
@hypothesis_settings(max_examples=150)
def test_whatever_happens(steps: list[tuple[str, float, float]]) -> None:
    clock = ManualClock()
    tracker = Tracker(clock)
    for name, seconds, latency in steps:
        before = tracker.snapshot()
        if name == "wait":
            tracker.wait(Waiting("budget", UNTIL))
        else:
            getattr(tracker, name)()
        tracker.latency(0, latency)
        after = tracker.snapshot()
        shard = after.shards[0]
        # Ready means no outage; away means one that never began later than it was known.
        assert (shard.state is GatewayState.READY) <= (shard.outage_s is None)
        assert shard.connected or shard.outage_s is not None
        if name == "disconnected" and before.outage_s is not None:
            assert after.outage_s == before.outage_s
        assert (shard.ack_age_s is not None) == shard.connected
        assert len(shard.readings) <= READINGS_KEPT
        for age in (after.event_age_s, after.outage_s, shard.ack_age_s, after.latency_s):
            assert age is None or (math.isfinite(age) and age >= 0)
        clock.move(seconds)
        later = tracker.snapshot()
        if after.waiting is not None:
            assert later.outage_s == after.outage_s
        elif after.outage_s is not None:
            assert later.outage_s == pytest.approx(after.outage_s + seconds)


def test_reconnecting_does_not_hide_that_acks_stay_away(
    tracker: Tracker, clock: ManualClock
) -> None:
    """GATEWAY_SILENCE_SEC below WATCHDOG_ACK_TIMEOUT_SEC: the library resumes each minute."""
    tracker.connected()
    tracker.ready()
    tracker.latency(0, 0.1)
    for _ in range(4):
        clock.move(60)
        tracker.disconnected()
        tracker.resumed()
    assert tracker.snapshot().shards[0].ack_age_s == 180
    clock.move(1)
    assert lacks_acks(tracker.snapshot().shards[0], Limits(ack_timeout_s=180)) is False
    clock.move(10)
    assert lacks_acks(tracker.snapshot().shards[0], Limits(ack_timeout_s=180)) is True
    tracker.latency(0, 0.2)
    assert tracker.snapshot().shards[0].ack_age_s == 0


def test_after_an_outage_the_first_ack_has_its_time(tracker: Tracker, clock: ManualClock) -> None:
    tracker.connected()
    tracker.ready()
    tracker.latency(0, 0.1)
    tracker.disconnected()
    clock.move(3600)
    tracker.resumed()
    clock.move(20)
    assert tracker.snapshot().shards[0].ack_age_s == 20
