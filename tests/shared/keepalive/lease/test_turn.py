"""Turns with a real Valkey or Redis: taken, handed over, lost, and what may be said meanwhile."""

import asyncio

from redis.asyncio import Redis

from shared.config.secret import Secret
from shared.keepalive.lease.checkup import look_at_store
from shared.keepalive.lease.keys import Keys
from shared.keepalive.lease.rules import Wish
from shared.keepalive.lease.settings import LeaseSettings
from shared.timing.clock import SystemClock
from shared.turn.turn import Identifies
from tests.shared.keepalive.lease.instances import (
    KEYS,
    NEEDS_A_STORE,
    TIMES,
    instances,
    speaks,
    stop,
    take,
    until,
)

pytestmark = NEEDS_A_STORE


async def test_the_newest_is_given_the_turn_once() -> None:
    async with instances() as them:
        first, second = them.turns[0], them.turn("second")
        assert speaks(first)
        assert not speaks(second)
        taking = asyncio.create_task(take(second))
        loss = await first.lost()
        assert (loss.in_peace, loss.words) == (True, "handing over to instance second")
        # While it finishes what it began, it still has the turn and nobody else does.
        await asyncio.sleep(TIMES.ttl_s)
        assert speaks(first)
        assert not taking.done()
        old_term = first.term
        await first.give_up()
        assert "asking instance first to hand over" in await taking
        assert not speaks(first)
        assert speaks(second)
        assert (second.term or 0) > (old_term or 0)
        patient = asyncio.create_task(take(them.turn("first", Wish.PATIENT)))
        await asyncio.sleep(TIMES.ttl_s * 1.5)
        assert speaks(second)
        assert not patient.done()
        await second.give_up()
        assert await patient == ["standing by: instance second speaks", "taking the turn"]


async def test_one_that_is_started_again_does_not_ask_the_turn_back() -> None:
    async with instances() as them:
        second = them.turn("second")
        taking = asyncio.create_task(take(second))
        assert (await them.turns[0].lost()).in_peace
        await them.turns[0].give_up()
        await taking
        # As after a crash, a watchdog's restart or `!reboot`: a new process of the same name.
        again = asyncio.create_task(take(them.turn("first")))
        await asyncio.sleep(TIMES.ttl_s)
        assert speaks(second)
        assert not again.done()
        await second.give_up()
        assert await again == ["standing by: instance second speaks", "taking the turn"]


async def test_a_free_turn_goes_to_who_stood_by_not_to_who_was_started_again() -> None:
    async with instances() as them:
        again = asyncio.create_task(take(them.turn("first")))
        other = them.turn("other", Wish.PATIENT)
        standing_by = asyncio.create_task(take(other))
        await asyncio.sleep(4 * TIMES.look_every_s)
        await them.turns[0].give_up()
        await standing_by
        assert speaks(other)
        assert not again.done()
        await other.give_up()
        assert (await again)[-1] == "taking the turn"


async def test_of_two_that_ask_the_newer_one_is_heard() -> None:
    async with instances() as them:
        second, third = them.turn("second"), them.turn("third")
        asks_first = asyncio.create_task(take(second))
        assert (await them.turns[0].lost()).in_peace
        asks_later = asyncio.create_task(take(third))
        await asyncio.sleep(3 * TIMES.look_every_s)
        await them.turns[0].give_up()
        await asks_later
        assert speaks(third)
        assert not asks_first.done()
        asks_first.cancel()


async def test_a_store_that_is_away_silences_before_the_lease_runs_out() -> None:
    async with instances() as them:
        holder = them.turns[0]
        loop = asyncio.get_running_loop()
        await them.server.stop()
        began = loop.time()
        waiting = asyncio.create_task(take(them.turn("second", Wish.PATIENT)))
        loss = await holder.lost()
        assert not loss.in_peace
        assert loss.words.startswith("the turn can't be renewed: the store of turns")
        assert loop.time() - began < TIMES.ttl_s
        assert not speaks(holder)
        assert not waiting.done()
        await them.server.start()
        said = await waiting
        assert any("can't be reached" in words for words in said)
        # The store has forgotten everything: others get a lease's time to fall silent.
        assert any("the store of turns is new" in words for words in said)


async def test_an_emptied_store_is_told_again_by_the_holder() -> None:
    async with instances() as them:
        holder = them.turns[0]
        await them.server.stop()
        await them.server.start()
        waiting = asyncio.create_task(take(them.turn("second", Wish.PATIENT)))
        await asyncio.sleep(TIMES.ttl_s * 2)
        assert speaks(holder)
        assert not waiting.done()
        waiting.cancel()


class BrokenClock(SystemClock):
    async def sleep(self, seconds: float) -> None:
        raise RuntimeError(f"cannot sleep for {seconds} s")


