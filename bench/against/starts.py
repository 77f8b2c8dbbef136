"""From the start of a process to its first answer and to 200, and what it takes until then."""

import asyncio
import os
import re
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench.against.checkout import Checkout
from bench.processes import resident_mib, seconds_until
from sandbox.server import Sandbox
from tests.process.harness import BotProcess

# As the goals say: memory is read this long after READY, when the start's litter is gone.
_SETTLE_S = 10.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Start:
    """One life of a bot."""

    first_answer_s: float
    ready_s: float
    """Until `/healthz` answers 200."""
    processor_s: float
    """Until then, of all its threads."""
    resident_mib: float


async def start(
    box: Sandbox, app: str, side: Checkout, folder: Path, *, settle_s: float = _SETTLE_S
) -> Start:
    """Start it, wait for its answers, and end it."""
    began = perf_counter()
    env = box.bot_env(app) | as_hosted(side.root)
    opened = BotProcess.open(f"apps.{app}", env, folder=folder, root=side.root, python=side.python)
    async with opened as bot:
        first_answer = await seconds_until(bot, lambda _: True, since=began)
        ready = await seconds_until(bot, lambda answer: answer.status == 200, since=began)
        processor = processor_s(bot.pid)
        await asyncio.sleep(settle_s)
        return Start(first_answer, ready, processor, resident_mib(bot))


def as_hosted(root: Path) -> dict[str, str]:
    """What the image of that code sets for the system's memory, if it does."""
    image = (root / "Dockerfile").read_text("utf-8")
    return dict(re.findall(r"\b(MALLOC_ARENA_MAX)=(\d+)", image))


def processor_s(pid: int) -> float:
    """User and system time of a process, in seconds."""
    # The name of the program, in brackets, may hold spaces.
    after_name = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS
