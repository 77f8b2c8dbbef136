"""Whether `/healthz` tells the truth: every answer beside what the sandbox knows of the gateway."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Final

from sandbox.chaos.attention import Attention, Eyesight, is_attentive, is_blind
from sandbox.chaos.ears import Ears
from sandbox.chaos.hosting import Health, Host, Instance
from sandbox.discord.faults import ALL, Act, Gateway
from sandbox.discord.scenes.sample_world import WELCOMECREW
from sandbox.discord.world.feed import WorldEvent
from sandbox.hosting.restarts import ProcessState
from sandbox.server import Sandbox
from shared.timing.clock import Clock

TOLERANCE_S: Final = 4.0
"""An answer counts once nothing has changed for so long: not process, connection or fault."""
EVERY_S: Final = 0.4
_MUTE_S: Final = 10.0
"""Seconds without an answer after which the pages of a running process are dead."""
_KEPT: Final = 20
_NO_CHANGE: Final = frozenset({"heartbeat"})


class Judgement(Enum):
    """What can be said of one moment's answers."""

    TRUE = "true"
    UNTRUE = "untrue"
    UNSETTLED = "too soon after a change to say"


@dataclass(frozen=True, slots=True)
class Moment:
    """All instances of one bot, asked at the same time, and the gateway at that time."""

    claims: int
    """How many said 200."""
    sessions: int
    """How many sessions had a socket."""
    deaf: bool
    """The gateway was silent, left heartbeats unanswered, or told the session nothing."""
    quiet_s: float
    """Since the last change of anything."""


def judge(moment: Moment, *, detect_s: float) -> Judgement:
    """As many say 200 as there are sessions; nobody does once a deaf gateway must be noticed."""
    if moment.deaf:
        if moment.quiet_s < detect_s + TOLERANCE_S:
            return Judgement.UNSETTLED
        return Judgement.UNTRUE if moment.claims else Judgement.TRUE
    if moment.quiet_s < TOLERANCE_S:
        return Judgement.UNSETTLED
    return Judgement.TRUE if moment.claims == moment.sessions else Judgement.UNTRUE


@dataclass(slots=True)
class Reading:
    """What came of all samples."""

    counts: dict[Judgement, int] = field(default_factory=lambda: dict.fromkeys(Judgement, 0))
    untrue: list[str] = field(default_factory=list[str])
    mute: list[str] = field(default_factory=list[str])


class Witness:
    """Samples every instance for as long as `watch` runs."""

    def __init__(
        self,
        box: Sandbox,
        apps: Iterable[str],
        *,
        detect_s: float,
        asked_s: float,
        clock: Clock,
    ) -> None:
        self._box = box
        self._detect_s = detect_s
        self._asked_s = asked_s
        self._clock = clock
        self._began = clock.monotonic()
        self._changed_at = dict.fromkeys(apps, self._began)
        self._answered_at: dict[Instance, tuple[int, float]] = {}
        self._lasting = {app: self._faults_of(app) for app in self._changed_at}
        self.reading = Reading()
        self.ears = Ears(box.faults, clock)
        self.attention = Attention()
        self.eyesight = Eyesight()
        box.faults.on_change(self._on_fault)
        box.subscribe(self._on_event)
        box.subscribe(self.ears.hear)

    def changed(self, app: str) -> None:
        """Something about this bot changed: what it says may lag behind."""
        self._changed_at[app] = self._clock.monotonic()
        if app == WELCOMECREW:
            self.attention.lapse(self._clock.monotonic())

    async def watch(self, hosts: Mapping[str, Host]) -> None:
        """Ask for ever."""
        while True:
            await asyncio.gather(*map(self._sample, hosts.values()))
            await self._clock.sleep(EVERY_S)

    async def _sample(self, host: Host) -> None:
        instances = tuple(host.instances)
        # None is left when the run ends and its hosts have stopped.
        if not instances or any(instance.frozen for instance in instances):
            return
        before = self._now(host.app)
        healths = await asyncio.gather(*map(host.health, instances))
        answers = [health.status for health in healths]
        # Whatever changed while they were asked counts as a change just now.
        after = self._now(host.app)
        quiet = min(before[1], after[1])
        told_nothing = self.ears.is_deaf(host.app)
        if before[0] != after[0] or (told_nothing and not self.ears.can_tell(host.app)):
            quiet = 0.0
        sessions, deaf = after[0]
        moment = Moment(answers.count(200), sessions, deaf or told_nothing, quiet)
        # A deaf session is found by asking: until then 200 is no lie.
        judgement = judge(moment, detect_s=self._detect_s if deaf else self._asked_s)
        self.reading.counts[judgement] += 1
        if judgement is Judgement.UNTRUE and len(self.reading.untrue) < _KEPT:
            self.reading.untrue.append(f"{self._at()} {host.app}: {list(answers)}, yet {moment}")
        self._look_for_mute(host, instances, answers)
        if host.app == WELCOMECREW:
            self._look_at_sight(instances[0], healths[0])

    def _now(self, app: str) -> tuple[tuple[int, bool], float]:
        faults = self._box.faults
        deaf = faults.is_on(Gateway.SILENT, app) or faults.is_on(Gateway.STOP_ACKS, app)
        sessions = self._box.records.live[app, 0]
        return (sessions, deaf), self._clock.monotonic() - self._changed_at[app]

    def _look_at_sight(self, instance: Instance, health: Health) -> None:
        now = self._clock.monotonic()
        if not is_attentive(self._box):
            self.attention.lapse(now)
        # Of what a deaf session was not told it can't speak.
        blind = is_blind(self._box) and not self.ears.is_deaf(WELCOMECREW)
        body = health.body if health.status == HTTPStatus.OK else None
        self.eyesight.look(now, blind=blind, pid=instance.pid, body=body)

    def _look_for_mute(
        self, host: Host, instances: Sequence[Instance], answers: Sequence[int | None]
    ) -> None:
        """A page that has answered once answers for as long as its process lives."""
        now = self._clock.monotonic()
        for instance, answer in zip(instances, answers, strict=True):
            pid = instance.pid
            since = self._answered_at.get(instance)
            running = instance.bot.report().state is ProcessState.RUNNING
            if pid is None or not running or instance.leaving or instance.frozen:
                self._answered_at.pop(instance, None)
            elif answer is not None:
                self._answered_at[instance] = pid, now
            elif since is not None and since[0] != pid:
                self._answered_at.pop(instance)
            elif since is not None and now - since[1] > _MUTE_S:
                self._answered_at.pop(instance)
                self.reading.mute.append(f"{self._at()} {host.app} gave no answer for {_MUTE_S} s")

    def _on_event(self, event: WorldEvent) -> None:
        if event.name == "GATEWAY" and event.payload["kind"] not in _NO_CHANGE:
            app = str(event.payload["bot"])
            if app in self._changed_at:
                self.changed(app)

    def _on_fault(self, act: Act | None) -> None:
        """Faults of REST and Sheets don't change what is true of the gateway."""
        for app, before in self._lasting.items():
            self.ears.on_fault(app)
            self._lasting[app] = self._faults_of(app)
            if self._lasting[app] != before or (act is not None and act.bot in (ALL, app)):
                self.changed(app)

    def _faults_of(self, app: str) -> frozenset[Gateway]:
        return frozenset(fault for fault, bot, _ in self._box.faults.lasting if bot in (ALL, app))

    def _at(self) -> str:
        return f"at {self._clock.monotonic() - self._began:.1f} s:"
