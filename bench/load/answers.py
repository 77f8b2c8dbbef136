"""What was asked and when, and what has been answered and when."""

import asyncio
import statistics
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from sandbox.discord.people.interactions import Asked
from sandbox.discord.scenes.sample_world import CLANMATCH, WELCOMECREW
from sandbox.discord.world.feed import WorldEvent
from sandbox.server import Sandbox

PATIENCE_S: Final = 3.0
_WAIT_S: Final = 10.0
"""How long is waited for late answers, to tell them from lost ones."""


@dataclass(slots=True)
class Times:
    """Seconds until each answer; `asked` counts the lost ones too."""

    asked: int = 0
    taken: list[float] = field(default_factory=list[float])

    @property
    def lost_or_late(self) -> int:
        """Answers that never came, or after more than three seconds."""
        return self.asked - sum(taken <= PATIENCE_S for taken in self.taken)

    @property
    def median(self) -> float:
        return statistics.median(self.taken) if self.taken else float("inf")

    @property
    def slowest(self) -> float:
        return max(self.taken, default=float("inf"))


class Answers:
    """Watches the world for what the bots do about what they were asked."""

    def __init__(self, box: Sandbox) -> None:
        self._clanmatch = str(box.world.apps[CLANMATCH].user_id)
        self._bots = [str(box.world.apps[name].user_id) for name in (CLANMATCH, WELCOMECREW)]
        self._posts: dict[int, float] = {}
        self._reactions: dict[tuple[str, str], float] = {}
        self.replies = Times()
        self.presses = Times()
        self._all_answered = asyncio.Event()
        box.subscribe(self._hear)

    def expect_post(self, channel: int) -> bool:
        """The next post of clanmatch there answers; False while another one is awaited."""
        if channel in self._posts:
            return False
        self._posts[channel] = perf_counter()
        self.replies.asked += 1
        return True

    def expect_reactions(self, message_id: int) -> None:
        """Both bots react to the message."""
        for bot in self._bots:
            self._reactions[bot, str(message_id)] = perf_counter()
            self.replies.asked += 1

    async def of_press(self, asked: Asked) -> None:
        """Wait for what a press brings; three seconds, as Discord does."""
        began = perf_counter()
        self.presses.asked += 1
        if not (await asked.answer(PATIENCE_S)).failed:
            self.presses.taken.append(perf_counter() - began)

    async def settled(self) -> None:
        """Wait for what is still missing, as long as a late answer may take."""
        self._all_answered.clear()
        if self._posts or self._reactions:
            try:
                async with asyncio.timeout(_WAIT_S):
                    await self._all_answered.wait()
            except TimeoutError:
                return

    def _hear(self, event: WorldEvent) -> None:
        payload = event.payload
        if event.name == "MESSAGE_CREATE" and event.channel_id in self._posts:
            # Results and panels are clanmatch's too, but no profile: only that can be turned over.
            if payload["author"]["id"] == self._clanmatch and _is_profile(payload["components"]):
                self._take(self._posts.pop(event.channel_id))
        elif event.name == "MESSAGE_REACTION_ADD":
            began = self._reactions.pop((payload["user_id"], payload["message_id"]), None)
            if began is not None:
                self._take(began)

    def _take(self, began: float) -> None:
        self.replies.taken.append(perf_counter() - began)
        if not self._posts and not self._reactions:
            self._all_answered.set()


def _is_profile(components: object) -> bool:
    return "'custom_id': 'f1:" in str(components)
