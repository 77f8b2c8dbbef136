"""Things that happen by schedule: each job in a loop of its own that no failing step can end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.timing.clock import Clock
from shared.timing.schedule import Schedule

_log = logging.getLogger(__name__)

# The date may jump while we sleep: look at it again at least this often.
LONGEST_NAP_S = 60.0


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


def next_attempt(job: Job, now: datetime, *, failed_tries: int) -> datetime:
    """When to run next: at the next due moment, or earlier to try a failed run again. Pure."""
    due = job.schedule.next_after(now)
    if not 0 < failed_tries <= job.retries:
        return due
    retry = now + timedelta(seconds=job.retry_delay * 2 ** (failed_tries - 1))
    return min(due, retry)


class Jobs:
    """All jobs of the process. They wait for `run`, which begins at the first READY."""

    def __init__(self, clock: Clock, *, count_error: Callable[[str], None]) -> None:
        self._clock = clock
        self._count_error = count_error
        self._jobs: dict[str, Job] = {}
        self._states: dict[str, _Record] = {}
        self._here: Callable[[], bool] = lambda: True

    def add(self, job: Job) -> None:
        """Register a job, before `run`."""
        if job.name in self._jobs:
            raise ValueError(f"there is a job named {job.name!r} already")
        self._jobs[job.name] = job
        self._states[job.name] = _Record(next_run=job.schedule.next_after(self._clock.now()))

    def states(self) -> list[JobState]:
        """What became of each job, in the order of registration."""
        return [record.state(name) for name, record in self._states.items()]

    async def run_now(self, name: str) -> JobState:
        """Run a job outside its schedule, or join the run that is under way; never raises."""
        job, record = self._jobs[name], self._states[name]
        if record.task is None:
            record.task = asyncio.create_task(self._attempt(job, record), name=f"job-{name}")
            record.task.add_done_callback(record.forget)
        await asyncio.shield(record.task)
        return record.state(name)

    def only_while(self, here: Callable[[], bool]) -> None:
        """A bot of several processes: jobs that must run once run where `here` says yes."""
        self._here = here

    async def run(self) -> None:
        """Run every job by its schedule until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for job in self._jobs.values():
                    group.create_task(self._loop(job), name=f"schedule-{job.name}")
        finally:
            for record in self._states.values():
                if record.task is not None:
                    record.task.cancel()

    async def _loop(self, job: Job) -> None:
        record = self._states[job.name]
        if job.at_start:
            await self._run_if_here(job)
        last_due = self._clock.now()
        while True:
            # A date that is set back must not bring a due moment a second time.
            now = max(self._clock.now(), last_due)
            scheduled = job.schedule.next_after(now)
            due = record.next_run = next_attempt(job, now, failed_tries=record.failed_tries)
            await self._sleep_until(due)
            if due == scheduled:
                last_due, record.failed_tries = scheduled, 0
            await self._run_if_here(job)

    async def _run_if_here(self, job: Job) -> None:
        if job.everywhere or self._here():
            await self.run_now(job.name)
        else:
            self._states[job.name].words = "runs in another process"

    async def _sleep_until(self, due: datetime) -> None:
        while (left := (due - self._clock.now()).total_seconds()) > 0:
            await self._clock.sleep(min(left, LONGEST_NAP_S))

    async def _attempt(self, job: Job, record: "_Record") -> None:
        limit = asyncio.timeout(job.timeout)
        try:
            async with limit:
                words = await job.step()
        except Exception as error:  # noqa: BLE001 - border: a step may fail in any way
            if limit.expired():
                self._failed(job, record, f"took longer than {job.timeout:g} s")
            else:
                _log.exception("job %s failed", job.name)
                self._failed(job, record, f"failed: {type(error).__name__}; see the log")
        else:
            record.ended(self._clock.now(), words, ok=True)
            _log.log(logging.DEBUG if job.often else logging.INFO, "job %s: %s", job.name, words)

    def _failed(self, job: Job, record: "_Record", words: str) -> None:
        record.ended(self._clock.now(), words, ok=False)
        self._count_error(f"job {job.name}")
        left = max(0, job.retries + 1 - record.failed_tries)
        _log.warning("job %s %s (%d tries left before its next time)", job.name, words, left)


@dataclass(slots=True)
class _Record:
    next_run: datetime | None
    last_run: datetime | None = None
    words: str = "not run yet"
    ok: bool | None = None
    runs: int = 0
    failures: int = 0
    failed_tries: int = 0
    task: asyncio.Task[None] | None = None

    def ended(self, at: datetime, words: str, *, ok: bool) -> None:
        self.last_run, self.words, self.ok = at, words, ok
        self.runs += 1
        self.failures += not ok
        self.failed_tries = 0 if ok else self.failed_tries + 1

    def forget(self, _task: asyncio.Task[None]) -> None:
        self.task = None

    def state(self, name: str) -> JobState:
        return JobState(
            name=name,
            next_run=self.next_run,
            last_run=self.last_run,
            last_outcome=self.words,
            ok=self.ok,
            running=self.task is not None,
            runs=self.runs,
            failures=self.failures,
        )
