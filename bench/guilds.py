"""What a server more costs: memory, start, and the work for a message, beside the bare bot.

For `docs/scale.md`. The servers are of a middling size: 20 channels and 10 roles; members are not
cached, since neither bot asks for them.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bench.processes import BARE_BOT, bare_env, resident_mib, seconds_until, talk
from bench.table import Row
from sandbox.discord.rest.limits import GENEROUS
from sandbox.discord.scenes import sample_world
from sandbox.discord.scenes.guild_builder import GuildBuilder, Places
from sandbox.discord.world.world import World
from sandbox.server import Sandbox
from tests.process.harness import BotProcess, is_state

APP: Final = "welcomecrew"
_CHANNELS, _ROLES = 20, 10
_SETTLE_S: Final = 2.0
_KIB: Final = 1024.0
_TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class _Life:
    """One process that was made to see so many servers and messages."""

    ready_s: float
    memory_mib: float
    cpu_s_per_message: float


async def rows(*, guilds: int = 1_000, messages: int = 5_000) -> list[Row]:
    """Memory for each server, READY with all of them, and processor time for each message."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        few = await _both(0, 1, folder)
        many = await _both(guilds, messages, folder)
    each = [
        (large.memory_mib - small.memory_mib) * _KIB / guilds
        for small, large in zip(few, many, strict=True)
    ]
    ours, bare = many
    return [
        Row(f"memory for each of {guilds:,} servers", each[0], "KiB", each[1]),
        Row(f"start to READY with {guilds:,} servers", ours.ready_s, "s", bare.ready_s),
        Row(
            f"processor time for a message, with {guilds:,} servers",
            ours.cpu_s_per_message * 1e6,
            "µs",
            bare.cpu_s_per_message * 1e6,
        ),
    ]


async def _both(guilds: int, messages: int, folder: Path) -> tuple[_Life, _Life]:
    async with Sandbox.open(seed=partial(_world, guilds), limits=GENEROUS) as box:
        ours = await _live(box, f"apps.{APP}", box.bot_env(APP), folder, messages)
        bare = await _live(box, BARE_BOT, bare_env(box, APP, libraries_of=APP), folder, messages)
    return ours, bare


def _world(guilds: int, world: World) -> Places:
    places = sample_world.build(world)
    for number in range(guilds):
        builder = GuildBuilder(world, f"Server {number}", f"owner {number}")
        for role in range(_ROLES):
            builder.role(f"role {role}", f"Role {role}", "view_channel", "send_messages")
        for channel in range(_CHANNELS):
            builder.channel(f"channel {channel}", f"channel-{channel}")
        builder.join(APP, world.apps[APP].user_id)
    return places


async def _live(
    box: Sandbox, module: str, env: Mapping[str, str], folder: Path, messages: int
) -> _Life:
    began = perf_counter()
    async with BotProcess.open(module, env, folder=folder) as bot:
        ready = await seconds_until(bot, is_state("ready"), since=began)
        await asyncio.sleep(_SETTLE_S)
        memory = resident_mib(bot)
        before = _processor_s(bot)
        await talk(box, messages)
        return _Life(ready, memory, (_processor_s(bot) - before) / messages)


def _processor_s(process: BotProcess) -> float:
    """User and system time so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND
