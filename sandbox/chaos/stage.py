"""The phases of a run: start, storm, calm, and everything asked once more."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from itertools import chain
from typing import Final

from sandbox.chaos import report, script, seat_verdict, verdict
from sandbox.chaos.histories import Histories
from sandbox.chaos.hosting import Host
from sandbox.chaos.posts import Posts
from sandbox.chaos.recruiters import Recruiters
from sandbox.chaos.report import Outcome
from sandbox.chaos.script import Script, Strike
from sandbox.chaos.seat_watch import SeatWatch
from sandbox.chaos.talk import Talker
from sandbox.chaos.threads import QuietTicket
from sandbox.chaos.tickets import TicketLife, known_tags
from sandbox.chaos.troubles import TROUBLES, Ground
from sandbox.chaos.truth import Witness
from sandbox.chaos.world import CORNERS
from sandbox.server import Sandbox
from shared.timing.clock import Clock

_START_WITHIN: Final = 90.0
_SETTLE_WITHIN: Final = 120.0
"""Seconds of calm in which everything must come right by itself …"""
_CATCH_UP_WITHIN: Final = 120.0
"""… and after a deploy, which brings a catch-up, as each refresh does."""


class Stage:
    """Everybody and everything of one run."""

    def __init__(
        self,
        play: Script,
        box: Sandbox,
        hosts: Mapping[str, Host],
        witness: Witness,
        *,
        say: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._play = play
        self._box = box
        self._hosts = hosts
        self._witness = witness
        self._say = say
        self._clock = clock
        self._began = clock.monotonic()
        self._ground = Ground(box, hosts)
        tags = known_tags(box)
        self._recruiters = Recruiters(
            box,
            script.dice(play.seed, "seats"),
            tags,
            clock,
            elapsed=self._elapsed,
            attention=witness.attention,
        )
        self._ground.race_for_seats = self._recruiters.race
        self._seats = SeatWatch(box, self._recruiters, clock, elapsed=self._elapsed)
        self._lives = [
            TicketLife(box, plan, tags, clock, attention=witness.attention) for plan in play.tickets
        ]
        self._quiet = [QuietTicket(box, plan) for plan in play.quiet]
        self._talkers = [Talker(box, key, script.dice(play.seed, key), clock) for key in CORNERS]
        self._posts = Posts(box)
        self._histories = Histories(self._elapsed)
        self._findings: list[str] = []
        self._notes: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []

    # ------------------------------------------------------------------- phases

    async def start(self) -> None:
        """Both bots are well, and everybody listens."""
        talkers = (talker.hear for talker in self._talkers)
        for hear in (self._posts.hear, self._histories.hear, *talkers):
            self._box.subscribe(hear)
        for quiet in self._quiet:
            quiet.open()
        for host in self._hosts.values():
            host.start()
        self._spawn(self._witness.watch(self._hosts))
        if not await self._until(self._all_well, _START_WITHIN):
            self._findings.append("the bots did not start")
        self._tell(f"both bots are well; {self._play.seconds:g} s of trouble begin")

    async def storm(self) -> None:
        """Trouble comes and goes while people go on as ever."""
        chats = [self._spawn(talker.chat()) for talker in self._talkers]
        chats.append(self._spawn(self._recruiters.work()))
        for life in self._lives:
            self._spawn(life.live())
        async with asyncio.TaskGroup() as group:
            group.create_task(self._clock.sleep(self._play.seconds))
            for strike in self._play.strikes:
                group.create_task(self._strike(strike))
        await _cancel(chats)
        self._box.faults.clear()
        self._box.sheets.faults.clear()
        self._box.upkeep.mend()
        self._tell("all faults are mended")
        await self._recruiters.finished()

    async def settle(self) -> None:
        """Wait, bounded, until every ticket is as it must be."""
        await self._ground.deployed()
        self._lives += self._recruiters.lives
        if not await self._until(self._all_well, _SETTLE_WITHIN):
            self._findings += [f"{app} did not recover" for app in await self._unwell()]
        self._recruiters.read_the_list()
        if not await self._until(self._tickets_right, _SETTLE_WITHIN):
            late = self._ticket_problems()
            self._notes += [f"only right after a catch-up: {problem}" for problem in late]
            self._notes += self._what_happened()
            self._tell(f"both bots are deployed anew, for {len(late)} things that need a catch-up")
            await asyncio.gather(*(host.deploy() for host in self._hosts.values()))
            await self._until(self._tickets_right, _CATCH_UP_WITHIN)
        wrong = len(self._ticket_problems())
        self._tell(f"{wrong} things are wrong with tickets" if wrong else "every ticket is right")

    async def finale(self) -> None:
        """With nothing wrong any more, everything that is asked must be answered."""
        missed = await asyncio.gather(*(talker.ask_everything() for talker in self._talkers))
        for talker, names in zip(self._talkers, missed, strict=True):
            self._findings += [f"{talker.key} got no answer to {name}" for name in names]

    async def stop(self) -> None:
        """Both bots end in order."""
        await asyncio.gather(*(host.stop() for host in self._hosts.values()))

    async def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        try:
            await _cancel(self._tasks)
            await self._recruiters.stop()
        finally:
            await self.stop()

    def outcome(self) -> Outcome:
        """The verdict."""
        exits = [each for host in self._hosts.values() for each in host.exits]
        logs = [line for host in self._hosts.values() for line in host.lines]
        tallies = {talker.key: talker.tally for talker in self._talkers}
        findings = [
            *self._findings,
            *self._ticket_problems(),
            *verdict.Ledger(self._box).strangers(self._lives),
            *verdict.question_problems(self._lives, self._posts.questions),
            *verdict.bots_asked(self._posts.bots_asked),
            *(f"{key}: {words}" for key, tally in tallies.items() for words in tally.problems()),
            *verdict.summary_problems(self._posts.summaries),
            *verdict.exit_problems(exits),
            *verdict.log_problems(logs),
            *verdict.health_problems(self._witness.reading),
            *self._witness.eyesight.untrue,
            *self._witness.ears.false_alarms,
        ]
        notes = [
            report.troubles_and_tickets(self._play, self._lives),
            report.conversations(tuple(tallies.values())),
            report.seats(self._recruiters.races, self._seats.facts()),
            report.probes(self._witness.reading),
            report.ends(exits),
            report.senses(self._witness.ears, self._witness.eyesight),
            *self._notes,
            *self._what_happened(),
        ]
        return Outcome(self._play, tuple(findings), tuple(notes), tuple(logs))

    # ------------------------------------------------------------------ helpers

    async def _strike(self, strike: Strike) -> None:
        await self._clock.sleep(strike.at)
        lasts = f", {strike.lasts:.1f} s" if strike.lasts else ""
        self._tell(f"{strike.bot}: {strike.trouble}{lasts}")
        end = TROUBLES[strike.trouble].begin(self._ground, strike.bot)
        if end is not None:
            await self._clock.sleep(strike.lasts)
            end()

    async def _all_well(self) -> bool:
        return not await self._unwell()

    async def _unwell(self) -> list[str]:
        return [app for app, host in self._hosts.items() if not await host.is_well()]

    async def _tickets_right(self) -> bool:
        return not self._ticket_problems()

    def _ticket_problems(self) -> list[str]:
        ledger = verdict.Ledger(self._box)
        living = (verdict.ticket_problems(life, ledger) for life in self._lives)
        quiet = (verdict.quiet_problems(ticket, ledger) for ticket in self._quiet)
        seats = seat_verdict.problems(self._seats.facts())
        return [*chain.from_iterable(living), *chain.from_iterable(quiet), *seats]

    def _what_happened(self) -> list[str]:
        """The history of each ticket with which something is wrong."""
        ledger = verdict.Ledger(self._box)
        return [
            f"ticket {life.number}: {line}"
            for life in self._lives
            if verdict.ticket_problems(life, ledger)
            or verdict.question_problems([life], self._posts.questions)
            for line in self._histories.of(life.thread_id)
        ]

    async def _until(self, condition: Callable[[], Awaitable[bool]], within: float) -> bool:
        deadline = self._clock.monotonic() + within
        while not (holds := await condition()) and self._clock.monotonic() < deadline:
            await self._clock.sleep(0.5)
        return holds

    def _tell(self, words: str) -> None:
        self._say(f"{self._elapsed():6.1f} s  {words}")

    def _elapsed(self) -> float:
        return self._clock.monotonic() - self._began

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.append(task)
        return task


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    """End them; a failure of one of them is a fault of the run itself, and is raised."""
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result
