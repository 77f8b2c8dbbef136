"""From each kind of gateway fault to exit or recovery, as a share of the limit that was set.

Each fault meets a small bot of its own, a real process, all at the same time.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.processes import said, seconds_until
from bench.table import Row
from sandbox.discord.faults import Faults
from sandbox.discord.faults import Gateway as Fault
from shared.keepalive.lifetime import ExitStatus
from tests.process.harness import BotProcess, is_state
from tests.process.small_world import CHECK_S, HEARTBEAT_S, SmallWorld, small_world

_START_S = 60.0
_LIMIT_S = 6.0
_ACK_S = 3.0
_STALL_S = 2.0
_IDLE_S = 6.0
# An exit may come one check later, and its ordered end takes a moment.
_EXIT_SLACK_S = 1.0


@dataclass(frozen=True, slots=True)
class Ending:
    """A fault after which only a fresh process helps: the limit until exit."""

    what: str
    strike: Callable[[Faults, str], None]
    limit_s: float = _LIMIT_S
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Passing:
    """A fault that the bot gets over by itself, within the same limit."""

    what: str
    strike: Callable[[Faults, str], None]
    kind: str = "resume"


def _lasting(fault: Fault, *, cut: bool = True) -> Callable[[Faults, str], None]:
    def strike(faults: Faults, bot: str) -> None:
        faults.gateway(fault, bot=bot)
        if cut:
            faults.cut(bot)

    return strike


ENDINGS = {
    "refused": Ending("connections refused", _lasting(Fault.REFUSE)),
    "reset": Ending("connections reset", _lasting(Fault.RESET)),
    "dropped": Ending("dropped each time", _lasting(Fault.CUT_EACH)),
    "deaf": Ending(
        "ACKs stay away",
        _lasting(Fault.STOP_ACKS, cut=False),
        # A resumable reconnect is the first remedy; the second time it is the end.
        limit_s=_ACK_S * 2,
        settings=(("WATCHDOG_ACK_TIMEOUT_SEC", str(_ACK_S)),),
    ),
    "mute": Ending(
        "gateway falls silent",
        _lasting(Fault.SILENT, cut=False),
        # The same remedy first: only that nobody answers the reconnect at all.
        limit_s=_ACK_S * 2,
        settings=(("WATCHDOG_ACK_TIMEOUT_SEC", str(_ACK_S)),),
    ),
    "zombie": Ending(
        "no event, and ACKs too slow",
        lambda _faults, _bot: None,
        limit_s=_IDLE_S,
        settings=(
            ("WATCHDOG_ZOMBIE_IDLE_SEC", str(_IDLE_S)),
            # By any time at all: slow enough from the first one on.
            ("WATCHDOG_ZOMBIE_LATENCY_SEC", "0.000001"),
        ),
    ),
}
PASSINGS = {
    "cut": Passing("connection cut", lambda faults, bot: faults.cut(bot)),
    "op7": Passing("asked to reconnect (op 7)", lambda faults, bot: faults.reconnect(bot)),
    "op9r": Passing(
        "session invalid but resumable (op 9)",
        lambda faults, bot: faults.invalidate(bot, resumable=True),
    ),
    "op9": Passing(
        "session invalid (op 9)", lambda faults, bot: faults.invalidate(bot), kind="identify"
    ),
    "4000": Passing("closed with 4000", lambda faults, bot: faults.close(4000, bot)),
    # The keepalive goes back to the host that Discord names for new sessions.
    "pinned": Passing("resume host dead", _lasting(Fault.RESUME_HOST_DEAD)),
}
_BLOCKED = "blocked"


async def rows(
    *,
    endings: Sequence[str] = tuple(ENDINGS),
    passings: Sequence[str] = tuple(PASSINGS),
    blocked: bool = True,
) -> list[Row]:
    """One row per fault: seconds to exit or recovery beside the limit."""
    names = [*endings, *passings, *([_BLOCKED] if blocked else [])]
    with TemporaryDirectory() as folder:
        async with small_world(names, Path(folder)) as world, asyncio.TaskGroup() as group:
            tasks = [
                *(group.create_task(_ends(world, name, ENDINGS[name])) for name in endings),
                *(group.create_task(_passes(world, name, PASSINGS[name])) for name in passings),
            ]
            if blocked:
                tasks.append(group.create_task(_loop_blocked(world)))
    return [task.result() for task in tasks]


async def _ends(world: SmallWorld, name: str, fault: Ending) -> Row:
    more = {"WATCHDOG_MAX_DISCONNECT_SEC": str(_LIMIT_S), **dict(fault.settings)}
    async with world.tiny(name, **more) as bot:
        await bot.wait_until_ready(within=_START_S)
        fault.strike(world.box.faults, name)
        seconds = await _exit(bot)
    return _exit_row(fault.what, seconds, fault.limit_s)


async def _loop_blocked(world: SmallWorld) -> Row:
    more = {"TINY_BLOCK_SEC": "60", "LOOP_STALL_SEC": str(_STALL_S)}
    async with world.tiny(_BLOCKED, **more) as bot:
        await said(bot, "is online")  # just before it blocks
        seconds = await _exit(bot)
    return _exit_row("event loop blocked", seconds, _STALL_S)


async def _exit(bot: BotProcess) -> float:
    began = perf_counter()
    assert await bot.wait_exit(within=60) == ExitStatus.RESTART, bot.output
    return perf_counter() - began


def _exit_row(what: str, seconds: float, limit: float) -> Row:
    at_most = (limit + CHECK_S + HEARTBEAT_S + _EXIT_SLACK_S) / limit
    return Row(f"{what}: to exit", seconds, "s", limit, at_least=0.9, at_most=round(at_most, 2))


async def _passes(world: SmallWorld, name: str, fault: Passing) -> Row:
    more = {"WATCHDOG_MAX_DISCONNECT_SEC": str(_LIMIT_S)}
    async with world.tiny(name, **more) as bot:
        await bot.wait_until_ready(within=_START_S)
        came_back = world.steps(name).count(fault.kind)
        began = perf_counter()
        fault.strike(world.box.faults, name)
        await world.box.records.until(
            lambda: world.steps(name).count(fault.kind) > came_back, within=60
        )
        seconds = await seconds_until(bot, is_state("ready"), since=began)
    return Row(f"{fault.what}: to READY again", seconds, "s", _LIMIT_S, at_most=1.0)
