"""What is answered before there is a web server, and that nobody notices when it comes."""

import asyncio
import json
import socket
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from sandbox.ports import free_port
from shared.keepalive.first_light import FirstLight
from shared.keepalive.last_run import LastRun
from shared.keepalive.lifetime import ExitStatus, StopRequest
from shared.keepalive.listening import PortUnavailable
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.vitals import Vitals
from shared.keepalive.webserver import WebServer, build_app
from tests.fakes.clock import ManualClock
from tests.shared.keepalive.test_settings import TOKEN
from tests.shared.keepalive.test_webserver import Facts

ASK = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
MOST = 64


class Dawn:
    """First pages on a port."""

    def __init__(self, folder: str = "", *, strict: bool = False) -> None:
        self.clock = ManualClock()
        self.port = free_port()
        settings = KeepaliveSettings.of(
            {"discord_token": TOKEN, "state_dir": folder, "render_instance_id": "srv-1"}
        )
        self.vitals = Vitals(service="tiny", settings=settings, clock=self.clock)
        self.light = FirstLight(self.vitals, port=self.port, strict_probe=strict, clock=self.clock)

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=10)

    def ask(self, target: str) -> tuple[HTTPResponse, dict[str, Any]]:
        with closing(self.connect()) as connection:
            connection.request("GET", target)
            answer = connection.getresponse()
            return answer, json.loads(answer.read())

    @contextmanager
    def opened(self) -> Generator["Dawn"]:
        self.light.open()
        try:
            yield self
        finally:
            visitors = self.light.hand_over()
            for each in (visitors.listener, *visitors.connections):
                each.close()

    def morning(self) -> WebServer:
        """The web server that comes after."""
        visitors = self.light.hand_over()
        app = build_app(Facts().pages())
        return WebServer(app, port=self.port, clock=ManualClock(), visitors=visitors)


@pytest.mark.parametrize("strict", [False, True])
def test_it_says_starting_and_means_it(strict: bool) -> None:
    with Dawn(strict=strict).opened() as dawn:
        dawn.clock.move(65)
        body: dict[str, Any] = {}
        for target in ("/healthz", "/healthz?strict=1", *(("/", "/ready") if strict else ())):
            answer, body = dawn.ask(target)
            assert answer.status == 503
            assert answer.headers["Cache-Control"] == "no-store"
            assert body["state"] == "starting"
            assert (body["ok"], body["uptime"]) == (False, "00:01:05")
        assert body.keys() == Facts().health().body.keys()
        answer, body = dawn.ask("/startupz")
        assert (answer.status, body["started"]) == (503, False)
        if not strict:
            answer, body = dawn.ask("/")
            assert (answer.status, body["strict_probe"]) == (200, False)


def test_an_outage_that_an_earlier_process_saw_begin_is_told(tmp_path: Path) -> None:
    clock = ManualClock()
    before = LastRun(
        folder=str(tmp_path), service="tiny", instance="a", clock=clock, outage_s=lambda: 600.0
    )
    before.end(StopRequest(ExitStatus.RESTART, "away", "outage"))
    with Dawn(str(tmp_path)).opened() as dawn:
        _, body = dawn.ask("/healthz")
    assert "away for 10 min, 1 restart tried" in body["reason"]
    assert body["restarts_tried"] == 1


async def test_what_starting_does_not_answer_waits_for_the_web_server() -> None:
    dawn = Dawn()
    dawn.light.open()
    asked = [await asyncio.open_connection("127.0.0.1", dawn.port) for _ in range(4)]
    questions = [
        b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n",
        b"HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n?",
        ASK[:20],
    ]
    for (_, writer), question in zip(asked, questions, strict=True):
        writer.write(question)
    # Whoever comes last and is answered shows that the others were looked at.
    answer, _ = await asyncio.to_thread(dawn.ask, "/healthz")
    assert answer.status == 503
    server = dawn.morning()
    await server.start()
    try:
        asked[-1][1].write(ASK[20:])
        async with asyncio.timeout(10):
            lines = [await reader.readline() for reader, _ in asked]
        assert [line.split()[1] for line in lines] == [b"200"] * 4
    finally:
        for _, writer in asked:
            writer.close()
        await server.close()


async def test_a_connection_that_stays_open_never_notices() -> None:
    dawn = Dawn()
    dawn.light.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", dawn.port)

    async def ask() -> int:
        writer.write(ASK)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].split()[0])
        await reader.readexactly(length)
        return int(head.split()[1])

    async with asyncio.timeout(10):
        assert [await ask(), await ask()] == [503, 503]
        server = dawn.morning()
        await server.start()
        assert [await ask(), await ask()] == [200, 200]
    writer.close()
    await server.close()


def test_who_wants_the_connection_closed_has_it_closed() -> None:
    with Dawn().opened() as dawn, socket.create_connection(("127.0.0.1", dawn.port), 10) as visitor:
        visitor.sendall(ASK[:-2] + b"Connection: close\r\n\r\n")
        told = b""
        while came := visitor.recv(4096):
            told += came
    assert told.startswith(b"HTTP/1.1 503 ")


def test_a_crowd_waits_at_the_door_and_is_let_in_when_others_leave() -> None:
    with Dawn().opened() as dawn, ExitStack() as stack:
        crowd = [dawn.connect() for _ in range(MOST)]
        for each in crowd:
            each.connect()
            stack.callback(each.close)
        crowd[-1].request("GET", "/healthz")
        assert crowd[-1].getresponse().status == 503
        late = dawn.connect()
        stack.callback(late.close)
        late.request("GET", "/healthz")
        crowd[0].close()
        assert late.getresponse().status == 503


def test_a_taken_port_is_named() -> None:
    dawn = Dawn()
    with (
        socket.create_server(("", dawn.port)),
        pytest.raises(PortUnavailable, match=f"port {dawn.port}"),
    ):
        dawn.light.open()
