"""Faults that pass: the process stays, resumes where it can, and says so."""

import asyncio
import re
from pathlib import Path

import pytest

from sandbox.discord.faults import Gateway as Fault
from shared.keepalive.lifetime import ExitStatus
from tests.process.harness import BotProcess, is_state
from tests.process.small_world import START_S, SmallWorld, all_at_once

pytestmark = [pytest.mark.process, pytest.mark.long]

QUIET_S = "0.8"


async def test_what_passes_and_what_no_restart_mends(tmp_path: Path) -> None:
    ways = {
        "op7": asked_to_reconnect,
        "op9resumable": session_invalid_but_resumable,
        "op9": session_invalid,
        "cut": dropped_once,
        "deaf": acks_stop_while_events_flow,
        "unhearing": deaf_until_reconnected,
        "quiet": quiet_and_well,
        "memberless": member_service_away,
        "forsaken": member_service_goes_away,
        "token": token_reset,
        "intents": intents_refused,
        "strangers": slow_to_come,
        "pinned": resume_host_dead,
    }
    await all_at_once(ways, tmp_path)


async def asked_to_reconnect(world: SmallWorld, name: str) -> None:
    async with world.ready(name) as bot:
        world.box.faults.reconnect(name)
        await got_back(world, bot, name, "resume")


async def session_invalid_but_resumable(world: SmallWorld, name: str) -> None:
    async with world.ready(name) as bot:
        world.box.faults.invalidate(name, resumable=True)
        await got_back(world, bot, name, "resume")


async def session_invalid(world: SmallWorld, name: str) -> None:
    # discord.py spaces identifies by five seconds.
    async with world.ready(name, WATCHDOG_MAX_DISCONNECT_SEC="20") as bot:
        world.box.faults.invalidate(name, resumable=False)
        await got_back(world, bot, name, "identify", times=2)


async def dropped_once(world: SmallWorld, name: str) -> None:
    async with world.ready(name) as bot:
        world.box.faults.cut(name)
        await got_back(world, bot, name, "resume")


async def acks_stop_while_events_flow(world: SmallWorld, name: str) -> None:
    async with (
        world.tiny(name, WATCHDOG_ACK_TIMEOUT_SEC="2.5") as bot,
        events_flowing(world) as _,
    ):
        await bot.wait_until_ready(within=START_S)
        world.box.faults.gateway(Fault.STOP_ACKS, bot=name)
        await bot.wait_for_health(lambda _: "resume" in world.steps(name), within=20)
        world.box.faults.gateway(Fault.STOP_ACKS, on=False, bot=name)
        await got_back(world, bot, name, "resume")
        assert world.steps(name).count("identify") == 1
        assert "able to resume: no heartbeat ACK" in bot.output


async def deaf_until_reconnected(world: SmallWorld, name: str) -> None:
    """Heartbeats are answered, events are not delivered: the resume brings them."""
    async with world.tiny(name, CANARY_QUIET_SEC=QUIET_S) as bot:
        await hears(bot)
        world.box.faults.deafen(name)
        deaf = await bot.wait_for_health(is_state("deaf"), within=15)
        assert (deaf.status, deaf.body["gateway"], deaf.body["connected"]) == (206, "ill", True)
        assert (await bot.get("/healthz?strict=1")).status == 503
        await got_back(world, bot, name, "resume")
        assert world.steps(name).count("identify") == 1
        assert "able to resume: deaf" in bot.output


async def quiet_and_well(world: SmallWorld, name: str) -> None:
    """Nothing happens on the server but dozens of questions and answers."""
    async with world.tiny(name, CANARY_QUIET_SEC=QUIET_S) as bot:
        await hears(bot, answers=15)
        assert (await bot.get()).body["state"] == "ready"
        assert [it for it in world.steps(name) if it != "heartbeat"] == ["connect", "identify"]


async def member_service_away(world: SmallWorld, name: str) -> None:
    """From the start nobody answers: that is shown, and nothing else follows."""
    world.box.faults.gateway(Fault.MEMBERS_AWAY, bot=name)
    async with world.ready(name, CANARY_QUIET_SEC=QUIET_S) as bot:
        await bot.wait_for_health(
            lambda answer: questions(answer.text, "unexplained") >= 4, within=30, path="/metrics"
        )
        assert (await bot.get()).body["state"] == "ready"
        assert [it for it in world.steps(name) if it != "heartbeat"] == ["connect", "identify"]


