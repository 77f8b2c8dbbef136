"""What monitors get: statuses and keys that never change their meaning."""

import json
from datetime import UTC, datetime

import pytest

from shared.keepalive.components import ComponentState
from shared.keepalive.health import HealthReport, Identity, clock_face, report
from shared.keepalive.jobs import JobState
from shared.keepalive.last_run import LongOutage
from shared.keepalive.snapshot import GatewaySnapshot, GatewayState, ShardSnapshot, Waiting
from shared.keepalive.watchdog import Limits
from tests.shared.keepalive.facts import gateway, shard

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
UNTIL = datetime(2026, 1, 5, 13, tzinfo=UTC)
AWAY = shard(state=GatewayState.DISCONNECTED, outage_s=42.9, ack_age_s=None, state_age_s=42.9)
ZOMBIE = gateway(shard(readings=(None, None, None), latency_s=None), event_age_s=700.0)
BROKEN = ComponentState("sheets", ok=False, words="not shared", age_s=3.2)


def ask(snapshot: GatewaySnapshot, *components: ComponentState) -> HealthReport:
    return report(snapshot, components, Limits(), Identity("tiny", "srv-1", "abc1234"), NOW)


STANDING_BY = Waiting("standing by: instance a speaks", state=GatewayState.STANDBY)
TABLE = [
    (gateway(), 200, "ready", "ok", True),
    (gateway(shard(state=GatewayState.CONNECTED)), 200, "connected", "ok", True),
    (gateway(AWAY), 503, "disconnected", "down", False),
    (gateway(shard(state=GatewayState.STARTING), event_age_s=None), 503, "starting", "down", False),
    (ZOMBIE, 206, "zombie", "degraded", True),
    (gateway(shard(ack_age_s=180.0)), 200, "ready", "ok", True),
    (gateway(shard(ack_age_s=180.1)), 206, "zombie", "degraded", True),
    (gateway(shard(unanswered=1)), 200, "ready", "ok", True),
    (gateway(shard(unanswered=2)), 206, "deaf", "degraded", True),
    (gateway(shard(deaf_remedy_age_s=3.0)), 206, "deaf", "degraded", True),
    (gateway(shard(), shard(unanswered=2)), 206, "deaf", "degraded", True),
    (gateway(AWAY, waiting=Waiting("rate limited", UNTIL)), 503, "waiting", "down", False),
    (gateway(AWAY, waiting=STANDING_BY), 503, "standby", "down", False),
    (gateway(stopping="received SIGTERM"), 503, "stopping", "down", False),
    (gateway(shard(), AWAY), 503, "disconnected", "down", False),
]


@pytest.mark.parametrize(("snapshot", "http", "state", "status", "connected"), TABLE)
def test_report(
    snapshot: GatewaySnapshot, http: int, state: str, status: str, connected: bool
) -> None:
    health = ask(snapshot)
    assert health.http_status == http
    body = health.body
    assert (body["state"], body["status"]) == (state, status)
    assert body["ok"] is body["connected"] is connected
    assert isinstance(body["reason"], str)
    assert body["reason"]


@pytest.mark.parametrize("snapshot", [row[0] for row in TABLE])
def test_the_keys_of_the_contract_keep_their_types(snapshot: GatewaySnapshot) -> None:
    body = json.loads(json.dumps(ask(snapshot, BROKEN).body, allow_nan=False))
    assert type(body["ok"]) is bool
    assert type(body["connected"]) is bool
    assert type(body["uptime"]) is str
    assert body["last_event_age_s"] is None or type(body["last_event_age_s"]) is int
    assert body["latency_s"] is None or type(body["latency_s"]) is float


@pytest.mark.parametrize(
    ("snapshot", "word"), [(gateway(), "well"), (ZOMBIE, "ill"), (gateway(AWAY), "away")]
)
def test_a_keyword_monitor_has_a_word_to_look_for(snapshot: GatewaySnapshot, word: str) -> None:
    text = json.dumps(ask(snapshot, BROKEN).body)
    assert [it for it in ("well", "ill", "away") if f'"gateway": "{it}"' in text] == [word]


def test_a_broken_component_degrades_but_changes_no_status() -> None:
    health = ask(gateway(), BROKEN)
    assert health.http_status == 200
    assert health.body["ok"] is True
    assert health.body["status"] == "degraded"
    assert health.body["components"] == {"sheets": {"ok": False, "words": "not shared", "age_s": 3}}