async def test_a_turn_that_nobody_keeps_is_lost() -> None:
    async with instances() as them:
        await them.turns[0].give_up()
        second = them.turn("second", clock=BrokenClock())
        await take(second)
        loss = await second.lost()
        assert not loss.in_peace
        assert loss.words == "the turn can't be renewed: its keeper failed (RuntimeError)"


NO_TEXT = b"\xff\xfe"
REFUSES = "the store of turns refuses"


async def is_set(redis: Redis, key: str) -> bool:
    while not await redis.exists(key):  # noqa: ASYNC110 - the store can't wake us
        await asyncio.sleep(0.01)
    return True


async def test_what_no_instance_wrote_is_a_trouble_of_the_store() -> None:
    async with instances() as them, them.in_the_store() as redis:
        holder = them.turns[0]
        await redis.set(KEYS.asker, NO_TEXT)
        await until(lambda: holder.trouble.startswith(REFUSES))
        await asyncio.sleep(TIMES.ttl_s)
        assert speaks(holder), "it renews, but can't read who asks"
        await redis.set(KEYS.lease, NO_TEXT)
        assert not (await holder.lost()).in_peace
        waiting = asyncio.create_task(take(second := them.turn("second", Wish.PATIENT)))
        await until(lambda: second.trouble.startswith(REFUSES))
        await stop(waiting)


async def test_a_turn_that_only_half_began_is_given_back_at_once() -> None:
    async with instances() as them, them.in_the_store() as redis:
        await them.turns[0].give_up()
        await redis.delete(KEYS.term)
        await redis.rpush(KEYS.term, "no number")
        taking = asyncio.create_task(take(second := them.turn("second")))
        await until(lambda: second.trouble.startswith(REFUSES))
        # Stopped in the middle, it stands in nobody's way.
        await stop(taking)
        await second.give_up()
        assert not await redis.exists(KEYS.lease)
        # Mended, the same instance needn't wait until its own lease has run out.
        third = asyncio.create_task(take(them.turn("third")))
        await is_set(redis, KEYS.lease)
        await redis.delete(KEYS.term)
        async with asyncio.timeout(TIMES.ttl_s * 0.6):
            await third


async def test_who_ends_while_asking_asks_no_more() -> None:
    async with instances() as them, them.in_the_store() as redis:
        asking = asyncio.create_task(take(second := them.turn("second")))
        await is_set(redis, KEYS.asker)
        await stop(asking)
        await second.give_up()
        assert not await redis.exists(KEYS.asker)
        assert await redis.exists(KEYS.lease), "it isn't ours to give back"


async def test_a_store_that_wants_a_password_refuses() -> None:
    async with instances() as them, them.in_the_store() as redis:
        await redis.config_set("requirepass", "open sesame")  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
        waiting = asyncio.create_task(take(second := them.turn("second")))
        await until(lambda: second.trouble != "")
        await stop(waiting)
        assert second.trouble.startswith(REFUSES)


async def test_groups_of_shards_do_not_meet() -> None:
    async with instances() as them:
        await take(them.turn("other", keys=Keys("clanmatch", "2-3/4")))
        await take(them.turn("ticket bot", keys=Keys("welcomecrew", "all")))
        assert all(map(speaks, them.turns))


async def test_identifies_are_counted_and_spread_together() -> None:
    async with instances() as them:
        turn, other = them.turns[0], them.turn("other", keys=Keys("clanmatch", "1/2"))
        await take(other)
        few = Identifies(needed=1, remaining=52, reserve=50, reset_after_s=60.0, at_once=1)
        # Both read 52 from Discord before either of them had spent anything.
        assert [await turn.spend(few), await other.spend(few), await turn.spend(few)] == [
            True,
            True,
            False,
        ]
        loop = asyncio.get_running_loop()
        began = loop.time()
        await turn.may_identify(0, first=True)
        assert loop.time() - began < 1.0
        await other.may_identify(1, first=True)
        assert loop.time() - began > 4.5


async def test_a_check_tells_of_the_store_and_leaves_the_turn_alone() -> None:
    def settings(port: int) -> LeaseSettings:
        url = Secret(f"redis://127.0.0.1:{port}/0")
        return LeaseSettings(redis_url=url, lease_ttl_sec=TIMES.ttl_s)

    assert await look_at_store(LeaseSettings(), service="clanmatch", shards=None) is None
    async with instances() as them:
        looked = await look_at_store(settings(them.server.port), service="clanmatch", shards=None)
        assert looked == (True, "store of turns: it answers, instance first speaks")
        assert speaks(them.turns[0])
        port = them.server.port
    told = await look_at_store(settings(port), service="clanmatch", shards=None)
    assert told is not None
    assert told[0] is False
    assert told[1].startswith("the store of turns can't be reached")
