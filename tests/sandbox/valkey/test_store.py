"""The store's server and the ways to it, with redis-py as the bots use it."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as TooLate

from sandbox.valkey import server
from sandbox.valkey.server import StoreFailed, StoreMissing, StoreServer
from sandbox.valkey.store import Store
from sandbox.valkey.way import WayState

pytestmark = pytest.mark.process
PATIENCE_S = 0.3


@asynccontextmanager
async def asking(url: str, patience: float = PATIENCE_S) -> AsyncGenerator[Any]:
    """A client that waits for a moment only; a connection that was dropped is made once anew."""
    # redis-py leaves the types of its own options and answers open.
    client: Any = cast("Any", Redis).from_url(
        url,
        decode_responses=True,
        socket_timeout=patience,
        socket_connect_timeout=patience,
        retry=Retry(NoBackoff(), 1, supported_errors=(NoConnection,)),
    )
    try:
        yield client
    finally:
        await client.aclose()


async def test_a_server_forgets_all_when_it_stops_and_answers_late_what_it_was_asked_while_held(
    store: Store,
) -> None:
    async with asking(store.server.url) as client:
        assert await client.set("key", "value")
        assert await client.config_get("save", "appendonly") == {"save": "", "appendonly": "no"}
        await store.server.stop()
        assert store.server.pid is None
        with pytest.raises(NoConnection):
            await client.get("key")

        await store.server.start()
        assert await client.get("key") is None
        await client.set("key", "value")
        await store.server.restart_empty()
        assert await client.get("key") is None

        store.server.pause()
        assert store.server.held
        with pytest.raises(TooLate):
            await client.incr("asked while held")
        store.server.resume()
        assert not store.server.held
        assert await client.get("asked while held") == "1"

        store.server.pause()
        await asyncio.wait_for(store.server.kill(), 2)
        with pytest.raises(NoConnection):
            await client.get("key")


async def test_each_way_has_its_own_trouble(store: Store) -> None:
    first, second = await store.way("first"), await store.way("second")
    assert await store.way("first") is first
    async with asking(first.url) as mine, asking(second.url) as other:
        assert await mine.incr("count") == 1

        await first.cut()
        with pytest.raises(NoConnection):
            await mine.incr("count")
        assert await other.incr("count") == 2
        await first.restore()
        assert await mine.incr("count") == 3

        await first.hang()
        with pytest.raises(TooLate):
            await mine.incr("hung")
        assert await other.get("hung") is None, "it never got there"

        await first.slow(0.2)
        began = time.perf_counter()
        assert await mine.incr("count") == 4
        assert time.perf_counter() - began >= 0.2
        assert (first.state, second.state) == (WayState.SLOW, WayState.OPEN)

        await first.restore()
        await store.server.stop()
        with pytest.raises(NoConnection):
            await mine.incr("count")


async def test_what_hangs_arrives_when_the_way_is_free_again(store: Store) -> None:
    way = await store.way("only")
    async with asking(way.url, 5) as client:
        await client.ping()
        await way.hang()
        asked = asyncio.ensure_future(client.incr("count"))
        await asyncio.wait({asked}, timeout=PATIENCE_S)
        assert not asked.done()
        await way.restore()
        assert await asked == 1


async def test_a_way_that_is_cut_while_it_hangs_drops_at_once(store: Store) -> None:
    way = await store.way("only")
    async with asking(way.url, 30) as client:
        await client.ping()
        await way.hang()
        asked = asyncio.ensure_future(client.incr("count"))
        await asyncio.wait({asked}, timeout=PATIENCE_S)
        await asyncio.wait_for(way.cut(), 1)
        with pytest.raises(NoConnection):
            await asyncio.wait_for(asked, 2)


async def test_without_the_program_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PROGRAMS", ("no-such-server",))
    with pytest.raises(StoreMissing, match="apt-get install redis-server"):
        async with StoreServer.open():
            pass


async def test_a_server_that_cannot_start_gives_its_own_words(store: Store) -> None:
    with pytest.raises(StoreFailed, match="in use"):
        async with StoreServer.open(store.server.port):
            pass


async def test_its_end_by_a_signal_from_outside_is_no_reason_to_hang(store: Store) -> None:
    assert store.server.pid is not None
    os.kill(store.server.pid, signal.SIGKILL)
    await asyncio.wait_for(store.server.restart_empty(), 5)
    async with asking(store.server.url) as client:
        assert await client.ping()