async def member_service_goes_away(world: SmallWorld, name: str) -> None:
    """It had answered before, and nothing else happens: another service's answer tells."""
    async with world.tiny(name, CANARY_QUIET_SEC=QUIET_S) as bot:
        await hears(bot)
        world.box.faults.gateway(Fault.MEMBERS_AWAY, bot=name)
        await bot.wait_for_health(
            lambda answer: questions(answer.text, "unexplained") >= 2, within=30, path="/metrics"
        )
        assert (await bot.get()).body["state"] == "ready"
        assert [it for it in world.steps(name) if it != "heartbeat"] == ["connect", "identify"]


async def hears(bot: BotProcess, *, answers: int = 1) -> None:
    """Wait until so many questions were answered."""
    await bot.wait_until_ready(within=START_S)
    await bot.wait_for_health(
        lambda answer: questions(answer.text, "answered") >= answers, within=30, path="/metrics"
    )


def questions(metrics: str, outcome: str) -> float:
    found = re.search(rf'keepalive_canary_total{{outcome="{outcome}"}} ([\d.]+)', metrics)
    return float(found[1]) if found else 0.0


async def token_reset(world: SmallWorld, name: str) -> None:
    async with world.ready(name) as bot:
        world.box.faults.close(4004, name)
        assert await bot.wait_exit(within=15) == ExitStatus.CONFIGURATION
        assert "DISCORD_TOKEN" in bot.output
        assert "Traceback" not in bot.output


async def intents_refused(world: SmallWorld, name: str) -> None:
    async with world.ready(name) as bot:
        world.box.faults.close(4014, name)
        assert await bot.wait_exit(within=15) == ExitStatus.CONFIGURATION
        assert "Message Content Intent" in bot.output
        assert "Traceback" not in bot.output


async def slow_to_come(world: SmallWorld, name: str) -> None:
    """The first connect is refused for a while: the process tries again instead of crashing."""
    world.box.faults.gateway(Fault.REFUSE, bot=name)
    async with world.tiny(name, WATCHDOG_MAX_DISCONNECT_SEC="30") as bot:
        health = await bot.wait_for_health(
            lambda answer: "gateway cannot be reached" in answer.body["reason"], within=START_S
        )
        assert health.body["state"] == "starting"
        world.box.faults.gateway(Fault.REFUSE, on=False, bot=name)
        await bot.wait_until_ready(within=15)
        assert world.steps(name).count("identify") == 1


async def got_back(
    world: SmallWorld, bot: BotProcess, name: str, how: str, *, times: int = 1
) -> None:
    health = await bot.wait_for_health(
        lambda answer: is_state("ready")(answer) and world.steps(name).count(how) >= times,
        within=15,
    )
    assert health.status == 200
    assert health.body["outage_s"] is None
    metrics = (await bot.get("/metrics")).text
    found = re.search(rf'keepalive_reconnects_total{{kind="{how}"}} ([\d.]+)', metrics)
    assert found
    assert float(found[1]) >= 1


class events_flowing:  # noqa: N801 - reads as a verb where it is used
    """Someone keeps talking on the server."""

    def __init__(self, world: SmallWorld) -> None:
        self._world = world

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._talk())

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()

    async def _talk(self) -> None:
        places = self._world.box.places
        while True:
            self._world.box.world.backend.create_message(
                places.channels["general"], places.people["owner"], "hello"
            )
            await asyncio.sleep(0.3)


async def resume_host_dead(world: SmallWorld, name: str) -> None:
    """The library asks that host for ever; the default gateway is tried in the third attempt."""
    async with world.ready(name, WATCHDOG_MAX_DISCONNECT_SEC="60") as bot:
        world.box.faults.gateway(Fault.RESUME_HOST_DEAD, bot=name)
        world.box.faults.cut(name)
        await bot.wait_for_health(is_state("disconnected"), within=10)
        await bot.wait_until_ready(within=30)
    # By the session, which the sandbox's default gateway knows; where it doesn't, by a new one.
    steps = world.steps(name)
    assert steps.count("resume") + steps.count("identify") == 2
