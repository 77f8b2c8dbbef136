"""The gateway is gone for good: the process ends with status 1, in time, whatever way it went."""

import re
from pathlib import Path

import pytest

from sandbox.discord.faults import Gateway as Fault
from shared.keepalive.lifetime import ExitStatus
from tests.process.harness import BotProcess, is_state
from tests.process.small_world import CHECK_S, LIMIT_S, START_S, SmallWorld, all_at_once

pytestmark = [pytest.mark.process, pytest.mark.long]

# A busy machine may be late; it is never early.
SLACK_S = 3.0


async def test_every_way_of_being_gone_ends_with_status_1(tmp_path: Path) -> None:
    ways = {
        "never": never_reached_since_start,
        "refused": refused,
        "dropped": dropped_each_time,
        "mute": silent,
        "blocked": loop_blocked,
        "deaf": acks_stay_away,
        "unhearing": deaf_for_good,
        "sharded": one_client_of_two_shards,
        "zombie": like_a_zombie,
    }
    await all_at_once(ways, tmp_path)


async def never_reached_since_start(world: SmallWorld, name: str) -> None:
    world.box.faults.gateway(Fault.REFUSE, bot=name)
    async with world.tiny(name) as bot:
        health = await bot.wait_for_health(
            lambda answer: "gateway cannot be reached" in answer.body["reason"], within=START_S
        )
        assert health.status == 503
        assert health.body["state"] == "starting"
        assert health.body["ok"] is health.body["connected"] is False
        assert health.body["latency_s"] is None
        # The token was accepted: a deploy may go on, the watchdog deals with the gateway.
        assert (await bot.get("/startupz")).status == 200
        await ends_in_time(bot)
    assert "identify" not in world.steps(name)


async def refused(world: SmallWorld, name: str) -> None:
    async with world.ready(name) as bot:
        world.box.faults.gateway(Fault.REFUSE, bot=name)
        world.box.faults.cut(name)
        await is_away(bot)
        # Every failed attempt reports one more disconnect; the outage began at the first.
        await ends_in_time(bot)


async def dropped_each_time(world: SmallWorld, name: str) -> None:
    async with world.ready(name) as bot:
        world.box.faults.gateway(Fault.CUT_EACH, bot=name)
        world.box.faults.cut(name)
        await is_away(bot)
        await ends_in_time(bot)


async def silent(world: SmallWorld, name: str) -> None:
    async with world.ready(name, GATEWAY_SILENCE_SEC="2") as bot:
        world.box.faults.gateway(Fault.SILENT, bot=name)
        # discord.py gives up after the silence and then waits 30 s for a polite goodbye.
        await is_away(bot, within=50)
        await ends_in_time(bot)


async def loop_blocked(world: SmallWorld, name: str) -> None:
    async with world.tiny(name, TINY_BLOCK_SEC="60", LOOP_STALL_SEC="1.5") as bot:
        assert await bot.wait_exit(within=START_S) == ExitStatus.RESTART
        assert "event loop blocked for" in bot.output
        assert "tiny_bot.py" in bot.output, "the stack names the culprit"


async def deaf_for_good(world: SmallWorld, name: str) -> None:
    """Heartbeats are answered, no event comes through, and resuming doesn't change it."""
    async with world.ready(name, CANARY_QUIET_SEC="0.8") as bot:
        await bot.wait_for_health(
            lambda answer: 'keepalive_canary_total{outcome="answered"} 1' in answer.text,
            within=15,
            path="/metrics",
        )
        world.box.faults.deafen(name)
        # At once: what is heard in between makes the next deafness the first one.
        await world.box.records.until(lambda: "resume" in world.steps(name), within=20)
        world.box.faults.deafen(name)
        assert await bot.wait_exit(within=20) == ExitStatus.RESTART
        assert "able to resume: deaf" in bot.output
        assert "still deaf" in bot.output


async def acks_stay_away(world: SmallWorld, name: str) -> None:
    async with world.ready(name, WATCHDOG_ACK_TIMEOUT_SEC="2.5") as bot:
        world.box.faults.gateway(Fault.STOP_ACKS, bot=name)
        assert await bot.wait_exit(within=30) == ExitStatus.RESTART
        assert "still no heartbeat ACK" in bot.output
    steps = world.steps(name)
    assert steps.count("identify") == 1
    assert "resume" in steps, "the first remedy loses nothing"


async def one_client_of_two_shards(world: SmallWorld, name: str) -> None:
    # discord.py lets five seconds pass between the identifies of two shards.
    limit = 9.0
    more = {"TINY_SHARDS": "2", "WATCHDOG_MAX_DISCONNECT_SEC": str(limit)}
    async with world.tiny(name, **more) as bot:
        health = await bot.wait_until_ready(within=START_S)
        assert [shard["id"] for shard in health.body["shards"]] == [0, 1]
        world.box.faults.gateway(Fault.REFUSE, bot=name)
        world.box.faults.cut(name)
        await is_away(bot)
        await ends_in_time(bot, limit)


async def like_a_zombie(world: SmallWorld, name: str) -> None:
    """No event for long, and every ACK later than it may be (here: by any time at all)."""
    more = {
        "WATCHDOG_ZOMBIE_IDLE_SEC": "1",
        "WATCHDOG_ZOMBIE_LATENCY_SEC": "0.000001",
        "WATCHDOG_CHECK_SEC": "8",
        "WATCHDOG_MAX_DISCONNECT_SEC": "60",
    }
    async with world.tiny(name, **more) as bot:
        health = await bot.wait_for_health(is_state("zombie"), within=START_S)
        assert health.status == 206
        assert health.body["ok"] is health.body["connected"] is True
        assert health.body["status"] == "degraded"
        assert (await bot.get("/healthz?strict=1")).status == 503
        assert (await bot.get("/ready")).status == 200
        assert await bot.wait_exit(within=20) == ExitStatus.RESTART
        assert "zombie: no event for" in bot.output


async def is_away(bot: BotProcess, within: float = 10.0) -> None:
    health = await bot.wait_for_health(is_state("disconnected"), within=within)
    assert health.status == 503
    assert health.body["connected"] is False
    assert "gateway away" in health.body["reason"]
    lenient = await bot.get("/")
    assert lenient.status == 200
    assert lenient.body["strict_probe"] is False


async def ends_in_time(bot: BotProcess, limit: float = LIMIT_S) -> None:
    assert await bot.wait_exit(within=20) == ExitStatus.RESTART
    found = re.search(r"gateway away for ([\d.]+) s", bot.output)
    assert found, bot.output
    assert limit <= float(found[1]) <= limit + CHECK_S + SLACK_S
