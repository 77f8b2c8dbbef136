"""What the tracker costs per gateway event, over discord.py's own parsing and dispatching."""

import statistics

import discord
from discord.ext import commands

from bench.fed_bot import FedBot
from bench.table import Row
from shared.keepalive.attachment import Attachment
from shared.keepalive.tracker import Tracker
from shared.timing.clock import SystemClock

_EVENTS = 4_000
_ROUNDS = 9


async def rows(*, events: int = _EVENTS, rounds: int = _ROUNDS) -> list[Row]:
    """One row: microseconds per MESSAGE_CREATE, with and without the tracker."""
    bot = _bot()
    attachment = Attachment(bot, Tracker(SystemClock()))
    attachment.listen()
    figures: list[list[float]] = [[], []]
    async with FedBot.open(_bot()) as bare, FedBot.open(bot, attachment.read_events) as tracked:
        for turn in range(rounds + 1):
            for fed, taken in zip((bare, tracked), figures, strict=True):
                seconds = await fed.feed(events)
                if turn:  # the first one warms up
                    taken.append(seconds / events * 1e6)
    without, with_tracker = (statistics.median(taken) for taken in figures)
    return [
        Row("gateway event (message), with the tracker", with_tracker, "µs", without, at_most=1.03)
    ]


def _bot() -> commands.Bot:
    bot = commands.Bot("!", intents=discord.Intents.all(), help_command=None)

    async def on_message(message: discord.Message) -> None:
        del message

    bot.event(on_message)
    return bot
