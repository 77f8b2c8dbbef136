"""Turns what the client reports into facts: who is connected, since when, and when it last spoke.

An outage begins at the first disconnect after having been ready (or at the start of the process)
and ends at ready or resumed. discord.py reports a disconnect for each failed attempt, so later
ones must not move the beginning.
"""

from .ground.clock import Clock
from .hearing import Questions
from .shard import Shard
from .snapshot import GatewaySnapshot, GatewayState, ShardSnapshot, Waiting, known

UNREACHABLE = "Discord's gateway cannot be reached"


class Tracker:
    """Takes events and readings as they come; gives a frozen snapshot when asked."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started = self._away_since = clock.monotonic()
        self._shards: dict[int, Shard] = {0: self._new_shard()}
        self._last_event: float | None = None
        self._waiting: Waiting | None = None
        self._waiting_since = 0.0
        self._stopping: str | None = None
        self._stopping_since = 0.0
        self._trouble = ""
        self._resumes = 0
        self._identifies = 0
        self._term: int | None = None
        self._questions = Questions()
        self.events = 0

    def expect(self, shard_ids: tuple[int, ...]) -> None:
        """The client is made of these shards: those not heard of yet count as away."""
        if not shard_ids:
            return
        for shard_id in shard_ids:
            self._shards.setdefault(shard_id, self._new_shard())
        for shard_id in self._shards.keys() - set(shard_ids):
            del self._shards[shard_id]

    def events_came(self, count: int = 1, shard_id: int = 0) -> None:
        """So many dispatches came in on this shard since the last look."""
        _, shard = self._sign_of_life(shard_id)
        self.events += count
        shard.events += count
        shard.hearing.hears(shard.events)

    def connected(self, shard_id: int = 0) -> None:
        """Discord accepted a new session; the guilds are still on their way."""
        now, shard = self._sign_of_life(shard_id)
        self._identifies += shard.connected_at is not None
        shard.hearing.is_well()
        self._up(shard, GatewayState.CONNECTED, now)

    def ready(self, shard_id: int = 0) -> None:
        """The guilds are here. A late one, after the connection dropped again, means nothing."""
        if not self._shard(shard_id).connected:
            return
        now, shard = self._sign_of_life(shard_id)
        shard.enter(GatewayState.READY, now)
        shard.outage_since = None
        self._trouble = ""

    def resumed(self, shard_id: int = 0) -> None:
        """The old session goes on where it stopped; nothing was missed."""
        now, shard = self._sign_of_life(shard_id)
        self._resumes += 1
        if shard.hearing.is_resumed(shard.events):
            # Discord's member service is away: no question counts until it answers again.
            self._questions.proven = False
        self._up(shard, GatewayState.READY, now)
        shard.outage_since = None
        self._trouble = ""

    def disconnected(self, shard_id: int = 0) -> None:
        """The connection dropped, or one more attempt to get it back failed."""
        now, shard = self._clock.monotonic(), self._shard(shard_id)
        if shard.outage_since is None:
            shard.outage_since = now
        shard.hearing.drops(now, shard.events)
        if shard.connected_at is None:
            # Known at once: the library may keep its first failure to itself for seconds.
            self._trouble = self._trouble or UNREACHABLE
        if shard.state is not GatewayState.STARTING:
            shard.enter(GatewayState.DISCONNECTED, now)

    def latency(self, shard_id: int, seconds: float, heartbeat_s: float | None = None) -> bool:
        """Take a reading of the client's latency; True when it shows a fresh ACK.

        The figure changes with each ACK and is stale in between. An ACK that is handled before
        the library noted its heartbeat reads one whole interval too high; since it notes one per
        interval, nothing else can read so high.
        """
        shard = self._shard(shard_id)
        value = known(seconds)
        if value is None:
            shard.latency = shard.raw_latency = None
            if shard.connected:
                shard.readings.append(None)
            return False
        if value == shard.raw_latency:
            return False
        shard.raw_latency = value
        shard.latency = value - heartbeat_s if heartbeat_s and value >= heartbeat_s else value
        shard.readings.append(shard.latency)
        shard.last_ack = self._clock.monotonic()
        shard.unacked_since = shard.remedied_at = None
        return True

    def remedied(self, shard_id: int) -> None:
        """A reconnect was forced because ACKs stayed away."""
        self._shard(shard_id).remedied_at = self._clock.monotonic()

    def deafness_remedied(self, shard_id: int) -> None:
        """A reconnect was forced because nothing was heard."""
        shard = self._shard(shard_id)
        shard.hearing.is_remedied(self._clock.monotonic(), shard.events)

    def asks(self, shard_id: int) -> None:
        """The canary asks something on this shard."""
        shard = self._shard(shard_id)
        shard.hearing.asks(shard.events)

    def asks_other(self, shard_id: int) -> None:
        """The canary asks what no member service answers, which not every gateway knows."""
        self._shard(shard_id).hearing.asks_other()

    def was_cut_off(self, shard_id: int) -> bool:
        """Whether the connection dropped at that: it was the reconnect that deafness asks for."""
        return self._shard(shard_id).hearing.is_cut_off

    def is_in_doubt(self, shard_id: int) -> bool:
        """Whether this shard has heard nothing since a question was left unanswered."""
        return self._shard(shard_id).hearing.is_in_doubt

    def answered(self, shard_id: int) -> None:
        """Its question was answered."""
        self._questions.is_answered(self._clock.monotonic())
        self._shard(shard_id).hearing.is_well()

    def hears_no_answer(self, shard_id: int) -> bool:
        """Its question was not answered in time; True when that counts against the connection."""
        shard = self._shard(shard_id)
        counts = shard.hearing.hears_no_answer(shard.events, proven=self._questions.proven)
        self._questions.is_not_answered(counts=counts)
        return counts

    def wait(self, waiting: Waiting) -> None:
        """The process waits on purpose from now on: no outage runs meanwhile."""
        if self._waiting is None:
            self._waiting_since = self._clock.monotonic()
        self._waiting = waiting

    def wait_over(self) -> None:
        """Outages go on where they stood when the waiting began."""
        if self._waiting is None:
            return
        self._waiting = None
        now = self._clock.monotonic()
        self._away_since += now - self._waiting_since
        for shard in self._shards.values():
            if shard.outage_since is not None:
                shard.outage_since += now - max(self._waiting_since, shard.outage_since)

    def turn_begins(self, term: int | None) -> None:
        """From now on this instance speaks, and outages count."""
        self._term = term
        self.wait_over()

    def trouble(self, words: str) -> None:
        """An attempt to log in or to connect failed."""
        self._trouble = words

    def stopping(self, reason: str) -> None:
        """The process is on its way out."""
        if self._stopping is None:
            self._stopping, self._stopping_since = reason, self._clock.monotonic()

    def snapshot(self) -> GatewaySnapshot:
        """Everything that is known now."""
        now = self._clock.monotonic()
        acks = [s.last_ack for s in self._shards.values() if s.last_ack is not None]
        return GatewaySnapshot(
            uptime_s=now - self._started,
            event_age_s=_age(now, self._last_event),
            last_ack_age_s=_age(now, max(acks, default=None)),
            shards=tuple(self._shard_snapshot(i, now) for i in sorted(self._shards)),
            waiting=self._waiting,
            stopping=self._stopping,
            phase_age_s=now
            - (self._waiting_since if self._stopping is None else self._stopping_since),
            trouble=self._trouble,
            resumes=self._resumes,
            identifies=self._identifies,
            canary=self._questions.snapshot(now),
            term=self._term,
        )

    def _shard_snapshot(self, shard_id: int, now: float) -> ShardSnapshot:
        shard = self._shards[shard_id]
        counted_until = self._waiting_since if self._waiting else now
        outage = None
        if shard.outage_since is not None:
            outage = max(0.0, counted_until - shard.outage_since)
        ack_age = None
        if shard.connected and shard.connected_at is not None:
            # A connection that is replaced before its first ACK, again and again, has none at all.
            came_up = shard.unacked_since or shard.connected_at
            ack_age = now - max(came_up, shard.last_ack or came_up)
        return ShardSnapshot(
            shard_id=shard_id,
            state=shard.state,
            state_age_s=now - shard.state_since,
            outage_s=outage,
            latency_s=shard.latency,
            readings=tuple(shard.readings),
            ack_age_s=ack_age,
            remedy_age_s=_age(now, shard.remedied_at),
            quiet_s=_age(now, shard.last_event),
            unanswered=shard.hearing.unanswered,
            deaf_remedy_age_s=_age(now, shard.hearing.remedied_at),
        )

    def _new_shard(self) -> Shard:
        # Whatever was not reached since the start of the process is an outage since then.
        return Shard(GatewayState.STARTING, self._started, outage_since=self._away_since)

    def _shard(self, shard_id: int) -> Shard:
        return self._shards.setdefault(shard_id, self._new_shard())

    def _sign_of_life(self, shard_id: int) -> tuple[float, Shard]:
        self._last_event = now = self._clock.monotonic()
        shard = self._shard(shard_id)
        shard.last_event = now
        return now, shard

    @staticmethod
    def _up(shard: Shard, state: GatewayState, now: float) -> None:
        if not shard.connected:
            shard.readings.clear()
        shard.connected_at = now
        if shard.unacked_since is None:
            shard.unacked_since = now
        shard.enter(state, now)


def _age(now: float, moment: float | None) -> float | None:
    return None if moment is None else now - moment
