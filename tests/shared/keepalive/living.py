"""A small bot with its keepalive in the test's own process, connected to a sandbox."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord

from sandbox.ports import free_port
from sandbox.server import Sandbox
from shared.config.secret import Secret
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.snapshot import GatewayState
from shared.timing.clock import SystemClock

BOT = "clanmatch"


@dataclass(frozen=True, slots=True)
class Living:
    """The bot, what keeps it, and the task that runs both."""

    box: Sandbox
    bot: discord.Client
    keepalive: Keepalive
    running: asyncio.Task[ExitStatus]

    def steps(self) -> list[str]:
        """What the gateway saw: `connect`, `identify`, `resume`, `disconnect 1000` and so on."""
        seen = [it for it in self.box.records.gateway if it.bot == BOT and it.kind != "heartbeat"]
        return [f"{it.kind} {it.detail}" if it.kind == "disconnect" else it.kind for it in seen]

    async def until(self, *steps: str) -> None:
        """Wait until these are the last steps that the gateway saw."""
        try:
            await self.box.records.until(lambda: self.steps()[-len(steps) :] == list(steps))
        except TimeoutError:
            raise AssertionError(f"the gateway saw {self.steps()}") from None

    async def stop(self, reason: str, status: ExitStatus = ExitStatus.STOPPED) -> ExitStatus:
        """Ask for a stop, and see it through."""
        self.keepalive.lifetime.request_stop(status, reason)
        return await self.running


@asynccontextmanager
async def living(box: Sandbox, bot: discord.Client, **settings: Any) -> AsyncGenerator[Living]:
    """The bot, ready; whatever is left of it ends with the block. `box` is the fixture."""
    keepalive = Keepalive(
        service="tiny",
        settings=KeepaliveSettings(
            discord_token=Secret(box.world.apps[BOT].token),
            discord_api_url=f"{box.url}/api/v10",
            discord_gateway_url=f"{box.gateway.base_url}/{BOT}",
            port=free_port(),
            **settings,
        ),
        clock=SystemClock(),
    )
    running = asyncio.create_task(keepalive.run(bot, box.world.apps[BOT].token))
    try:
        async with asyncio.timeout(20):
            while keepalive.health().state is not GatewayState.READY:
                assert not running.done(), running
                await asyncio.sleep(0.02)
        yield Living(box, bot, keepalive, running)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
