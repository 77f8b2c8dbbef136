"""Both bots as their host runs them: they start, tell the truth under faults, and end in order."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from sandbox.discord.faults import Gateway as Fault
from sandbox.server import Sandbox
from sandbox.sheets.faults import Fault as SheetsFault
from shared.keepalive.lifetime import ExitStatus
from tests.discovery.exchanges import Listener
from tests.process.harness import BotProcess, is_state

pytestmark = [pytest.mark.process, pytest.mark.long]

BOTS = ("clanmatch", "welcomecrew")
# discord.py says ready two seconds after the last server came.
LIMITS = {
    "WATCHDOG_CHECK_SEC": "0.5",
    "WATCHDOG_MAX_DISCONNECT_SEC": "8",
    "STOP_DEADLINE_SEC": "10",
}
AT_ONCE_S = 0.5


@pytest.mark.timeout(180)
async def test_both_bots_through_a_bad_day(tmp_path: Path) -> None:
    async with Sandbox.open() as box, AsyncExitStack() as stack:
        listener = Listener()
        box.sheets.subscribe_exchanges(listener)
        clanmatch, welcomecrew = [
            await stack.enter_async_context(
                BotProcess.open(f"apps.{name}", box.bot_env(name) | LIMITS, folder=tmp_path)
            )
            for name in BOTS
        ]
        async with asyncio.TaskGroup() as group:
            for bot in (clanmatch, welcomecrew):
                group.create_task(is_well(bot))

        box.sheets.faults.set(SheetsFault.HANG)
        box.faults.gateway(Fault.REFUSE, bot="clanmatch")
        box.faults.cut("clanmatch")
        away = await clanmatch.wait_for_health(is_state("disconnected"), within=10)
        assert away.status == 503
        assert away.seconds < AT_ONCE_S
        assert (await clanmatch.get("/startupz")).status == 200
        assert (await welcomecrew.get()).status == 200, "each bot has a gateway of its own"

        welcomecrew.terminate()
        assert await clanmatch.wait_exit(within=30) == ExitStatus.RESTART
        assert "gateway away for" in clanmatch.output
        assert await welcomecrew.wait_exit(within=20) == ExitStatus.STOPPED
        assert "Traceback" not in welcomecrew.output, welcomecrew.output
        assert listener.misfits == [], "not as Google describes it"
        assert {"sheets.spreadsheets.get", "sheets.spreadsheets.values.batchGet"} <= {
            *listener.heard
        }


async def is_well(bot: BotProcess) -> None:
    health = await bot.wait_until_ready(within=60)
    assert health.body["ok"] is True
    sheets = await bot.wait_for_health(
        lambda answer: answer.body["components"]["sheets"]["ok"] is True, within=20
    )
    assert sheets.body["status"] == "ok"
    assert (await bot.get("/startupz")).status == 200
    assert (await bot.get("/status")).status == 200
