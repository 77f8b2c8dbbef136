"""One run: both bots as processes, the crowd, the monitor, and the rows of the table."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bench.load import town
from bench.load.answers import PATIENCE_S, Answers, Times
from bench.load.crowd import Crowd
from bench.load.health import health_rows
from bench.load.memory import MemoryWatch
from bench.load.monitor import monitored
from bench.processes import bare_web
from bench.table import Row
from sandbox.discord.rest.limits import GENEROUS
from sandbox.server import Sandbox
from tests.process.harness import BotProcess

MESSAGES_PER_S: Final = 200
PRESSES_PER_S: Final = 500 / 60
MOST_GROWTH: Final = 1.05
_APPS: Final = ("clanmatch", "welcomecrew")


async def run_load(seconds: float) -> list[Row]:
    """The rows of a run that lasts so long."""
    async with _stage() as (box, bots, bare):
        answers = Answers(box)
        crowd = Crowd(box, answers)
        memory = MemoryWatch(bots)
        watching = asyncio.create_task(memory.watch())
        began = perf_counter()
        pages = {name: bot.port for name, bot in bots.items()}
        async with monitored([*pages.values(), bare.port]) as seen:
            async with asyncio.TaskGroup() as group:
                group.create_task(crowd.talk(seconds, MESSAGES_PER_S))
                group.create_task(crowd.press(seconds, round(seconds * PRESSES_PER_S)))
            rate = crowd.posted / (perf_counter() - began)
            await answers.settled()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        return [
            _rate_row(rate),
            *_answer_rows("replies", answers.replies),
            *_answer_rows("presses", answers.presses),
            *(row for name in _APPS for row in health_rows(name, pages[name], bare.port, seen)),
            *(_memory_row(name, memory) for name in _APPS),
        ]


@asynccontextmanager
async def _stage() -> AsyncGenerator[tuple[Sandbox, dict[str, BotProcess], BotProcess]]:
    """Both bots, and a bare web server that shows what the machine itself makes of a question."""
    async with AsyncExitStack() as open_things:
        folder = open_things.enter_context(TemporaryDirectory(prefix="load-"))
        box = await open_things.enter_async_context(Sandbox.open(seed=town.build, limits=GENEROUS))
        bots = {
            name: await open_things.enter_async_context(
                BotProcess.open(f"apps.{name}", box.bot_env(name), folder=Path(folder))
            )
            for name in _APPS
        }
        for bot in bots.values():
            await bot.wait_until_ready(within=60)
        bare = await open_things.enter_async_context(
            bare_web(Path(folder), "/healthz", b"{}", "application/json")
        )
        town.open_tickets(box)
        yield box, bots, bare


def _rate_row(rate: float) -> Row:
    name = f"messages a second, in {town.CHANNELS} channels"
    return Row(name, rate, "/s", at_least=MESSAGES_PER_S * 0.95, goal_on_ratio=False)


def _answer_rows(what: str, times: Times) -> list[Row]:
    lost = f"{what}: lost or later than {PATIENCE_S:g} s, of {times.asked:,}"
    return [
        Row(lost, times.lost_or_late, "", at_most=0, goal_on_ratio=False),
        Row(f"{what}: median", times.median * 1000, "ms"),
        Row(f"{what}: slowest", times.slowest * 1000, "ms"),
    ]


def _memory_row(name: str, memory: MemoryWatch) -> Row:
    early, late = memory.early_and_late(name)
    what = f"{name}: memory in the last quarter (bare: in the second quarter)"
    return Row(what, late, "MiB", early, at_most=MOST_GROWTH)
