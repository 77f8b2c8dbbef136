"""Bots and bare things as processes, what they are given to do, and what they take."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import perf_counter

import aiohttp

from bench.lag_probe import PREFIX
from sandbox.ports import free_port
from sandbox.server import Sandbox
from tests.process.harness import Answer, BotProcess

BARE_BOT = "bench.bare.bot"

# What each of ours imports at start.
_COMMON = (
    "gspread google.oauth2.service_account cryptography.hazmat.primitives.serialization requests "
    "prometheus_client stamina aiolimiter cachetools pythonjsonlogger.json redis.asyncio"
)
LIBRARIES = {"clanmatch": f"{_COMMON} rapidfuzz PIL.Image", "welcomecrew": _COMMON}


@asynccontextmanager
async def bare_web(folder: Path, path: str, answer: bytes, kind: str) -> AsyncGenerator[BotProcess]:
    """A bare handler that answers `path` with these bytes."""
    file = folder / "answer"
    file.write_bytes(answer)
    env = {
        "PORT": str(free_port()),
        "BARE_PATH": path,
        "BARE_TYPE": kind,
        "BARE_FILE": str(file),
    }
    async with BotProcess.open("bench.bare.web", env, folder=folder) as process:
        await process.wait_for_health(lambda _: True, within=30, path="/")
        yield process


def bare_env(box: Sandbox, app: str, libraries_of: str = "", **more: str) -> dict[str, str]:
    """For a bare bot that takes the place of `app`, with the libraries of one of ours."""
    return box.bot_env(app) | {"BARE_LIBRARIES": LIBRARIES.get(libraries_of, "")} | more


async def seconds_until(
    process: BotProcess, wanted: Callable[[Answer], bool], *, since: float
) -> float:
    """Ask `/healthz` without a pause until it is as wanted; seconds since `since`."""
    async with asyncio.timeout(60):
        while True:
            if process.status is not None:
                raise RuntimeError(f"ended with {process.status}:\n{process.output}")
            with suppress(aiohttp.ClientError):
                if wanted(await process.get()):
                    return perf_counter() - since
            await asyncio.sleep(0.005)


def resident_mib(process: BotProcess) -> float:
    """Memory that the process holds now."""
    return resident_mib_of(str(process.pid))


def resident_mib_of(process: str) -> float:
    """The same by the process's number, or `self`."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    kib = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kib) / 1024


def processor_s(process: BotProcess) -> float:
    """Processor time of all its threads so far, in seconds, to the nanosecond."""
    tasks = Path(f"/proc/{process.pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text("ascii").split()[0]) for task in tasks) / 1e9


async def said(process: BotProcess, words: str, *, times: int = 1) -> None:
    """Wait until it has printed these words so often."""
    async with asyncio.timeout(60):
        while process.output.count(words) < times:  # noqa: ASYNC110 - another process prints them
            await asyncio.sleep(0.005)


async def longest_lag_ms(process: BotProcess) -> float:
    """What its lag probe saw since it was last asked."""
    told = process.output.count(PREFIX)
    process.send_signal(signal.SIGUSR1)
    await said(process, PREFIX, times=told + 1)
    last = process.output.rpartition(PREFIX)[2].split(maxsplit=1)[0]
    return float(last) * 1000


async def talk(box: Sandbox, messages: int) -> None:
    """People talk; `!ping` at the end shows that the bot has read all of it."""
    member, channel = box.person("member"), box.places.channels["general"]
    for number in range(messages):
        member.say(channel, f"message number {number}, of about the length that people write")
        if number % 10 == 0:
            await asyncio.sleep(0)
    asked = member.say(channel, "!ping")
    message = box.world.backend.get_message(channel, asked)
    await box.records.until(lambda: message.reaction_for("🏓") is not None, within=60)
