"""What is read off a client between its events: dispatches, by the connection's own count."""

from typing import cast

import discord
import pytest
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from shared.keepalive.attachment import Attachment
from shared.keepalive.tracker import Tracker
from tests.fakes.clock import ManualClock


class Connection:
    """Stands for discord.py's websocket: only its sequence number is looked at."""

    def __init__(self, sequence: int | None) -> None:
        self.sequence = sequence


class Followed:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.tracker = Tracker(self.clock)
        self.bot = commands.Bot("!", intents=discord.Intents.none())
        self.attachment = Attachment(self.bot, self.tracker)

    def look(self, sequence: int | None, *, after: float = 1.0) -> int:
        """Let the count stand at `sequence`, look, and say how many events are known."""
        self.clock.move(after)
        self.bot.ws = cast("DiscordWebSocket", Connection(sequence))
        self.attachment.read_events()
        return self.tracker.events


@pytest.mark.parametrize(
    ("sequences", "events"),
    [
        ([None], 0),
        ([1, 1, 1], 1),
        ([1, 4, 9], 9),
        ([5, None, 8], 8),  # a resumed session goes on counting
        ([5, None, 2], 7),  # a new session counts from 1 again
        ([5, 5, 3], 8),
    ],
)
def test_dispatches_are_counted(sequences: list[int | None], events: int) -> None:
    followed = Followed()
    assert [followed.look(sequence) for sequence in sequences][-1] == events


def test_the_last_event_ages_while_nothing_comes() -> None:
    followed = Followed()
    followed.look(3)
    followed.look(3, after=600)
    assert followed.tracker.snapshot().event_age_s == 600
    followed.look(4)
    assert followed.tracker.snapshot().event_age_s == 0


def test_before_any_connection_there_is_nothing_to_read() -> None:
    followed = Followed()
    followed.attachment.read_events()
    assert followed.tracker.snapshot().event_age_s is None
