"""How the process begins and ends: signals, ports, settings, what hangs, what is remembered."""

import asyncio
import resource
import socket
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.discord.faults import Gateway as Fault
from shared.keepalive.lifetime import ExitStatus
from tests.process.harness import BotProcess, is_state
from tests.process.small_world import START_S, SmallWorld, all_at_once

pytestmark = pytest.mark.process

# The specification says 50 ms; the machine may be busy with seven other processes.
AT_ONCE_S = 0.5
FILES = 1_024
STRANGERS = 2_000
NEWCOMER_S = 1.0
MOST_LOG = 1 << 20


async def test_beginnings_and_ends(tmp_path: Path) -> None:
    ways = {
        "stopped": stopped_by_the_host,
        "tripping": closed_while_connecting,
        "hanging": everything_hangs,
        "taken": port_taken,
        "wrong": settings_wrong,
        "remembers": remembers_the_last_process,
        "pages": all_pages,
        "broken": own_setup_broken,
        "stuck": loop_blocked_while_closing,
        "besieged": strangers_wear_nothing_out,
    }
    await all_at_once(ways, tmp_path)


async def stopped_by_the_host(world: SmallWorld, name: str) -> None:
    async with world.ready(name) as bot:
        bot.terminate()
        assert await bot.wait_exit(within=10) == ExitStatus.STOPPED
        assert "received SIGTERM" in bot.output
        assert "closed well" in bot.output
        assert "Traceback" not in bot.output
    last = [event for event in world.box.records.gateway if event.bot == name][-1]
    assert (last.kind, last.detail) == ("disconnect", "1000"), "it said goodbye"


async def closed_while_connecting(world: SmallWorld, name: str) -> None:
    """What the stop cuts short is no crash."""
    async with world.tiny(name, TINY_TRIPS="1") as bot:
        await bot.wait_for_health(
            lambda answer: answer.status == 200, within=START_S, path="/startupz"
        )
        bot.terminate()
        assert await bot.wait_exit(within=10) == ExitStatus.STOPPED
        assert "cut short by the stop" in bot.output
        assert "Traceback" not in bot.output


async def everything_hangs(world: SmallWorld, name: str) -> None:
    """Google hangs, then Discord does, then the shutdown: the pages answer at once all along."""
    async with world.ready(name, TINY_HANG="1", WATCHDOG_MAX_DISCONNECT_SEC="600") as bot:
        health = await bot.wait_for_health(
            lambda answer: answer.body["components"]["hanging"]["ok"] is False, within=10
        )
        assert health.status == 200
        assert health.body["status"] == "degraded"
        assert health.body["components"]["hanging"]["words"] == "no answer within 0.5 s"
        assert health.body["components"]["failing"]["words"] == "the sheet is not shared"
        assert health.seconds < AT_ONCE_S
        world.box.faults.gateway(Fault.SILENT, bot=name)
        assert (await bot.get()).seconds < AT_ONCE_S
        bot.terminate()
        stopping = await bot.wait_for_health(
            lambda answer: answer.body["state"] == "stopping", within=5
        )
        assert stopping.status == 503
        assert stopping.seconds < AT_ONCE_S
        # The close of the gateway and of a part hang: the deadline (6 s) holds all the same.
        assert await bot.wait_exit(within=15) == ExitStatus.STOPPED
        assert "closing what hangs took longer" in bot.output
        assert "closed well" in bot.output, "what comes after the hanging part still has time"


async def own_setup_broken(world: SmallWorld, name: str) -> None:
    async with world.tiny(name, TINY_BROKEN="1") as bot:
        assert await bot.wait_exit(within=START_S) == ExitStatus.CRASHED
        assert "LookupError: a cog of this bot is broken" in bot.output
        assert "closed well" in bot.output
    assert world.steps(name) == [], "half a bot never connects, and no identify is spent"


