"""Answers and frames that are none of Discord's cost a try or a connection, never the process."""

import asyncio

import discord
import pytest
from discord.ext import commands

from sandbox.discord.faults import RestFault
from sandbox.discord.gateway.sessions import Session
from sandbox.server import Sandbox
from shared.keepalive.snapshot import GatewayState
from tests.sandbox.discord.clients import box
from tests.shared.keepalive.living import BOT, Living, living

__all__ = ["box"]

CONNECTED = ["connect", "identify"]


class Tiny(commands.Bot):
    def __init__(self) -> None:
        super().__init__("!", intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify again without discord.py's pause of five seconds."""


ODD = {
    "cut short": (200, '{"id": "1000'),
    "null": (200, "null"),
    "an empty object": (200, "{}"),
    "limited for no time": (429, "{}"),
}


@pytest.mark.parametrize("question", ["gateway/bot", "oauth2/applications/@me"])
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_an_odd_answer_before_the_first_connect_is_asked_again(
    box: Sandbox, question: str, odd: tuple[int, str]
) -> None:
    status, body = odd
    fault = RestFault(f"GET /{question}", status=status, body=body, bot=BOT, times=1)
    box.faults.rest(fault)
    async with living(box, Tiny(), connect_retry_max_sec=0.05) as bot:
        assert fault.times == 0
        assert bot.steps() == CONNECTED


@pytest.mark.parametrize("frame", ["<html>", "null", "[1]"])
async def test_a_frame_that_cannot_be_read_costs_a_connection(box: Sandbox, frame: str) -> None:
    async with living(box, Tiny()) as bot:
        session(box).deliver(frame)
        await bot.until("disconnect 4000", "connect", "resume")
        assert not bot.running.done()


async def test_of_a_session_that_was_not_understood_nothing_is_resumed(box: Sandbox) -> None:
    """It would be a bot without servers, and ready."""
    async with living(box, Tiny()) as bot:
        session(box).deliver('{"op":0,"t":"READY","s":3,"d":{"session_id":"x","user":{}}}')
        await bot.until("resume-refused", "disconnect 1000", "connect", "identify")
        assert not bot.running.done()


async def test_an_event_of_another_shape_is_passed_over(
    box: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with living(box, Tiny()) as bot:
        for _ in range(3):
            session(box).dispatch("GUILD_CREATE", '{"id":"no number"}')
        session(box).dispatch("GUILD_ROLE_CREATE", "null")
        session(box).dispatch("LAST_OF_ALL", "{}")
        async with asyncio.timeout(10):
            await bot.bot.wait_for("socket_event_type", check=lambda it: it == "LAST_OF_ALL")
        assert counted(bot) == 4
        assert bot.steps() == CONNECTED
        assert bot.keepalive.health().state is GatewayState.READY
        told = [each for each in caplog.messages if "can't be read" in each]
        assert len(told) == 2, "each kind once"


def session(box: Sandbox) -> Session:
    """The only one."""
    (found,) = box.gateway.sessions
    return found


def counted(bot: Living) -> float:
    """How many unreadable events the metrics tell of."""
    lines = bot.keepalive.metrics.text().decode().splitlines()
    name = 'bot_errors_total{place="a gateway event"} '
    (value,) = [line.removeprefix(name) for line in lines if line.startswith(name)]
    return float(value)
