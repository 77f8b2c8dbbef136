"""When Discord is asked, what counts, and what follows: hours of it on a clock that is moved."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.keepalive.canary import Canary, canary_words, is_due
from shared.keepalive.components import ComponentFailing
from shared.keepalive.health import Identity, report
from shared.keepalive.snapshot import GatewayState, ShardSnapshot
from shared.keepalive.tracker import Tracker
from shared.keepalive.watchdog import Action, Cause, Limits, Verdict, Watchdog
from tests.fakes.clock import ManualClock
from tests.shared.keepalive.facts import shard

QUIET_S = 300.0
HEARTBEAT_S = 41.25
DAY_S = 24 * 3600
RETRIES_S = 2 * 70.0 * 1.2 + 2 * 10


class Gateway:
    """A server that may be deaf, with everything of the keepalive that judges it."""

    def __init__(self, *, shards: int = 1) -> None:
        self.clock = ManualClock()
        self.tracker = Tracker(self.clock)
        self.tracker.expect(tuple(range(shards)))
        self.shards = range(shards)
        self.deaf: set[int] = set()
        self.members_away = False
        self.sounds_away = False
        self.knows_sounds = True
        self.asked_for_sounds = 0
        self.servers = True
        self.breaks: Exception | None = None
        self.mends = True
        self.asked: list[tuple[float, int]] = []
        self.events_meanwhile = 0
        self.reconnects: list[Verdict] = []
        self.restarts: list[Verdict] = []
        self._beats = 0
        self.watchdog = Watchdog(
            look=self.tracker.snapshot,
            limits=Limits(),
            restart=self.restarts.append,
            reconnect=self._reconnect,
            interval_s=60.0,
            clock=self.clock,
        )
        self.canary = Canary(
            tracker=self.tracker,
            ask=self._ask,
            ask_other=self._ask_for_sounds,
            read_events=lambda: None,
            quiet_s=QUIET_S,
            clock=self.clock,
        )

    async def _ask(self, number: int) -> bool | None:
        if self.breaks is not None:
            raise self.breaks
        if not self.servers:
            return None
        self.asked.append((self.clock.monotonic(), number))
        if self.members_away or number in self.deaf:
            await self.clock.sleep(10.0)
            if self.events_meanwhile:
                self.tracker.events_came(self.events_meanwhile, number)
            return False
        self.tracker.events_came(1, number)
        return True

    async def _ask_for_sounds(self, number: int) -> None:
        self.asked_for_sounds += 1
        if not self.knows_sounds:
            self.tracker.disconnected(number)
            asyncio.get_running_loop().call_later(0, self._resume, number)
        elif not self.sounds_away and number not in self.deaf:
            self.tracker.events_came(1, number)

    def _resume(self, number: int) -> None:
        # What was not delivered is replayed, then comes RESUMED itself.
        self.tracker.events_came(2 * (number in self.deaf) + 1, number)
        self.tracker.resumed(number)

    async def _reconnect(self, verdict: Verdict) -> None:
        self.reconnects.append(verdict)
        number = verdict.shard_id
        self.tracker.deafness_remedied(number)
        self.tracker.disconnected(number)
        # The two answers that were not delivered are replayed; then comes RESUMED itself.
        replayed = 2 if number in self.deaf else 0
        if self.mends:
            self.deaf.discard(number)
        self.tracker.events_came(replayed + 1, number)
        self.tracker.resumed(number)

    def greet(self) -> None:
        for number in self.shards:
            self.tracker.connected(number)
            self.tracker.ready(number)

    async def pass_time(self, seconds: float, *, event_every: float = 0) -> None:
        """Heartbeats are answered all the while; events come as told."""
        until = self.clock.monotonic() + seconds
        since_event = 0.0
        while self.clock.monotonic() < until:
            self._beats += 1
            for number in self.shards:
                self.tracker.latency(number, 0.05 + self._beats / 1e6, HEARTBEAT_S)
            await self.clock.advance(HEARTBEAT_S)
            since_event += HEARTBEAT_S
            if event_every and since_event >= event_every:
                since_event = 0
                for number in set(self.shards) - self.deaf:
                    self.tracker.events_came(1, number)

    def state(self) -> GatewayState:
        health = report(
            self.tracker.snapshot(), (), Limits(), Identity("t", "i", "c"), self.clock.now()
        )
        return health.state

    def actions(self) -> list[tuple[Cause, int]]:
        """What was done, and to which shard."""
        return [(it.cause, it.shard_id) for it in [*self.reconnects, *self.restarts]]


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    made = Gateway()
    made.greet()
    async with running(made):
        yield made


class running:  # noqa: N801 - reads as a verb where it is used
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __aenter__(self) -> None:
        loops = (self._gateway.canary.run(), self._gateway.watchdog.run())
        self._tasks = [asyncio.create_task(each) for each in loops]

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()


async def test_a_healthy_quiet_server_is_left_alone_for_a_day(gateway: Gateway) -> None:
    await gateway.pass_time(DAY_S)
    assert gateway.actions() == []
    assert gateway.state() is GatewayState.READY
    asked = len(gateway.asked)
    assert DAY_S / QUIET_S * 0.8 < asked < DAY_S / QUIET_S * 1.25
    pauses = {
        round(b - a) for (a, _), (b, _) in zip(gateway.asked, gateway.asked[1:], strict=False)
    }
    assert min(pauses) > 30, "far below Discord's limit"
    assert len(pauses) > 5, "not to the second: many bots ask"


async def test_a_busy_server_is_hardly_asked(gateway: Gateway) -> None:
    await gateway.pass_time(6 * 3600, event_every=HEARTBEAT_S)
    assert len(gateway.asked) == 1, "once, so that there is an answer to compare with"


async def test_a_deaf_one_is_reconnected_and_well_again(gateway: Gateway) -> None:
    await gateway.pass_time(3600)
    gateway.deaf = {0}
    await gateway.pass_time(QUIET_S * 1.2 + RETRIES_S + 120)
    assert gateway.actions() == [(Cause.DEAF, 0)]
    assert gateway.reconnects[0].action is Action.RECONNECT
    await gateway.pass_time(3600)
    assert gateway.state() is GatewayState.READY
    assert gateway.actions() == [(Cause.DEAF, 0)]


async def test_one_that_stays_deaf_is_restarted(gateway: Gateway) -> None:
    gateway.mends = False
    await gateway.pass_time(3600)
    gateway.deaf = {0}
    seen: set[GatewayState] = set()
    before = gateway.clock.monotonic()
    while not gateway.restarts:
        await gateway.pass_time(HEARTBEAT_S)
        seen.add(gateway.state())
        assert gateway.clock.monotonic() - before < 1200, "within twenty minutes"
    assert len(gateway.reconnects) == 1
    assert gateway.restarts[0].cause is Cause.DEAF
    assert GatewayState.DEAF in seen
    assert "still deaf" in gateway.restarts[0].reason


@pytest.mark.parametrize("event_every", [0, 60.0, 1500.0])
async def test_a_member_service_that_is_away_is_no_deafness(
    gateway: Gateway, event_every: float
) -> None:
    """Seen from the start, or by the events that come all the same."""
    if event_every:
        await gateway.pass_time(3600)
        gateway.events_meanwhile = 1
    gateway.members_away = True
    await gateway.pass_time(6 * 3600, event_every=event_every)
    assert gateway.actions() == []
    assert gateway.state() is GatewayState.READY
    assert gateway.tracker.snapshot().canary.unanswered == 0, "none counts"
    if event_every != 60.0:
        with pytest.raises(ComponentFailing, match="unanswered"):
            canary_words(gateway.tracker.snapshot().canary)


async def test_on_a_quiet_server_one_resume_shows_that_only_the_members_are_away(
    gateway: Gateway,
) -> None:
    """Nothing was replayed, so nothing was missed: no restart, and no second reconnect.

    Where nothing else answers either.
    """
    await gateway.pass_time(3600)
    gateway.members_away = gateway.sounds_away = True
    await gateway.pass_time(6 * 3600)
    assert [it.action for it in gateway.reconnects] == [Action.RECONNECT]
    assert gateway.restarts == []
    assert gateway.state() is GatewayState.READY
    gateway.members_away = False
    await gateway.pass_time(3600)
    gateway.deaf = {0}
    await gateway.pass_time(QUIET_S * 1.2 + RETRIES_S + 120)
    assert len(gateway.reconnects) == 2, "once it answers again, silence counts again"


async def test_on_a_quiet_server_an_absent_member_service_costs_nothing(gateway: Gateway) -> None:
    """It had answered before, and no event comes: what another service answers tells."""
    await gateway.pass_time(3600)
    gateway.members_away = True
    seen: set[GatewayState] = set()
    for _ in range(200):
        await gateway.pass_time(HEARTBEAT_S * 2)
        seen.add(gateway.state())
    assert gateway.actions() == []
    assert seen == {GatewayState.READY}
    with pytest.raises(ComponentFailing, match="events come all the same"):
        canary_words(gateway.tracker.snapshot().canary)
    gateway.deaf = {0}
    await gateway.pass_time(QUIET_S * 1.2 + RETRIES_S + 120)
    assert gateway.actions() == [(Cause.DEAF, 0)], "deafness shows while the members are away"


async def test_a_healthy_server_is_never_asked_the_second_thing(gateway: Gateway) -> None:
    await gateway.pass_time(DAY_S / 4)
    assert gateway.asked_for_sounds == 0


async def test_a_gateway_that_closes_at_the_second_question_is_asked_it_once(
    gateway: Gateway,
) -> None:
    """The close was the reconnect; what stays deaf after it is restarted all the same."""
    gateway.knows_sounds = False
    await gateway.pass_time(3600)
    gateway.deaf = {0}
    await gateway.pass_time(QUIET_S * 1.2 + 2 * RETRIES_S + 240)
    assert gateway.asked_for_sounds == 1
    assert gateway.reconnects == []
    assert [it.cause for it in gateway.restarts][:1] == [Cause.DEAF]
    assert "after a forced reconnect" in gateway.restarts[0].reason


async def test_a_question_that_fails_ends_nothing(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.servers = False
    gateway.breaks = AttributeError("no socket")
    await gateway.pass_time(600)
    assert "this question failed" in caplog.text
    gateway.breaks, gateway.servers = None, True
    await gateway.pass_time(3600)
    assert gateway.asked


async def test_an_event_between_two_questions_ends_the_doubt(gateway: Gateway) -> None:
    await gateway.pass_time(3600)
    gateway.members_away = True
    while not gateway.tracker.snapshot().shards[0].unanswered:
        await gateway.pass_time(HEARTBEAT_S)
    gateway.tracker.events_came()
    assert gateway.tracker.snapshot().shards[0].unanswered == 0
    await gateway.pass_time(200)
    assert gateway.actions() == []


async def test_where_there_is_no_server_nothing_is_asked_and_nothing_follows(
    gateway: Gateway,
) -> None:
    gateway.servers = False
    await gateway.pass_time(DAY_S / 4)
    assert gateway.actions() == []
    assert canary_words(gateway.tracker.snapshot().canary) == "nothing asked yet"


async def test_a_new_session_is_under_no_suspicion(gateway: Gateway) -> None:
    await gateway.pass_time(3600)
    gateway.mends = False
    gateway.deaf = {0}
    while not gateway.reconnects:
        await gateway.pass_time(HEARTBEAT_S)
    gateway.tracker.disconnected()
    gateway.tracker.connected()
    gateway.tracker.ready()
    gateway.deaf = set()
    assert gateway.state() is GatewayState.READY


async def test_of_two_shards_only_the_deaf_one_is_reconnected() -> None:
    two = Gateway(shards=2)
    two.greet()
    async with running(two):
        await two.pass_time(3600)
        two.deaf = {1}
        await two.pass_time(QUIET_S * 1.2 + RETRIES_S + 120)
    assert two.actions() == [(Cause.DEAF, 1)]
    assert {number for _, number in two.asked} == {0, 1}


QUIET = shard(state_age_s=5000.0, quiet_s=5000.0)


@pytest.mark.parametrize(
    ("facts", "since_asked", "due"),
    [
        (QUIET, None, True),
        (shard(state_age_s=29.0), None, False),
        (shard(state_age_s=31.0), None, True),
        (shard(state=GatewayState.DISCONNECTED, state_age_s=999.0), None, False),
        (shard(state=GatewayState.CONNECTED, state_age_s=999.0), 9999.0, False),
        (QUIET, 299.0, False),
        (QUIET, 300.0, True),
        (shard(quiet_s=299.0), 9999.0, False),
        (shard(quiet_s=5000.0, unanswered=1), 59.0, False),
        (shard(quiet_s=5000.0, unanswered=1), 60.0, True),
        (shard(quiet_s=2.0, deaf_remedy_age_s=3.0), 40.0, True),
        (shard(quiet_s=2.0, deaf_remedy_age_s=50.0), 10.0, False),
        (shard(quiet_s=2.0, deaf_remedy_age_s=90.0), 60.0, True),
    ],
)
def test_when_to_ask(facts: ShardSnapshot, since_asked: float | None, due: bool) -> None:
    assert is_due(facts, since_asked, quiet_s=QUIET_S, factor=1.0) is due
