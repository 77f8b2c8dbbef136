"""Which bots are deaf, whether they can know it, and whether what they say about it is so."""

from collections import Counter
from typing import Final

from sandbox.discord.faults import Faults, Gateway
from sandbox.discord.world.feed import WorldEvent
from shared.timing.clock import Clock

_SAID: Final = ("watchdog: reconnecting, able to resume: deaf", "watchdog: restarting: still deaf")
_NOBODY_TO_ASK: Final = (Gateway.KICKED, Gateway.SERVER_AWAY, Gateway.SERVER_LATE)
"""Who becomes deaf without a server never hears that there is one to ask for."""
_STILL_TRUE_S: Final = 3.0
"""A line may come a moment after the fault was mended."""


class Ears:
    """Follows the sessions of the bots; `found` counts what they did about true deafness."""

    def __init__(self, faults: Faults, clock: Clock) -> None:
        self._faults = faults
        self._clock = clock
        # Bots whose session was there when the fault began: one that begins later hears.
        self._deaf: set[str] = set()
        self._on: set[str] = set()
        self._mended_at: dict[str, float] = {}
        self._proven: set[str] = set()
        self.found: Counter[str] = Counter()
        self.false_alarms: list[str] = []

    def is_deaf(self, app: str) -> bool:
        """Whether its session tells it nothing."""
        return app in self._deaf

    def can_tell(self, app: str) -> bool:
        """Whether its last question for itself was answered: else silence proves nothing."""
        return app in self._proven

    def on_fault(self, app: str) -> None:
        """The faults may have changed."""
        on = self._faults.is_on(Gateway.DEAF, app)
        if on and app not in self._on:
            self._on.add(app)
            self._deaf.add(app)
            if any(self._faults.is_on(fault, app) for fault in _NOBODY_TO_ASK):
                self._proven.discard(app)
        elif not on and app in self._on:
            self._on.discard(app)
            self._deaf.discard(app)
            self._mended_at[app] = self._clock.monotonic()

    def hear(self, event: WorldEvent) -> None:
        """For `Sandbox.subscribe`."""
        payload = event.payload
        if event.name == "GATEWAY" and payload["kind"] == "identify":
            # Maybe a new process, which has asked nothing yet.
            self._deaf.discard(payload["bot"])
            self._proven.discard(payload["bot"])
        elif event.name == "MEMBERS_ASKED" and payload["for_itself"]:
            if payload["answered"]:
                self._proven.add(payload["bot"])
            elif payload["bot"] not in self._deaf:
                self._proven.discard(payload["bot"])

    def said(self, app: str, line: str) -> None:
        """A line of the bot's log."""
        if any(words in line for words in _SAID):
            since = self._clock.monotonic() - self._mended_at.get(app, float("-inf"))
            if app in self._on or since < _STILL_TRUE_S:
                self.found[app] += 1
            else:
                self.false_alarms.append(f"{app} took itself for deaf: {line}")
