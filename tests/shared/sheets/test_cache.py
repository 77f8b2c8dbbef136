import asyncio
import logging

import pytest

from shared.sheets.cache import Cached
from shared.sheets.errors import Unreachable
from tests.fakes.clock import ManualClock, settle


class Source:
    """Gives 1, 2, 3 … when told to answer; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self) -> int:
        self.asked += 1
        number = self.asked
        await self.gate.wait()
        if self.error:
            raise self.error
        return number


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def cached(source: Source, clock: ManualClock) -> Cached[int]:
    return Cached("numbers", source.fetch, ttl=100, clock=clock, first_wait=20, pause=15)


async def test_many_askers_share_one_fetch(cached: Cached[int], source: Source) -> None:
    source.gate.clear()
    askers = [asyncio.create_task(cached.get()) for _ in range(10)]
    await settle()
    source.gate.set()
    assert {copy.value for copy in await asyncio.gather(*askers)} == {1}
    assert source.asked == 1


async def test_a_fresh_copy_asks_nobody(
    cached: Cached[int], source: Source, clock: ManualClock
) -> None:
    first = await cached.get()
    assert (first.age, first.stale, first.fetched_at) == (0.0, False, clock.now())
    clock.move(99)
    copy = await cached.get()
    assert (copy.value, copy.age, copy.stale, copy.problem) == (1, 99.0, False, None)
    await settle()
    assert source.asked == 1


async def test_a_stale_copy_is_served_while_a_fresh_one_is_fetched(
    cached: Cached[int], source: Source, clock: ManualClock
) -> None:
    await cached.get()
    clock.move(150)
    source.gate.clear()
    copy = await asyncio.wait_for(cached.get(), 1)
    assert (copy.value, copy.age, copy.stale) == (1, 150.0, True)
    await cached.get()
    source.gate.set()
    await settle()
    assert (await cached.get()).value == 2
    assert source.asked == 2


async def test_the_last_good_copy_survives_an_outage_which_is_not_hammered(
    cached: Cached[int], source: Source, clock: ManualClock
) -> None:
    await cached.get()
    source.error = Unreachable("it answered 503")
    clock.move(150)
    for _ in range(20):
        await cached.get()
        await settle()
    copy = await cached.get()
    assert (copy.value, copy.age, copy.stale) == (1, 150.0, True)
    assert copy.problem == "Google Sheets can't be reached: it answered 503"
    assert source.asked == 2
    clock.move(15)
    source.error = None
    await cached.get()
    await settle()
    copy = await cached.get()
    assert (copy.value, copy.problem) == (3, None)


async def test_without_any_copy_the_problem_is_raised_and_soon_tried_again(
    cached: Cached[int], source: Source, clock: ManualClock
) -> None:
    source.error = Unreachable("it answered 503")
    for _ in range(5):
        with pytest.raises(Unreachable, match="503"):
            await cached.get()
    assert source.asked == 1
    assert cached.peek() is None
    source.error = None
    clock.move(15)
    assert (await cached.get()).value == 2


async def test_the_first_askers_wait_only_so_long(
    cached: Cached[int], source: Source, clock: ManualClock
) -> None:
    source.gate.clear()
    asker = asyncio.create_task(cached.get())
    await clock.advance(19.9)
    assert not asker.done()
    await clock.advance(0.2)
    with pytest.raises(Unreachable, match="within 20 s"):
        await asker
    source.gate.set()
    await settle()
    assert (await cached.get()).value == 1, "the fetch went on and was not in vain"
    assert source.asked == 1


async def test_an_asker_that_leaves_does_not_take_the_fetch_along(
    cached: Cached[int], source: Source
) -> None:
    source.gate.clear()
    leaving, staying = (asyncio.create_task(cached.get()) for _ in range(2))
    await settle()
    leaving.cancel()
    await settle()
    source.gate.set()
    assert (await staying).value == 1


async def test_refresh_fetches_now_and_keeps_the_old_copy_on_failure(
    cached: Cached[int], source: Source
) -> None:
    await cached.get()
    assert (await cached.refresh()).value == 2
    source.error = Unreachable("it answered 503")
    copy = await cached.refresh()
    assert (copy.value, copy.problem is None) == (2, False)


async def test_forget_makes_the_next_asker_wait_for_new_data(
    cached: Cached[int], source: Source
) -> None:
    await cached.get()
    cached.forget()
    assert (await cached.get()).value == 2
    source.error = Unreachable("it answered 503")
    cached.forget()
    copy = await cached.get()
    assert (copy.value, copy.stale) == (2, True)


async def test_nonsense_in_the_sheet_keeps_the_good_copy_and_is_logged(
    cached: Cached[int], source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    await cached.get()
    source.error = KeyError("secret cell")
    with caplog.at_level(logging.ERROR):
        copy = await cached.refresh()
    assert (copy.value, copy.problem) == (1, "what it holds makes no sense")
    assert "numbers" in caplog.text


async def test_close_ends_a_fetch_that_hangs(cached: Cached[int], source: Source) -> None:
    source.gate.clear()
    asker = asyncio.create_task(cached.get())
    await settle()
    await asyncio.wait_for(cached.close(), 1)
    with pytest.raises(Unreachable):
        await asker
    with pytest.raises(Unreachable, match="stopping"):
        await cached.refresh()


async def test_a_value_that_is_not_whole_is_fetched_again_soon(
    source: Source, clock: ManualClock
) -> None:
    cached = Cached(
        "numbers", source.fetch, ttl=28_800, clock=clock, unsettled=lambda number: number < 3
    )
    await cached.get()
    clock.move(59)
    await cached.get()
    await settle()
    assert source.asked == 1
    for _ in range(4):
        clock.move(61)
        await cached.get()
        await settle()
    copy = await cached.get()
    assert (copy.value, copy.stale, source.asked) == (3, False, 3)


async def test_what_a_failed_fetch_was_to_replace_is_fetched_again_soon(
    cached: Cached[int], source: Source, clock: ManualClock
) -> None:
    await cached.get()
    source.error = Unreachable("it answered 503")
    assert (await cached.refresh()).problem
    source.error = None
    clock.move(61)
    assert (await cached.get()).value == 1
    await settle()
    copy = await cached.get()
    assert (copy.value, copy.problem, source.asked) == (3, None, 3)
