"""Jobs: due by schedule, tried again within a budget, never in each other's way."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from typing import Self

import pytest

from shared.keepalive.jobs import Job, Jobs, next_attempt
from shared.timing.schedule import Daily, Every, Schedule
from tests.fakes.clock import ManualClock

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
DAILY = Daily((time(2), time(13)), UTC)


async def nothing() -> str:
    return "nothing to do"


def job(step: Callable[[], Awaitable[str]] = nothing, **changes: object) -> Job:
    defaults: dict[str, object] = {"name": "job", "schedule": DAILY, "retry_delay": 60.0}
    return Job(step=step, **{**defaults, **changes})  # pyright: ignore[reportArgumentType] - mixed


def minutes(amount: float) -> datetime:
    return NOON + timedelta(minutes=amount)


@pytest.mark.parametrize(
    ("failed_tries", "due"),
    [
        (0, minutes(60)),
        (1, minutes(1)),
        (2, minutes(2)),
        (3, minutes(4)),
        (4, minutes(60)),
        (99, minutes(60)),
    ],
)
def test_next_attempt(failed_tries: int, due: datetime) -> None:
    assert next_attempt(job(), NOON, failed_tries=failed_tries) == due


def test_a_retry_never_comes_after_the_next_due_moment() -> None:
    assert next_attempt(job(retry_delay=86_400), NOON, failed_tries=1) == minutes(60)


class Ran:
    """Runs jobs on a clock that is moved by hand, which begins at noon."""

    def __init__(self, *jobs: Job) -> None:
        self.clock = ManualClock(NOON)
        self.errors: list[str] = []
        self.jobs = Jobs(self.clock, count_error=self.errors.append)
        for each in jobs:
            self.jobs.add(each)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self.jobs.run())
        await self.clock.advance(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


class Step:
    """A step that fails as often as told and remembers when it ran."""

    def __init__(self, clock: Callable[[], datetime], failures: int = 0) -> None:
        self._clock = clock
        self._failures = failures
        self.at: list[datetime] = []

    async def __call__(self) -> str:
        self.at.append(self._clock())
        if len(self.at) <= self._failures:
            raise OSError("no network")
        return f"done at try {len(self.at)}"


def make(failures: int = 0, **changes: object) -> tuple[Ran, Step]:
    ran = Ran()
    step = Step(ran.clock.now, failures)
    ran.jobs.add(job(step, **changes))
    return ran, step


async def test_it_runs_when_due_and_not_before() -> None:
    ran, step = make()
    async with ran:
        assert ran.jobs.states()[0].next_run == minutes(60)
        await ran.clock.advance(3599)
        assert step.at == []
        await ran.clock.advance(86_400)
        assert step.at == [minutes(60), minutes(14 * 60)]
        state = ran.jobs.states()[0]
        assert (state.ok, state.last_outcome, state.runs) == (True, "done at try 2", 2)


async def test_a_failed_run_is_tried_again_until_it_works() -> None:
    ran, step = make(failures=2)
    async with ran:
        await ran.clock.advance(2 * 3600)
        assert step.at == [minutes(60), minutes(61), minutes(63)]
        state = ran.jobs.states()[0]
        assert (state.ok, state.failures, state.runs) == (True, 2, 3)
        assert ran.errors == ["job job", "job job"]


async def test_it_says_for_how_long_it_has_failed() -> None:
    ran, _ = make(failures=2)
    async with ran:
        assert ran.jobs.states()[0].since_s is None
        await ran.clock.advance(3600 + 100)
        failing = ran.jobs.states()[0]
        assert (failing.ok, failing.runs, failing.since_s) == (False, 2, 100.0)
        await ran.clock.advance(100)
        well = ran.jobs.states()[0]
        assert (well.ok, well.since_s) == (True, 20.0)


async def test_the_budget_of_tries_ends_but_the_next_due_moment_comes() -> None:
    ran, step = make(failures=5)
    async with ran:
        await ran.clock.advance(12 * 3600)
        assert len(step.at) == 4, "one run and three more tries"
        assert ran.jobs.states()[0].ok is False
        await ran.clock.advance(2 * 3600 + 120)
        assert step.at[4] == minutes(14 * 60)
        assert ran.jobs.states()[0].ok is True, "with a new budget"


async def test_one_that_hangs_or_fails_stops_no_other() -> None:
    async def hang() -> str:
        await asyncio.Event().wait()
        return "never"

    clockless = Step(lambda: NOON)
    ran = Ran(job(hang, name="hanging", timeout=0.01), job(clockless, name="other"))
    async with ran:
        await ran.clock.advance(3601)
        await asyncio.sleep(0.05)
        assert len(clockless.at) == 1
        assert ran.jobs.states()[0].last_outcome == "took longer than 0.01 s"


async def test_what_may_be_expected_is_told_in_words_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def step() -> str:
        raise ConnectionError("secret address")

    ran = Ran(job(step, name="calls"))
    ran.jobs.tell_by(lambda error: "Discord is away" if isinstance(error, OSError) else None)
    state = await ran.jobs.run_now("calls")
    assert (state.last_outcome, state.failures) == ("failed: Discord is away", 1)
    assert ran.errors == [], "no fault of ours"
    assert "job calls failed: Discord is away" in caplog.text
    assert "Traceback" not in caplog.text


async def test_run_now_joins_a_run_under_way() -> None:
    release = asyncio.Event()
    runs: list[int] = []

    async def slow() -> str:
        runs.append(1)
        await release.wait()
        return "slowly done"

    ran = Ran(job(slow))
    async with ran:
        both = [asyncio.create_task(ran.jobs.run_now("job")) for _ in range(2)]
        await ran.clock.advance(0)
        assert ran.jobs.states()[0].running
        release.set()
        states = await asyncio.gather(*both)
        assert [state.last_outcome for state in states] == ["slowly done"] * 2
        assert runs == [1]


async def test_run_now_tells_of_a_failure_instead_of_raising() -> None:
    ran, _ = make(failures=1)
    state = await ran.jobs.run_now("job")
    assert state.ok is False
    assert state.last_outcome == "failed: OSError; see the log"


async def test_at_start_runs_at_once_and_by_schedule() -> None:
    ran, step = make(at_start=True)
    async with ran:
        assert step.at == [NOON]
        await ran.clock.advance(3600)
        assert step.at == [NOON, minutes(60)]


async def test_a_date_set_back_runs_nothing_twice() -> None:
    ran = Ran()
    runs: list[datetime] = []

    async def step() -> str:
        runs.append(ran.clock.now())
        ran.clock.jump_wall_clock(timedelta(minutes=-30))
        return "done"

    ran.jobs.add(job(step))
    async with ran:
        await ran.clock.advance(2 * 3600)
        assert len(runs) == 1


async def test_a_date_set_forward_is_noticed_within_a_minute() -> None:
    ran, step = make()
    async with ran:
        ran.clock.jump_wall_clock(timedelta(minutes=59))
        await ran.clock.advance(61)
        assert len(step.at) == 1


@pytest.mark.parametrize("schedule", [DAILY, Every(timedelta(hours=3), NOON)], ids=repr)
async def test_a_date_a_year_ahead_for_five_minutes_costs_no_run(schedule: Schedule) -> None:
    ran, step = make(schedule=schedule)
    async with ran:
        await ran.clock.advance(60)
        ran.clock.jump_wall_clock(timedelta(days=365))
        await ran.clock.advance(300)
        ran.clock.jump_wall_clock(timedelta(days=-365))
        ahead = len(step.at)
        assert ahead <= 1, "whatever was due by the wrong date, once"
        await ran.clock.advance(5 * 86_400)
        days = 5 * (2 if schedule is DAILY else 8)
        assert len(step.at) == ahead + days
        assert [moment.minute for moment in step.at[ahead:]] == [0] * days


async def test_a_date_far_in_the_past_that_is_put_right_costs_no_run() -> None:
    ran, step = make()
    ran.clock.jump_wall_clock(timedelta(days=-10_000))
    async with ran:
        await ran.clock.advance(60)
        ran.clock.jump_wall_clock(timedelta(days=10_000))
        await ran.clock.advance(86_400)
        assert step.at[-2:] == [minutes(60), minutes(14 * 60)]


async def test_a_retry_is_not_put_off_by_a_date_that_comes_back() -> None:
    ran, step = make(failures=1)
    async with ran:
        ran.clock.jump_wall_clock(timedelta(days=365))
        await ran.clock.advance(61)
        assert len(step.at) == 1
        ran.clock.jump_wall_clock(timedelta(days=-365))
        await ran.clock.advance(180)
        assert len(step.at) == 2


async def test_of_several_processes_one_runs_what_must_run_once() -> None:
    clock = ManualClock(NOON)
    ran: list[str] = []
    here = False

    def noted(name: str) -> Callable[[], Awaitable[str]]:
        async def step() -> str:
            ran.append(name)
            return "done"

        return step

    jobs = Jobs(clock, count_error=ran.append)
    jobs.add(job(noted("once"), name="once", at_start=True))
    jobs.add(job(noted("each"), name="each", at_start=True, everywhere=True))
    jobs.only_while(lambda: here)
    running = asyncio.create_task(jobs.run())
    await clock.advance(0)
    assert ran == ["each"]
    assert jobs.states()[0].last_outcome == "runs in another process"
    here = True
    await clock.advance(3600)
    assert sorted(ran) == ["each", "each", "once"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
