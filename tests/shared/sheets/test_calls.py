import asyncio
import threading
from dataclasses import replace

import pytest

from shared.sheets.calls import (
    Caller,
    Kind,
    Limits,
    Ticket,
    _pace,  # pyright: ignore[reportPrivateUsage] - the rule itself is tested, without the network
)
from shared.sheets.errors import AmbiguousWrite, QuotaExceeded, SheetsError, Unreachable
from shared.sheets.workbook import anybody
from shared.timing.clock import SystemClock

LIMITS = Limits(deadline=0.3, attempts=3, first_wait=0.001, longest_wait=0.002, threads=1)


def _caller(limits: Limits, seen: list[tuple[str, str]] | None = None) -> Caller:
    seen = seen if seen is not None else []
    return Caller(
        limits=limits,
        clock=SystemClock(),
        observe=lambda name, how, _: seen.append((name, how)),
        may_write=anybody,
    )


async def test_no_minute_ever_holds_more_than_its_requests() -> None:
    # Taken at the pace itself: the network and threads may bunch requests up afterwards.
    pace = _pace(replace(LIMITS, requests_per_minute=30, minute=0.6))
    loop = asyncio.get_running_loop()
    moments: list[float] = []
    for _ in range(70):
        await pace.acquire()
        moments.append(loop.time())
    fullest = max(sum(start <= other < start + 0.59 for other in moments) for start in moments)
    assert fullest <= 30
    assert moments[-1] - moments[0] < 3.0, "it crawls"


async def test_reads_and_writes_are_paced_apart() -> None:
    caller = _caller(replace(LIMITS, requests_per_minute=3))
    await caller.run("read", Kind.READ, lambda _: None)
    await caller.run("write", Kind.WRITE, lambda _: None)
    with pytest.raises(QuotaExceeded):
        await caller.run("read", Kind.READ, lambda _: None)
    caller.close()


async def test_a_caller_with_less_time_is_told_the_problem_and_not_that_time_ran_out() -> None:
    caller = _caller(replace(LIMITS, deadline=60, attempts=9, first_wait=0.05, longest_wait=30))

    def refuse(_: Ticket) -> None:
        raise Unreachable("it answered 503")

    started = asyncio.get_running_loop().time()
    with pytest.raises(Unreachable, match="it answered 503"):
        await caller.run("describe", Kind.READ, refuse, within=0.3)
    assert asyncio.get_running_loop().time() - started < 5
    caller.close()


@pytest.mark.parametrize(
    ("kind", "error"), [(Kind.READ, Unreachable), (Kind.WRITE, AmbiguousWrite)]
)
async def test_a_call_that_hangs_ends_at_the_deadline(kind: Kind, error: type[Exception]) -> None:
    seen: list[tuple[str, str]] = []
    caller = _caller(LIMITS, seen)
    gate = threading.Event()
    with pytest.raises(error):
        await caller.run("op", kind, lambda _: gate.wait(10))
    # One that never got a thread was surely not sent, write or not.
    sent = threading.Event()
    with pytest.raises(Unreachable):
        await caller.run("op", Kind.WRITE, lambda _: sent.set())
    gate.set()
    await caller.run("op", Kind.READ, lambda _: None)
    assert not sent.is_set()
    assert [outcome for _, outcome in seen[1:]] == ["unreachable", "ok"]
    caller.close()


async def test_a_withdrawn_ticket_sends_nothing() -> None:
    caller = _caller(replace(LIMITS, deadline=10.0))
    gate, left = threading.Event(), list[float]()

    def fetch_token_then_look(ticket: Ticket) -> None:
        gate.wait(10)
        left.append(ticket.seconds_left())

    task = asyncio.create_task(caller.run("write", Kind.WRITE, fetch_token_then_look))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait({task})
    gate.set()
    await caller.run("read", Kind.READ, lambda _: None)
    assert left == [0.0]
    caller.close()


async def test_the_last_problem_is_told_when_time_runs_out_between_attempts() -> None:
    caller = _caller(replace(LIMITS, first_wait=5.0, longest_wait=5.0))

    def fail(_: Ticket) -> None:
        raise Unreachable("it answered 503")

    with pytest.raises(Unreachable, match="503"):
        await caller.run("read", Kind.READ, fail)
    caller.close()


@pytest.mark.parametrize(
    "error", [QuotaExceeded(0.25), Unreachable("it answered 503", retry_after=0.25)]
)
async def test_a_wait_that_google_asks_for_is_kept_whatever_the_status(error: SheetsError) -> None:
    caller = _caller(replace(LIMITS, deadline=10.0))
    moments: list[float] = []

    def refuse_once(_: Ticket) -> None:
        moments.append(SystemClock().monotonic())
        if len(moments) == 1:
            raise error

    await caller.run("read", Kind.READ, refuse_once)
    assert moments[1] - moments[0] >= 0.25
    caller.close()


UNREACHABLE_503 = str(Unreachable("it answered 503"))


async def test_each_further_try_is_said_in_words(caplog: pytest.LogCaptureFixture) -> None:
    caller = _caller(replace(LIMITS, deadline=10.0))
    tries: list[int] = []

    def refuse_once(_: Ticket) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise Unreachable("it answered 503")

    await caller.run("read", Kind.READ, refuse_once)
    said = [it.getMessage() for it in caplog.records if it.name == "shared.sheets.calls"]
    assert said == [f"Google Sheets, try 2 of at most {LIMITS.attempts}: {UNREACHABLE_503}"]
    caller.close()


async def test_retry_after_0_means_no_haste() -> None:
    caller = _caller(replace(LIMITS, deadline=10.0, first_wait=0.1, longest_wait=0.1))
    moments: list[float] = []

    def refuse(_: Ticket) -> None:
        moments.append(SystemClock().monotonic())
        raise Unreachable("it answered 503", 0.0)

    with pytest.raises(Unreachable):
        await caller.run("read", Kind.READ, refuse)
    assert moments[-1] - moments[0] >= 0.1 * (LIMITS.attempts - 1)
    caller.close()


async def test_a_closed_caller_says_so() -> None:
    seen: list[tuple[str, str]] = []
    caller = _caller(replace(LIMITS, attempts=1), seen)
    caller.close()
    with pytest.raises(Unreachable, match="closed"):
        await caller.run("read", Kind.READ, lambda _: None)
    assert seen == [("read", "unreachable")]