def test_a_failed_job_stands_in_the_headline_after_what_fails_itself() -> None:
    failed = JobState("summary", ok=False, last_outcome="failed: no channel", since_s=90.0)
    well = JobState("refresh", ok=True, last_outcome="done")
    identity = Identity("tiny", "srv-1", "abc1234")
    alone = report(gateway(), (), Limits(), identity, NOW, jobs=(well, failed))
    assert alone.reason == "ready, but the job summary failed: no channel"
    assert (NOW - alone.since).total_seconds() == 90
    assert alone.lost == "nothing: what was due comes late"
    assert alone.runbook == "docs/runbook.md#a-job-failed"
    assert (alone.http_status, alone.body["status"], alone.failing) == (200, "degraded", True)
    assert alone.body["components"] == {}
    both = report(gateway(), (BROKEN,), Limits(), identity, NOW, jobs=(failed,))
    assert both.reason == "ready, but sheets: not shared; failing as well: the job summary"
    assert not report(gateway(), (), Limits(), identity, NOW, jobs=(well, JobState("new"))).failing


def test_a_component_not_checked_yet_is_no_failure() -> None:
    unknown = ComponentState("sheets", ok=None, words="not checked yet", age_s=None)
    assert ask(gateway(), unknown).body["status"] == "ok"


def test_words_say_which_rule_makes_it_a_zombie() -> None:
    assert ask(ZOMBIE).reason == "no event for 700 s and latency unknown"
    assert ask(gateway(shard(ack_age_s=200.0))).reason == "no heartbeat ACK for 200 s"


@pytest.mark.parametrize(
    ("facts", "seconds"),
    [
        (shard(ack_age_s=200.0), 200),
        (shard(ack_age_s=10.0, remedy_age_s=210.0), 3600),
        (shard(ack_age_s=181.0, remedy_age_s=400.0), 400),
        (shard(quiet_s=500.0, unanswered=2), 500),
        (shard(quiet_s=5.0, deaf_remedy_age_s=70.0), 70),
        (shard(state=GatewayState.DISCONNECTED, state_age_s=3.0, outage_s=300.0), 300),
        (shard(state=GatewayState.CONNECTED, state_age_s=3.0, outage_s=300.0), 3),
        (shard(), 3600),
    ],
)
def test_since_is_when_the_trouble_began_not_the_connection_or_its_last_try(
    facts: ShardSnapshot, seconds: int
) -> None:
    since = datetime.fromisoformat(str(ask(gateway(facts)).body["since"]))
    assert (NOW - since).total_seconds() == seconds


def test_of_two_shards_that_are_away_the_longer_one_counts() -> None:
    one = shard(state=GatewayState.DISCONNECTED, outage_s=10.0)
    two = shard(shard_id=1, state=GatewayState.DISCONNECTED, outage_s=400.0)
    assert ask(gateway(one, two)).reason.startswith("shard 1: gateway away: 400 s")


def test_an_outage_of_several_processes_began_with_the_first() -> None:
    facts = gateway(shard(state=GatewayState.STARTING, outage_s=20.0, state_age_s=20.0))
    before = LongOutage(840.0, 2)
    said = report(facts, (), Limits(), Identity("t", "i", "c"), NOW, before=before)
    assert (NOW - said.since).total_seconds() == 840


def test_words_say_until_when_and_since_when() -> None:
    waiting = ask(gateway(waiting=Waiting("rate limited", UNTIL, "by Discord"), phase_age_s=60.0))
    assert waiting.reason == "rate limited until 2026-01-05 13:00:00 UTC (by Discord)"
    assert waiting.body["waiting_until"] == "2026-01-05T13:00:00+00:00"
    assert waiting.body["since"] == "2026-01-05T11:59:00+00:00"
    standing_by = ask(gateway(AWAY, waiting=STANDING_BY))
    assert standing_by.reason == "standing by: instance a speaks"
    assert standing_by.body["waiting_until"] is None
    assert standing_by.body["term"] is None
    assert ask(gateway(term=12)).body["term"] == 12
    away = ask(gateway(AWAY, trouble="Discord answered 503"))
    assert away.reason == "gateway away: 43 s of at most 600 s (Discord answered 503)"
    assert ask(gateway(shard(), AWAY)).reason.startswith("shard 0: gateway away")


@pytest.mark.parametrize(
    ("seconds", "face"),
    [(0, "00:00:00"), (61.9, "00:01:01"), (359_999, "99:59:59"), (360_000, "100:00:00")],
)
def test_uptime_runs_past_99_hours(seconds: float, face: str) -> None:
    assert clock_face(seconds) == face
