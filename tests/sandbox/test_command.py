"""`python -m sandbox` as a person starts and stops it."""

import asyncio
import os
import re
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

REPOSITORY = Path(__file__).parents[2]
pytestmark = pytest.mark.process


async def start(*arguments: str, env: dict[str, str] | None = None) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        "--no-browser",
        *arguments,
        cwd=REPOSITORY,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def address_of(demo: asyncio.subprocess.Process) -> str:
    assert demo.stdout is not None
    async with asyncio.timeout(30):
        while line := (await demo.stdout.readline()).decode():
            if found := re.search(r"http://[\d.:]+", line):
                return found[0]
    pytest.fail("the demo printed no address")


async def processes_of(url: str) -> dict[str, int]:
    """Both bots' process ids, once both run."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while True:
            async with session.get(f"{url}/sandbox/bots") as response:
                bots = (await response.json())["bots"]
            pids = {bot["app"]: bot["pid"] for bot in bots if bot["health"]}
            if len(pids) == 2:
                return pids
            await asyncio.sleep(0.2)  # the bots of another process: nothing here can wake us


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_prints_one_address_and_leaves_nothing_behind(number: signal.Signals) -> None:
    demo = await start("--port", "0")
    pids = await processes_of(await address_of(demo))
    demo.send_signal(number)
    output, _ = await asyncio.wait_for(demo.communicate(), 30)
    assert demo.returncode == 0, output.decode()
    assert "http" not in output.decode()
    assert "Traceback" not in output.decode()
    assert output.decode().endswith("Everything is stopped.\n")
    for pid in pids.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        demo = await start("--port", str(taken.getsockname()[1]))
        output, _ = await asyncio.wait_for(demo.communicate(), 30)
    assert demo.returncode == 2
    assert "can't be used" in output.decode()
    assert "--port 8899" in output.decode()
    assert "Traceback" not in output.decode()


async def test_several_instances_without_a_store_say_how_to_get_one(tmp_path: Path) -> None:
    demo = await start("--port", "0", "--instances", "2", env={"PATH": str(tmp_path)})
    output, _ = await asyncio.wait_for(demo.communicate(), 30)
    assert demo.returncode == 2
    assert "neither valkey-server nor redis-server is installed" in output.decode()
    assert "apt-get install redis-server" in output.decode()
    assert "Traceback" not in output.decode()


@pytest.mark.parametrize("number", ["0", "5", "two"])
async def test_a_senseless_number_of_instances_is_refused(number: str) -> None:
    demo = await start("--instances", number)
    output, _ = await asyncio.wait_for(demo.communicate(), 30)
    assert demo.returncode == 2
    assert "a number from 1 to 4 is wanted" in output.decode()
