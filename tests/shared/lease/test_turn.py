"""Turns with a real Valkey or Redis: taken, handed over, lost, and what may be said meanwhile."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from sandbox.valkey.server import PROGRAMS, StoreServer
from shared.lease.checkup import look_at_store
from shared.lease.rules import Times, Wish, token_for
from shared.lease.settings import LeaseSettings
from shared.lease.store import Keys, Store
from shared.lease.turn import LeasedTurn
from shared.timing.clock import SystemClock
from shared.turn.turn import Identifies, NotOurTurn

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(
        not any(map(shutil.which, PROGRAMS)),
        reason="no Valkey or Redis on this machine (Debian: apt-get install redis-server)",
    ),
]

TIMES = Times(2.0)
KEYS = Keys("clanmatch", "all")


class Instances:
    """Instances of one bot that share a store."""

    def __init__(self, server: StoreServer) -> None:
        self.server = server
        self.turns: list[LeasedTurn] = []
        self._stores: list[Store] = []

    def turn(self, name: str, wish: Wish = Wish.FRESH, keys: Keys = KEYS) -> LeasedTurn:
        me = token_for(name, str(len(self.turns)))
        store = Store(f"redis://127.0.0.1:{self.server.port}/0", keys=keys, me=me, times=TIMES)
        self._stores.append(store)
        self.turns.append(LeasedTurn(store, me=me, wish=wish, times=TIMES, clock=SystemClock()))
        return self.turns[-1]

    async def close(self) -> None:
        for turn in self.turns:
            await turn.give_up()


@asynccontextmanager
async def instances() -> AsyncGenerator[Instances]:
    """A store that is known for longer than a lease runs."""
    async with StoreServer.open() as server:
        them = Instances(server)
        try:
            async with asyncio.timeout(60):
                await take(them.turn("first"))
                yield them
        finally:
            await them.close()


async def take(turn: LeasedTurn) -> list[str]:
    """What it said until it had the turn."""
    said: list[str] = []
    await turn.take(lambda words: None if words in said[-1:] else said.append(words))
    return said


def speaks(turn: LeasedTurn) -> bool:
    try:
        turn.check()
    except NotOurTurn:
        return False
    return True


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
        url = SecretStr(f"redis://127.0.0.1:{port}/0")
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
