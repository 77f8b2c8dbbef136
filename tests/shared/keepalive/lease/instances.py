"""Instances of one bot with a real Valkey or Redis."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from sandbox.valkey.server import PROGRAMS, StoreServer
from shared.keepalive.lease.keys import Keys
from shared.keepalive.lease.rules import Times, Wish, token_for
from shared.keepalive.lease.store import Store
from shared.keepalive.lease.turn import LeasedTurn
from shared.timing.clock import Clock, SystemClock
from shared.turn.turn import NotOurTurn

NEEDS_A_STORE = [
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

    def __init__(self, server: StoreServer, url: str = "") -> None:
        self.server = server
        self.turns: list[LeasedTurn] = []
        self.url = url or server.url

    def turn(
        self,
        name: str,
        wish: Wish = Wish.FRESH,
        keys: Keys = KEYS,
        clock: Clock | None = None,
    ) -> LeasedTurn:
        me = token_for(name, str(len(self.turns)))
        store = Store.at(self.url, keys=keys, me=me, times=TIMES)
        clock = clock or SystemClock()
        self.turns.append(LeasedTurn(store, me=me, wish=wish, times=TIMES, clock=clock))
        return self.turns[-1]

    @asynccontextmanager
    async def in_the_store(self) -> AsyncGenerator[Redis]:
        """To look at it, or to put there what no instance writes."""
        async with Redis(port=self.server.port) as redis:
            yield redis

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


async def stop(task: asyncio.Task[list[str]]) -> None:
    # Again and again: a library in between may swallow a cancellation.
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=1.0)


def speaks(turn: LeasedTurn) -> bool:
    try:
        turn.check()
    except NotOurTurn:
        return False
    return True


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - a turn tells nobody of its troubles
        await asyncio.sleep(0.01)
