"""The metrics: every name that dashboards rely on, in a registry of their own."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared.config.secret import Secret
from shared.keepalive.components import ComponentState
from shared.keepalive.gauges import read_gauges
from shared.keepalive.health import Identity
from shared.keepalive.history import History
from shared.keepalive.identify import SessionBudget
from shared.keepalive.jobs import JobState
from shared.keepalive.metrics.prometheus import Metrics
from shared.keepalive.metrics.reading import Reading
from shared.keepalive.service import Keepalive
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.snapshot import CanarySnapshot
from tests.fakes.clock import ManualClock
from tests.shared.keepalive.facts import gateway, shard


def reading() -> Reading:
    clock = ManualClock()
    history = History(clock)
    history.add(latency_s=0.1, events=1, lag_s=0.25, connected=True)
    history.add(latency_s=0.1, events=1, lag_s=0.125, connected=True)
    return read_gauges(
        snapshot=gateway(
            shard(),
            shard(shard_id=1, latency_s=0.3, unanswered=2),
            resumes=4,
            identifies=1,
            term=12,
            canary=CanarySnapshot(answered=9, unanswered=2, unexplained=1, answer_age_s=30.0),
        ),
        components=[
            ComponentState("sheets", ok=False, words="", age_s=1),
            ComponentState("new", ok=None, words="", age_s=None),
        ],
        jobs=[JobState("summary", failures=2)],
        history=history,
        identity=Identity("tiny", "srv-1", "abc1234"),
        restarts={"outage": 3},
        budget=SessionBudget(1000, 987, 60.0),
        started_at=1767607200.0,
        now=clock.now(),
    )


def figures(metrics: Metrics) -> dict[str, float]:
    return {
        sample.name
        + "".join(f"|{value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("keepalive_gateway_up", 1),
        ("keepalive_gateway_latency_seconds", 0.3),
        ("keepalive_shard_up|1", 1),
        ("keepalive_shard_latency_seconds|1", 0.3),
        ("keepalive_standby", 0),
        ("keepalive_term", 12),
        ("keepalive_last_event_timestamp_seconds", 1767614395),
        ("keepalive_last_ack_timestamp_seconds", 1767614380),
        ("keepalive_reconnects_total|resume", 4),
        ("keepalive_reconnects_total|identify", 1),
        ("keepalive_deaf", 1),
        ("keepalive_canary_total|answered", 9),
        ("keepalive_canary_total|unanswered", 2),
        ("keepalive_canary_total|unexplained", 1),
        ("keepalive_last_answer_timestamp_seconds", 1767614370),
        ("keepalive_restarts_total|outage", 3),
        ("keepalive_restarts_total|deaf", 0),
        ("keepalive_restarts_total|loop_stall", 0),
        ("keepalive_start_timestamp_seconds", 1767607200),
        ("keepalive_identifies_remaining", 987),
        ("keepalive_loop_lag_seconds", 0.125),
        ("keepalive_loop_lag_worst_seconds", 0.25),
        ("component_up|sheets", 0),
        ("job_failures_total|summary", 2),
        ("build_info|abc1234|srv-1|tiny", 1),
        ("bot_commands_total|ping", 2),
        ("bot_errors_total|KeyError", 1),
        ("sheets_requests_total|read|ok", 1),
        ("sheets_request_seconds_sum|read", 0.5),
        ("tickets_total|inserted", 1),
        ("pending", 7),
    ],
)
def test_figures(name: str, value: float) -> None:
    metrics = Metrics()
    metrics.read_gauges_from(reading)
    metrics.count_command("ping")
    metrics.count_command("ping")
    metrics.count_error("KeyError")
    metrics.observe_sheets("read", "ok", 0.5)
    metrics.counter("tickets", "Tickets.", ["outcome"]).labels("inserted").inc()
    metrics.gauge("pending", "Waiting.").set(7)
    assert figures(metrics)[name] == value


def test_what_is_unknown_is_left_out() -> None:
    metrics = Metrics()
    metrics.read_gauges_from(reading)
    assert "component_up|new" not in figures(metrics)


def test_two_registries_do_not_meet() -> None:
    first, second = Metrics(), Metrics()
    first.count_command("ping")
    assert "bot_commands_total|ping" not in figures(second)


def test_what_may_come_is_born_at_0() -> None:
    """What appears between two looks of Prometheus with its first value has no increase."""
    metrics = Metrics()
    metrics.expect_errors("job refresh")
    metrics.expect_sheets_outcomes(["quota", "refused"])
    metrics.observe_sheets("read", "ok", 0.5)
    seen = figures(metrics)
    assert seen["bot_errors_total|job refresh"] == 0
    assert seen["sheets_requests_total|read|quota"] == 0
    assert seen["sheets_requests_total|read|ok"] == 1


async def test_a_process_has_one_start_whatever_the_clock_does() -> None:
    """Each change of it would count as a start."""
    clock = ManualClock()
    settings = KeepaliveSettings(discord_token=Secret("x" * 60))
    keepalive = Keepalive(service="tiny", settings=settings, clock=clock)
    first = figures(keepalive.metrics)["keepalive_start_timestamp_seconds"]
    clock.move(30)
    clock.jump_wall_clock(timedelta(milliseconds=3))
    assert figures(keepalive.metrics)["keepalive_start_timestamp_seconds"] == first


def test_commands_are_born_at_0() -> None:
    metrics = Metrics()
    metrics.expect_commands(["clan", "help"])
    metrics.count_command("help")
    text = metrics.text().decode()
    assert 'bot_commands_total{command="clan"} 0.0' in text
    assert 'bot_commands_total{command="help"} 1.0' in text
