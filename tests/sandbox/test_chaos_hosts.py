"""How the chaos run's host judges the ends of processes."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from sandbox.chaos.hosting import STOP_WITHIN, Host
from shared.timing.clock import SystemClock

pytestmark = pytest.mark.process


@asynccontextmanager
async def stopping_while_frozen(
    folder: Path, *, stop_within: float = STOP_WITHIN
) -> AsyncGenerator[Host]:
    """A process that was asked to end and can't hear it."""
    async with aiohttp.ClientSession() as web:
        host = Host(
            "clanmatch",
            lambda _: {},
            folder=folder,
            clock=SystemClock(),
            web=web,
            changed=lambda _: None,
            stop_within=stop_within,
        )
        host.start()
        while host.current.pid is None:  # noqa: ASYNC110 - the operating system starts it
            await asyncio.sleep(0.01)
        host.freeze()
        while not is_frozen(host.current.pid):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
        stop = asyncio.create_task(host.stop())
        try:
            while not host.current.leaving:  # noqa: ASYNC110 - the task above has yet to begin
                await asyncio.sleep(0)
            yield host
        finally:
            await stop


def is_frozen(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "T"


async def test_who_is_shot_in_the_middle_of_a_stop_was_given_no_time(tmp_path: Path) -> None:
    """Seed f9d92692: a SIGKILL was dealt 0.4 s after a deploy had sent SIGTERM."""
    async with stopping_while_frozen(tmp_path) as host:
        host.send(signal.SIGKILL)
    (end,) = host.exits
    assert (end.status, end.problem) == (-signal.SIGKILL, None)


async def test_whom_the_host_has_to_kill_did_not_end_in_time(tmp_path: Path) -> None:
    async with stopping_while_frozen(tmp_path, stop_within=0.2) as host:
        pass
    (end,) = host.exits
    assert (end.status, end.problem) == (
        -signal.SIGKILL,
        "had to be killed: it did not end in time",
    )
