"""The people: those who talk, those who ask now and then, and those who press buttons."""

import asyncio
import random
from itertools import cycle
from typing import Final

from bench.load.answers import Answers
from bench.load.pace import paced
from bench.load.town import CLICKERS, PEOPLE, talk_channels
from bench.panels import PanelUser
from sandbox.server import Sandbox

ASKS_PER_S: Final = 4
_TAGS: Final = ("NOX", "EMB", "C1CE", "MART")
_PRESSES: Final = ("cv", "sg", "ro", "cv", "rs", "go")
"""Filters, all of them cleared, a search."""
_WORDS: Final = ("has", "anyone", "beaten", "hydra?", "we", "need", "two", "for", "the", "siege")


class Crowd:
    """Keeps to its rates by the clock: who is late catches up, so that none is left out."""

    def __init__(self, box: Sandbox, answers: Answers) -> None:
        self._box = box
        self._answers = answers
        self._channels = talk_channels(box)
        self._people = [box.person(name) for name in PEOPLE]
        self._roll = random.Random("a busy evening")  # noqa: S311 - the same words each time
        self.posted = 0

    async def talk(self, seconds: float, per_second: int) -> None:
        """Messages that concern no bot, with a command every now and then."""
        commands = cycle((self._ask_for_clan, self._ping))
        every = per_second // ASKS_PER_S

        def say(turn: int) -> None:
            # A prime step: in turns through all channels, never twice in a row in the same.
            channel = self._channels[turn * 7 % len(self._channels)]
            self.posted += 1
            if turn % every == 0:
                next(commands)(channel)
            else:
                self._chat(channel)

        await paced(seconds, per_second, say)

    async def press(self, seconds: float, presses: int) -> None:
        """Each clicker has a panel of their own."""
        users = [
            PanelUser(self._box, self._box.person(name), self._channels[number])
            for number, name in enumerate(CLICKERS)
        ]
        panels = [await user.open_panel() for user in users]
        controls = {user: cycle(_PRESSES) for user in users}
        waiting: list[asyncio.Task[None]] = []

        def press(turn: int) -> None:
            user, panel = users[turn % len(users)], panels[turn % len(users)]
            asked = user.press(panel, next(controls[user]))
            waiting.append(asyncio.create_task(self._answers.of_press(asked)))

        await paced(seconds, presses / seconds, press)
        await asyncio.gather(*waiting)

    def _chat(self, channel: int) -> None:
        words = self._roll.choices(_WORDS, k=self._roll.randint(2, 14))
        self._roll.choice(self._people).say(channel, " ".join(words))

    def _ask_for_clan(self, channel: int) -> None:
        person = self._roll.choice(self._people)
        if self._answers.expect_post(channel):
            person.say(channel, f"!clan {self._roll.choice(_TAGS)}")

    def _ping(self, channel: int) -> None:
        self._answers.expect_reactions(self._roll.choice(self._people).say(channel, "!ping"))
