"""Things that happen by schedule: each job in a loop of its own that no failing step can end."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from .components import About, ComponentState
from .ground.clock import Clock
from .ground.immutable import immutable
from .ground.schedule import Schedule

_log = logging.getLogger(__name__)

# The date may jump while we sleep: look at it again at least this often.
LONGEST_NAP_S = 60.0
_IN_TIME = timedelta(minutes=5)
_REMEMBERED = 200
"""Due moments that had their run: for a job of each minute, those of three hours."""


OF_A_JOB: Final = About(
    lost="nothing: what was due comes late",
    section="a-job-failed",
    next_step="wait: it is tried again by itself; its own words say why it failed",
)


@immutable
class Job:
    """One thing to do. `step` says in words what it did; what it raises counts as a failure.

    A failed run is tried again up to `retries` times before the next due moment, after
    `retry_delay` seconds and twice as long each time.
    """

    name: str
    schedule: Schedule
    step: Callable[[], Awaitable[str]]
    timeout: float = 600.0
    retries: int = 3
    retry_delay: float = 30.0
    at_start: bool = False
    """Also run once as soon as the bot is ready for the first time."""
    often: bool = False
    """So often that a line in the log for each run that went well would only be noise."""
    everywhere: bool = False
    """In every process of a bot of several: it minds something that each process has."""
    about: About = OF_A_JOB
    """What people should know while its last run failed."""


@immutable
class JobState:
    """What became of a job so far; `ok` is None before its first run."""

    name: str
    next_run: datetime | None = None
    last_run: datetime | None = None
    last_outcome: str = "not run yet"
    ok: bool | None = None
    running: bool = False
    runs: int = 0
    failures: int = 0
    since_s: float | None = None
    """For how long its runs have gone well, or failed; None before the first one."""
    about: About = OF_A_JOB

    def as_component(self) -> ComponentState:
        """The same among the parts of a bot: its last run is what was looked at."""
        title = self.about.title or f"the job {self.name}"
        words = self.last_outcome
        return ComponentState(
            name=f"job {self.name}",
            ok=self.ok,
            words=f"{title} {words}" if self.ok is False else words,
            age_s=None,
            title=title,
            since_s=self.since_s,
            lost=self.about.lost,
            section=self.about.section,
            next_step=self.about.next_step,
            calls_people=False,
        )


def next_attempt(
    job: Job, now: datetime, *, failed_tries: int, done: Container[datetime] = ()
) -> datetime:
    """When to run next: at the next due moment, or earlier to try a failed run again. Pure."""
    due = next_due(job.schedule, now, done)
    if not 0 < failed_tries <= job.retries:
        return due
    retry = now + timedelta(seconds=job.retry_delay * 2 ** (failed_tries - 1))
    return min(due, retry)


def next_due(schedule: Schedule, now: datetime, done: Container[datetime]) -> datetime:
    """The first due moment after `now` that is not among those `done` already. Pure."""
    due = schedule.next_after(now)
    while due in done:
        due = schedule.next_after(due)
    return due


class Jobs:
    """All jobs of the process. They wait for `run`, which begins at the first READY."""

    def __init__(
        self,
        clock: Clock,
        *,
        count_error: Callable[[str], None],
        expect_error: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._in_words: Callable[[Exception], str | None] = lambda _: None
        self._clock = clock
        self._expect_error = expect_error
        self._count_error = count_error
        self._records: dict[str, _Record] = {}
        self._here: Callable[[], bool] = lambda: True

    def add(self, job: Job) -> None:
        """Register a job, before `run`."""
        if job.name in self._records:
            raise ValueError(f"there is a job named {job.name!r} already")
        self._expect_error(f"job {job.name}")
        next_run = job.schedule.next_after(self._clock.now())
        self._records[job.name] = _Record(job, JobState(job.name, next_run, about=job.about))

    def states(self) -> list[JobState]:
        """What became of each job, in the order of registration."""
        now = self._clock.monotonic()
        return [record.state_at(now) for record in self._records.values()]

    async def run_now(self, name: str) -> JobState:
        """Run a job outside its schedule, or join the run that is under way; never raises."""
        record = self._records[name]
        if record.task is None:
            record.task = asyncio.create_task(self._attempt(record), name=f"job-{name}")
            record.task.add_done_callback(record.forget)
        await asyncio.shield(record.task)
        return record.state_at(self._clock.monotonic())

    def tell_by(self, in_words: Callable[[Exception], str | None]) -> None:
        """What a step may be expected to fail with, in words; None for the unexpected."""
        self._in_words = in_words

    def only_while(self, here: Callable[[], bool]) -> None:
        """A bot of several processes: jobs that must run once run where `here` says yes."""
        self._here = here

    async def run(self) -> None:
        """Run every job by its schedule until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for name, record in self._records.items():
                    group.create_task(self._loop(record), name=f"schedule-{name}")
        finally:
            for record in self._records.values():
                if record.task is not None:
                    record.task.cancel()

    async def _loop(self, record: "_Record") -> None:
        if record.job.at_start:
            await self._run_if_here(record)
        while True:
            await self._wait_until_due(record)
            await self._run_if_here(record)

    async def _wait_until_due(self, record: "_Record") -> None:
        """Looks at the date again and again: it may jump either way while we sleep."""
        seen = self._clock.now()
        due = record.plan(seen)
        while (now := self._clock.now()) < due:
            if now < seen:
                # It was set back, perhaps from a date in the far future: what was planned by
                # that date counts no more.
                due = record.plan(now)
            seen = now
            await self._clock.sleep(min((due - now).total_seconds(), LONGEST_NAP_S))
        record.begins(due, now)

    async def _run_if_here(self, record: "_Record") -> None:
        if record.job.everywhere or self._here():
            await self.run_now(record.job.name)
        else:
            record.state = replace(record.state, last_outcome="runs in another process")

    async def _attempt(self, record: "_Record") -> None:
        job = record.job
        limit = asyncio.timeout(job.timeout)
        try:
            async with limit:
                words = await job.step()
        except Exception as error:  # noqa: BLE001 - border: a step may fail in any way
            if limit.expired():
                self._failed(record, f"took longer than {job.timeout:g} s")
            elif words := self._in_words(error):
                self._failed(record, f"failed: {words}", expected=True)
            else:
                _log.exception("job %s failed", job.name)
                self._failed(record, f"failed: {type(error).__name__}; see the log")
        else:
            self._ended(record, words, ok=True)
            _log.log(logging.DEBUG if job.often else logging.INFO, "job %s: %s", job.name, words)

    def _failed(self, record: "_Record", words: str, *, expected: bool = False) -> None:
        self._ended(record, words, ok=False)
        job = record.job
        if not expected:
            self._count_error(f"job {job.name}")
        left = max(0, job.retries + 1 - record.failed_tries)
        _log.warning("job %s %s (%d tries left before its next time)", job.name, words, left)

    def _ended(self, record: "_Record", words: str, *, ok: bool) -> None:
        record.ended(self._clock.now(), self._clock.monotonic(), words, ok=ok)


