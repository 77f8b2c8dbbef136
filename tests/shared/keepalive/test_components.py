"""Checks that hang, fail or lie: bounded, cached, never waited for by a reader."""

import asyncio
from typing import Any

import pytest

from shared.keepalive.components import ComponentFailing, Components
from shared.logs.redact import Redactor
from tests.fakes.clock import ManualClock, settle


async def test_well_and_failing_in_words() -> None:
    components = Components(ManualClock())

    async def well() -> str:
        return "two tabs"

    async def failing() -> str:
        raise ComponentFailing("not shared with the bot")

    async def broken() -> str:
        raise ValueError("a secret of a library")

    for check in (well, failing, broken):
        components.register(check.__name__, check)
        assert components.states()[-1].ok is None
        await components.refresh(check.__name__)
    states = {state.name: state for state in components.states()}
    assert (states["well"].ok, states["well"].words) == (True, "two tabs")
    assert (states["failing"].ok, states["failing"].words) == (False, "not shared with the bot")
    assert states["broken"].ok is False
    assert "secret" not in states["broken"].words


async def test_a_check_that_hangs_is_given_up_and_not_started_twice() -> None:
    components = Components(ManualClock())
    started: list[int] = []

    async def stubborn() -> str:
        started.append(1)
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                if released.is_set():
                    raise

    released = asyncio.Event()
    components.register("stubborn", stubborn, timeout=0.02)
    for _ in range(3):
        await components.refresh("stubborn")
        assert components.states()[0].words == "no answer within 0.02 s"
    assert len(started) == 1
    released.set()
    await components.refresh("stubborn")
    await settle()


async def test_run_keeps_each_fresh_by_its_own_time_to_live() -> None:
    clock = ManualClock()
    components = Components(clock)
    asked = {"quick": 0, "slow": 0}

    def counting(name: str) -> None:
        async def check() -> str:
            asked[name] += 1
            return f"asked {asked[name]} times"

        components.register(name, check, ttl={"quick": 10.0, "slow": 100.0}[name])

    counting("quick")
    counting("slow")
    running = asyncio.create_task(components.run())
    await clock.advance(95)
    assert asked == {"quick": 10, "slow": 1}
    for _ in range(1000):
        components.states()
    assert asked == {"quick": 10, "slow": 1}, "asking for the states asks nobody else"
    assert components.states()[1].age_s == pytest.approx(95)
    running.cancel()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("the key is s3cret-s3cret, it says", "the key is [secret], it says"),
        ("half \ud800 a character", "half ? a character"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("x" * 100_000, "x" * 499 + "…"),
        (None, "None"),
    ],
)
@pytest.mark.parametrize("fails", [False, True])
async def test_whatever_a_check_says_is_one_short_line_without_secrets(
    said: Any, shown: str, fails: bool
) -> None:
    async def check() -> str:
        if fails:
            raise ComponentFailing(said)
        return said

    components = Components(ManualClock(), without_secrets=Redactor(["s3cret-s3cret"]))
    components.register("odd", check)
    await components.refresh("odd")
    (state,) = components.states()
    assert (state.ok, state.words) == (not fails, shown)


def test_two_of_one_name_are_a_mistake() -> None:
    components = Components(ManualClock())

    async def check() -> str:
        return "well"

    components.register("sheets", check)
    with pytest.raises(ValueError, match="sheets"):
        components.register("sheets", check)
