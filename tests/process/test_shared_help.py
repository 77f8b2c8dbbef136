"""Two bots on one server share `!help`, as real processes."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.process.harness import BotProcess

pytestmark = pytest.mark.process

BOTS = ("clanmatch", "welcomecrew")


def answers(box: Sandbox, channel: int, asked: int) -> list[Any]:
    """What our bots replied to a message."""
    mine = {app.user_id for app in box.world.apps.values()}
    said = box.person("member").reads(channel)
    replies = [m for m in said if str(asked) in str(m.get("message_reference"))]
    return [m for m in replies if int(m["author"]["id"]) in mine]


@pytest.mark.timeout(90)
async def test_each_topic_has_one_answer(tmp_path: Path) -> None:
    async with Sandbox.open() as box, AsyncExitStack() as stack:
        for name in BOTS:
            bot = await stack.enter_async_context(
                BotProcess.open(f"apps.{name}", box.bot_env(name), folder=tmp_path)
            )
            await bot.wait_until_ready()
        place = box.places.channels["commands"]

        async def ask(text: str, number: int = 1) -> list[Any]:
            asked = int(box.person("member").say(place, text))
            await box.records.until(lambda: len(answers(box, place, asked)) >= number, within=15)
            return answers(box, place, asked)

        (tickets,) = await ask("!help tickets")
        assert tickets["embeds"][0]["title"] == "Tickets"
        (search,) = await ask("!help search")
        assert search["embeds"][0]["title"] == "Search"
        # Until the one has heard the other there are two overviews, then one of both.
        await ask("!help", number=2)
        (both,) = await ask("!help")
        assert [field["name"] for field in both["embeds"][0]["fields"]][-1] == "welcomecrew"
        # Whoever waits for the other one has had its time by the end of the next question.
        await ask("!help cake")
        assert len(answers(box, place, int(both["message_reference"]["message_id"]))) == 1
