"""systemd, as it listens: a datagram socket, and the lines that come to it."""

import asyncio
import socket
from collections.abc import Generator
from pathlib import Path
from typing import cast

import pytest

from shared.keepalive.health import HealthReport
from shared.keepalive.supervision import Supervision
from shared.keepalive.supervisor import Supervisor


class Listener:
    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(0)

    async def hears(self) -> list[str]:
        loop = asyncio.get_running_loop()
        return (await asyncio.wait_for(loop.sock_recv(self.socket, 4096), 5)).decode().split("\n")


@pytest.fixture
def listener(tmp_path: Path) -> Generator[Listener]:
    it = Listener(tmp_path / "n")
    yield it
    it.socket.close()


class Report:
    reason = "logging in"


def supervisor(listener: Listener, accepted: list[bool], watchdog_us: int = 0) -> Supervisor:
    return Supervisor(
        Supervision(listener.path, watchdog_us),
        accepted=lambda: bool(accepted),
        health=lambda: cast("HealthReport", Report),
    )


async def test_ready_is_said_once_discord_took_the_token(listener: Listener) -> None:
    accepted: list[bool] = []
    it = supervisor(listener, accepted, watchdog_us=60_000)
    running = asyncio.create_task(it.run())
    assert await listener.hears() == [
        "STATUS=logging in", "WATCHDOG=1", "EXTEND_TIMEOUT_USEC=60000000",
    ]  # fmt: skip
    accepted.append(True)
    heard = await listener.hears()
    while "READY=1" not in heard:
        heard = await listener.hears()
    assert await listener.hears() == ["STATUS=logging in", "WATCHDOG=1"], "said once"
    it.stopping()
    heard = await listener.hears()
    while "STOPPING=1" not in heard:
        heard = await listener.hears()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_nobody_listens_any_more(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    listener.socket.close()
    supervisor(listener, []).stopping()
    assert "systemd can't be told" in caplog.text


@pytest.mark.parametrize(
    ("usec", "pid", "watchdog_us"),
    [
        ("30000000", "", 30_000_000),
        ("30000000", "7", 30_000_000),
        ("30000000", "8", 0),
        ("", "7", 0),
        ("x", "", 0),
    ],
)
def test_a_watchdog_for_another_process_is_none_of_ours(
    usec: str, pid: str, watchdog_us: int
) -> None:
    given = Supervision.of(notify_socket="/s", watchdog_usec=usec, watchdog_pid=pid, pid=7)
    assert given == Supervision("/s", watchdog_us)
