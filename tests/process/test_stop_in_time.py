"""A stop ends within the host's patience, whatever hangs and whoever is frozen meanwhile."""

import asyncio
import signal
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from shared.keepalive.lifetime import ExitStatus
from tests.process.harness import BotProcess

pytestmark = pytest.mark.process

FROZEN_S = 1.5


async def test_what_hangs_after_the_ordered_stop_holds_nobody_up(tmp_path: Path) -> None:
    """Frozen for a part of its deadline, too, which goes on counting."""
    async with Sandbox.open() as box:
        env = box.bot_env("clanmatch") | {"STOP_DEADLINE_SEC": "3"}
        async with BotProcess.open("tests.process.hanging_bot", env, folder=tmp_path) as bot:
            await bot.wait_until_ready(within=40)
            bot.terminate()
            bot.send_signal(signal.SIGSTOP)
            await asyncio.sleep(FROZEN_S)
            bot.send_signal(signal.SIGCONT)
            assert await bot.wait_exit(within=10) == ExitStatus.STOPPED
            assert "begins to hang" in bot.output
