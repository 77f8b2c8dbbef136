"""Start and memory of both bots, beside a bare bot that imports the same libraries."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.processes import BARE_BOT, bare_env, resident_mib, seconds_until, talk
from bench.table import Row
from sandbox.discord.rest.limits import GENEROUS
from sandbox.server import Sandbox
from tests.process.harness import BotProcess, is_state

_GOAL = 1.25
_SETTLE_S = 1.5


@dataclass(frozen=True, slots=True)
class _Start:
    """One life of a bot."""

    first_answer_s: float
    ready_s: float
    idle_mib: float
    loaded_mib: float


_WORDS = {
    "first_answer_s": ("start to first `/healthz` answer", "s"),
    "ready_s": ("start to READY", "s"),
    "idle_mib": ("memory, idle", "MiB"),
    "loaded_mib": ("memory after {messages:,} messages", "MiB"),
}


async def rows(
    *,
    apps: Sequence[str] = ("clanmatch", "welcomecrew"),
    rounds: int = 2,
    messages: int = 2_000,
) -> list[Row]:
    """Four rows per bot."""
    found: list[Row] = []
    with TemporaryDirectory() as name:
        async with Sandbox.open(limits=GENEROUS) as box:
            for app in apps:
                ours: list[_Start] = []
                bare: list[_Start] = []
                for _ in range(rounds):
                    env = box.bot_env(app)
                    ours.append(await _start(box, f"apps.{app}", env, Path(name), messages))
                    env = bare_env(box, app, libraries_of=app)
                    bare.append(await _start(box, BARE_BOT, env, Path(name), messages))
                found += _rows(app, ours, bare, messages)
    return found


def _rows(app: str, ours: list[_Start], bare: list[_Start], messages: int) -> list[Row]:
    # The best of each: other work on the machine only ever slows things down.
    def best(starts: list[_Start], name: str) -> float:
        return min(getattr(start, name) for start in starts)

    return [
        Row(
            f"{app}: {_WORDS[field.name][0].format(messages=messages)}",
            best(ours, field.name),
            _WORDS[field.name][1],
            best(bare, field.name),
            at_most=_GOAL,
        )
        for field in fields(_Start)
    ]


async def _start(
    box: Sandbox, module: str, env: Mapping[str, str], folder: Path, messages: int
) -> _Start:
    began = perf_counter()
    async with BotProcess.open(module, env, folder=folder) as bot:
        first_answer = await seconds_until(bot, lambda _: True, since=began)
        ready = await seconds_until(bot, is_state("ready"), since=began)
        await asyncio.sleep(_SETTLE_S)
        idle = resident_mib(bot)
        await talk(box, messages)
        return _Start(first_answer, ready, idle, resident_mib(bot))
