"""Strangers at the pages: they are let in, cost little, and keep nobody else out."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from aiohttp import web

from sandbox.ports import free_port
from shared.keepalive.door import MOST_CONNECTIONS, most_connections
from shared.keepalive.webserver import WebServer, build_app
from tests.fakes.clock import ManualClock
from tests.shared.keepalive.test_webserver import Facts

MOST = 8
PATIENCE_S = 10.0
ASK = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
Visitor = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class House:
    """The pages on a port, with room for a few."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.port = free_port()
        self.ended = 0
        self.release = asyncio.Event()
        routes = [web.get("/slow", self._slow)]
        app = build_app(Facts().pages(), routes)
        self.server = WebServer(app, port=self.port, clock=self.clock, most=MOST)
        self.visitors: list[Visitor] = []

    async def _slow(self, _request: web.Request) -> web.Response:
        await self.release.wait()
        return web.Response(text="at last")

    async def visit(self, count: int = 1, *, host: str = "127.0.0.1") -> list[Visitor]:
        came = [await asyncio.open_connection(host, self.port) for _ in range(count)]
        self.visitors += came
        return came

    async def ask(self, visitor: Visitor) -> int:
        """The status, or 0 when the connection is over."""
        reader, writer = visitor
        with suppress(ConnectionError):
            writer.write(ASK)
            async with asyncio.timeout(5):
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0])
                await reader.readexactly(length)
                return int(head.split()[1])
        return 0

    async def is_over(self, visitor: Visitor) -> bool:
        """Whether the house has closed this connection."""
        try:
            async with asyncio.timeout(0.2):
                return await visitor[0].read(1) == b""
        except TimeoutError:
            return False
        except ConnectionError:
            return True


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    await house.server.start()
    yield house
    for _, writer in house.visitors:
        writer.close()
    await house.server.close()


async def test_a_new_one_is_never_refused_and_the_oldest_silent_one_goes(house: House) -> None:
    first, *others = await house.visit(MOST)
    newcomer = (await house.visit())[0]
    assert await house.ask(newcomer) == 200
    assert await house.is_over(first)
    assert not any([await house.is_over(each) for each in others[:3]])


async def test_who_asked_is_kept_before_who_is_silent(house: House) -> None:
    monitor = (await house.visit())[0]
    assert await house.ask(monitor) == 200
    await house.visit(5 * MOST)
    assert await house.ask(monitor) == 200


async def test_when_all_have_asked_the_oldest_question_goes(house: House) -> None:
    first, second, *_ = visitors = await house.visit(MOST)
    for each in visitors:
        assert await house.ask(each) == 200
    assert await house.ask(first) == 200
    newcomer = (await house.visit())[0]
    assert await house.ask(newcomer) == 200
    assert await house.is_over(second)
    assert await house.ask(first) == 200


async def test_those_who_never_get_an_answer_keep_nobody_out(house: House) -> None:
    for _, writer in await house.visit(3 * MOST):
        writer.write(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        await asyncio.sleep(0)
    newcomer = (await house.visit())[0]
    assert await house.ask(newcomer) == 200


@pytest.mark.parametrize("said", [b"", b"GET /healthz HTTP/1.1\r\nHo"], ids=["nothing", "half"])
async def test_silence_has_a_time_limit(house: House, said: bytes) -> None:
    stranger, monitor = await house.visit(2)
    stranger[1].write(said)
    assert await house.ask(monitor) == 200
    await house.clock.advance(PATIENCE_S + 2)
    assert await house.is_over(stranger)
    assert await house.ask(monitor) == 200, "who has asked may stay"


def has_ipv6() -> bool:
    with suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return socket.has_dualstack_ipv6()
    return False


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
async def test_it_listens_on_ipv6_as_well(house: House) -> None:
    assert await house.ask((await house.visit(host="::1"))[0]) == 200


async def test_it_listens_where_there_is_no_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "has_dualstack_ipv6", lambda: False)
    house = House()
    await house.server.start()
    assert await house.ask((await house.visit())[0]) == 200
    await house.server.close()
    house.visitors[0][1].close()


async def test_nonsense_is_one_line_a_minute(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async def babble(count: int) -> None:
        for _ in range(count):
            (visitor,) = await house.visit()
            visitor[1].write(b"GET /healthz HTTP/1.1\r\nA b: \xff\x00secret\r\n\r\n")
            assert (await visitor[0].read()).split()[1] == b"400"

    with caplog.at_level(logging.DEBUG):
        await babble(30)
        assert len(said(caplog)) == 1
        house.clock.move(61)
        await babble(1)
    lines = said(caplog)
    assert len(lines) == 2
    assert "29 more" in lines[1]
    assert "secret" not in caplog.text
    assert "Traceback" not in caplog.text


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [line for line in caplog.messages if "no request" in line or "Error" in line]


def test_the_bound_leaves_files_for_the_rest() -> None:
    assert 1 <= most_connections() <= MOST_CONNECTIONS
