"""The morning list of a busy server, and of two processes that both want to post it."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.discord.simcord_door import Message
from sandbox.server import Sandbox
from tests.process.harness import BotProcess

pytestmark = [pytest.mark.process, pytest.mark.timeout(120)]

OPEN, CLOSED = 60, 940
MODULE = "apps.welcomecrew"


def a_thousand_tickets(box: Sandbox) -> None:
    """Closed ones of the last month, and open ones with a greeting, a question and an answer."""
    world, parent = box.world, box.places.channels["welcome_tickets"]
    people, now = box.places.people, box.world.clock.now()
    bot, start = people["ticketbot"], now - timedelta(days=28)
    for number in range(CLOSED):
        with world.clock.at(start + timedelta(minutes=40 * number)):
            thread = world.backend.create_thread(parent, f"{number:04}-user{number}-NOX", bot)
            world.backend.create_message(thread.id, bot, "Ticket closed by Recruiter")
            world.backend.edit_thread(thread.id, archived=True, locked=False)
    for number in range(CLOSED, CLOSED + OPEN):
        with world.clock.at(now - timedelta(hours=20, minutes=number)):
            thread = world.backend.create_thread(parent, f"{number:04}-user{number}", bot)
            world.backend.create_message(thread.id, bot, f"Welcome <@{people['newcomer']}>!")
            world.backend.create_message(thread.id, people["newcomer"], "hello")
            if number % 3 == 0:
                world.backend.create_message(thread.id, people["recruiter"], "what level?")


def env_of(box: Sandbox, **more: str) -> dict[str, str]:
    return {
        **box.bot_env("welcomecrew"),
        "MORNING_LIST_TIME": "00:00",
        "MORNING_LIST_THREAD_ID": str(box.places.channels["recruiters"]),
        "MORNING_LIST_PING_ROLE_ID": str(box.places.roles["recruiter"]),
        **more,
    }


def lists(box: Sandbox) -> list[Message]:
    """The lists in their thread; on Mondays there are figures as well."""
    messages = box.world.backend.messages[box.places.channels["recruiters"]].values()
    return [m for m in messages if any("Morning list" in str(e.get("footer")) for e in m.embeds)]


async def test_sixty_of_a_thousand_cost_eighty_requests_and_fit(tmp_path: Path) -> None:
    async with Sandbox.open() as box:
        a_thousand_tickets(box)
        # Nothing else asks Discord for anything.
        env = env_of(box, ENABLE_LIVE_WATCH="off")
        async with BotProcess.open(MODULE, env, folder=tmp_path) as bot:
            await box.records.until(lambda: bool(lists(box)), within=60)
            asked = Counter(
                f"{call.method} {call.route}"
                for call in box.records.calls("welcomecrew")
                # What looks after the places that settings name isn't the list's.
                if call.path.endswith("/messages") or "/threads/" in call.path
            )
            (message,) = lists(box)
            assert asked.total() <= 80, asked
            text = str(message.embeds[0]["description"])
            assert text.count("<#") == OPEN
            assert "**Staff has to answer** (40)" in text
            assert "**The recruit has to answer** (20)" in text
            assert "Traceback" not in bot.output, bot.output


async def test_two_processes_post_one_list(tmp_path: Path) -> None:
    async with Sandbox.open() as box:
        thread = box.tickets.open(box.person("newcomer"))
        log = box.places.channels["log"]

        def told() -> list[str]:
            lines = [m.content for m in box.world.backend.messages[log].values()]
            return [line for line in lines if line.startswith("Morning list ")]

        def has_run(bot: BotProcess) -> bool:
            return "job morning list: " in bot.output

        async with (
            BotProcess.open(MODULE, env_of(box), folder=tmp_path) as one,
            BotProcess.open(MODULE, env_of(box), folder=tmp_path) as other,
        ):
            async with asyncio.timeout(60):
                while not (has_run(one) and has_run(other)):
                    assert one.status is None, one.output
                    assert other.status is None, other.output
                    await asyncio.sleep(0.1)
            (message,) = lists(box)
            assert f"<#{thread}>" in str(message.embeds[0]["description"])
            assert len(told()) == 1
