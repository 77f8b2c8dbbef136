"""What is said elsewhere costs next to nothing, and leaves nothing behind."""

import gc
import time
import tracemalloc
from typing import Any

from tests.behaviour.welcomecrew.crew import Crew, open_crew

MESSAGES = 50_000
MICROSECONDS = 20
"""A few on a quiet machine; this one is shared."""
KILOBYTES = 64


async def seen_by_the_bot(crew: Crew) -> Any:
    """A message in a channel that is none of its business, as discord.py hands it over."""
    heard: list[Any] = []
    bot: Any = crew.world.env.bot

    async def hear(message: Any) -> None:
        heard.append(message)

    bot.add_listener(hear, "on_message")
    await crew.person("mia").send(crew.channel, "anybody up for NOX?")
    bot.remove_listener(hear, "on_message")
    return heard[0]


async def test_messages_in_other_channels() -> None:
    async with open_crew() as crew:
        message = await seen_by_the_bot(crew)
        bot: Any = crew.world.env.bot
        assert not bot.extra_events["on_message"]  # each would cost a task
        hearers = list(bot._hearers["message"])
        assert hearers

        async def hear(times: int) -> float:
            began = time.perf_counter()
            for _ in range(times):
                for heard in hearers:
                    heard(message)
            return (time.perf_counter() - began) / times * 1e6

        await hear(1000)
        each = min([await hear(MESSAGES // 5) for _ in range(5)])
        assert each < MICROSECONDS
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        await hear(MESSAGES)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert grown < KILOBYTES * 1024