@dataclass(slots=True, eq=False, repr=False)
class _Record:
    job: Job
    state: JobState
    """But for what changes by itself: see `state_at`."""
    since: float | None = None
    """By the monotonic clock, when it began to go as it goes."""
    failed_tries: int = 0
    task: asyncio.Task[None] | None = None
    done: deque[datetime] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    """The due moments that had their run in time; a date set back must not bring them again."""
    scheduled: datetime | None = None
    """The due moment that comes next, retries aside."""

    def plan(self, now: datetime) -> datetime:
        """When to run next, seen from `now`."""
        self.scheduled = next_due(self.job.schedule, now, self.done)
        due = next_attempt(self.job, now, failed_tries=self.failed_tries, done=self.done)
        self.state = replace(self.state, next_run=due)
        return due

    def begins(self, due: datetime, now: datetime) -> None:
        """The run that was planned for `due` begins; a new due moment has a new budget of tries."""
        if due != self.scheduled:
            return
        self.failed_tries = 0
        # Much later than that, the date jumped ahead, and may jump back before `due`.
        if now - due <= _IN_TIME:
            self.done.append(due)

    def ended(self, at: datetime, moment: float, words: str, *, ok: bool) -> None:
        before = self.state
        if ok is not before.ok:
            self.since = moment
        self.failed_tries = 0 if ok else self.failed_tries + 1
        self.state = replace(
            before,
            last_run=at,
            last_outcome=words,
            ok=ok,
            runs=before.runs + 1,
            failures=before.failures + (not ok),
        )

    def forget(self, _task: asyncio.Task[None]) -> None:
        self.task = None

    def state_at(self, now: float) -> JobState:
        since_s = None if self.since is None else now - self.since
        return replace(self.state, running=self.task is not None, since_s=since_s)