async def loop_blocked_while_closing(world: SmallWorld, name: str) -> None:
    async with world.ready(name, TINY_BLOCK_CLOSING="1", STOP_DEADLINE_SEC="2") as bot:
        bot.terminate()
        # The last resort keeps to what was asked for: the host wanted a stop and gets one.
        assert await bot.wait_exit(within=10) == ExitStatus.STOPPED
        assert "did not end within its deadline" in bot.output
        assert "in block" in bot.output, "the stack names the culprit"


async def port_taken(world: SmallWorld, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with world.tiny(name, PORT=port) as bot:
            assert await bot.wait_exit(within=START_S) == ExitStatus.PORT_UNAVAILABLE
            assert f"cannot listen on port {port}" in bot.output
            assert "Traceback" not in bot.output
    assert world.steps(name) == [], "no login was tried"


async def settings_wrong(world: SmallWorld, name: str) -> None:
    async with world.tiny(name, DISCORD_TOKEN="tenletters", WATCHDOG_CHECK_SEC="soon") as bot:
        assert await bot.wait_exit(within=START_S) == ExitStatus.CONFIGURATION
        assert "DISCORD_TOKEN" in bot.output
        assert "WATCHDOG_CHECK_SEC" in bot.output
        assert "tenletters" not in bot.output
        assert "Traceback" not in bot.output


async def remembers_the_last_process(world: SmallWorld, name: str) -> None:
    state = str(world.folder / "state")
    world.box.faults.gateway(Fault.REFUSE, bot=name)
    async with world.tiny(name, STATE_DIR=state) as bot:
        assert await bot.wait_exit(within=START_S) == ExitStatus.RESTART
    world.box.faults.gateway(Fault.REFUSE, on=False, bot=name)
    async with world.ready(name, STATE_DIR=state, RENDER_INSTANCE_ID="srv-2") as bot:
        metrics = (await bot.get("/metrics")).text
        assert 'keepalive_restarts_total{reason="outage"} 1.0' in metrics
        page = (await bot.get("/status")).text
        assert "the last process ended with status 1" in page
        assert "instance `srv-2`" in bot.output
        assert "gateway away for" in bot.output
        assert "back: away for 0 min, 1 restart tried" in bot.output, "one outage, one length"


async def strangers_wear_nothing_out(world: SmallWorld, name: str) -> None:
    """More idle connections than the process may open files, and nonsense: all goes on."""
    visitors: list[asyncio.StreamWriter] = []
    async with world.ready(name) as bot:
        resource.prlimit(bot.pid, resource.RLIMIT_NOFILE, (FILES, FILES))
        with more_files(STRANGERS) as strangers:
            for number in range(strangers):
                _, visitor = await asyncio.open_connection("127.0.0.1", bot.port)
                visitors.append(visitor)
                if number % 2:
                    visitor.write(b"GET / HTTP/1.1\r\nno: header: \xff\x00\r\n\r\n")
            world.box.faults.cut(name)
            newcomer = await bot.get()
            await got_back(world, bot, name)
            again = await bot.get()
            for visitor in visitors:
                visitor.close()
        assert (newcomer.seconds < NEWCOMER_S, again.seconds < NEWCOMER_S) == (True, True)
        assert again.status == 200
        assert len(bot.output) < MOST_LOG
        assert "out of system resource" not in bot.output


async def got_back(world: SmallWorld, bot: BotProcess, name: str) -> None:
    await bot.wait_for_health(
        lambda answer: is_state("ready")(answer) and "resume" in world.steps(name), within=15
    )


@contextmanager
def more_files(wanted: int) -> Generator[int]:
    """This process may open so many more for a while, or as many as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = max(soft, wanted + FILES if hard < 0 else min(wanted + FILES, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    try:
        yield min(wanted, limit - FILES // 2)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def all_pages(world: SmallWorld, name: str) -> None:
    async with world.ready(name) as bot:
        for path in ("/", "/ready", "/health", "/healthz", "/startupz", "/metrics", "/status"):
            answer = await bot.get(path)
            head = await bot.get(path, method="HEAD")
            assert (answer.status, head.status, head.text) == (200, 200, ""), path
            assert answer.headers["Cache-Control"] == "no-store", path
        assert (await bot.get("/", method="POST")).status == 405
