"""People who ask clanmatch things and press its panels, and what they got for it."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sandbox.chaos.world import CORNERS, SEATS_AT
from sandbox.discord.people.interactions import Asked
from sandbox.discord.scenes.sample_world import CLANMATCH
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.wire import Payload
from sandbox.discord.world.feed import WorldEvent
from sandbox.server import Sandbox
from sandbox.sheets.sample import CLANMATCH_ID
from shared.timing.clock import Clock

_PATIENCE: Final = 5.0
_PAUSE: Final = (0.3, 1.2)
_COOL_DOWN: Final = 2.2
"""A panel may be asked for every two seconds."""
_BUTTON = 2


@dataclass(slots=True)
class Tally:
    """What one person asked in their corner, and what the bot posted there."""

    clans: Counter[str] = field(default_factory=Counter[str])
    panels: int = 0
    searches: int = 0
    helps: int = 0
    presses: int = 0
    failed_presses: int = 0
    profiles_posted: Counter[str] = field(default_factory=Counter[str])
    panels_posted: int = 0
    results_posted: int = 0
    replies_to: Counter[str] = field(default_factory=Counter[str])
    others: list[str] = field(default_factory=list[str])

    def take(self, message: Payload) -> None:
        """The bot posted something."""
        reference = message.get("message_reference")
        if reference:
            self.replies_to[str(reference["message_id"])] += 1
        elif _control(message, "f1:"):
            self.profiles_posted[message["embeds"][0]["title"].rpartition(" · ")[2]] += 1
        elif _control(message, "p1:") or "your panel is here" in message["content"]:
            self.panels_posted += 1
        elif _control(message, "r1:"):
            self.results_posted += 1
        else:
            self.others.append(message["content"] or str(message["embeds"]))

    def problems(self) -> list[str]:
        """Where the bot answered more often than it was asked."""
        found = [
            f"the profile of {tag} was posted {posted} times for {self.clans[tag]} questions"
            for tag, posted in self.profiles_posted.items()
            if posted > self.clans[tag]
        ]
        found += [
            f"{times} replies to one message" for times in self.replies_to.values() if times > 1
        ]
        if self.panels_posted > self.panels:
            found.append(f"{self.panels_posted} panels for {self.panels} commands")
        if self.results_posted > self.searches:
            found.append(f"{self.results_posted} results for {self.searches} searches")
        found += [f"posted what nobody asked for: {words[:80]}" for words in self.others]
        return found


class Talker:
    """One person in a corner of their own."""

    def __init__(self, box: Sandbox, key: str, roll: random.Random, clock: Clock) -> None:
        self._box = box
        self._roll = roll
        self._clock = clock
        self._person = box.person(key)
        self._command = "!clanmatch" if key == "recruiter" else "!clansearch"
        self._bot_id = str(box.world.apps[CLANMATCH].user_id)
        self._tags = roster_tags(box)
        self.key = key
        self.place = box.places.channels[CORNERS[key]]
        self.tally = Tally()

    def hear(self, event: WorldEvent) -> None:
        """Counts what the bot posts here; for `Sandbox.subscribe`."""
        posted = event.name == "MESSAGE_CREATE" and event.channel_id == self.place
        if posted and event.payload["author"]["id"] == self._bot_id:
            self.tally.take(event.payload)

    async def chat(self) -> None:
        """Ask and press at random, for ever; what isn't answered is asked again another time."""
        acts = (
            self.ask_for_clan,
            self.open_panel,
            self.press,
            self.press,
            self.flip,
            self.get_help,
        )
        while True:
            await self._roll.choice(acts)()
            await self._clock.sleep(self._roll.uniform(*_PAUSE))

    async def ask_everything(self) -> list[str]:
        """One of each; what was not answered, in words."""
        await self._clock.sleep(_COOL_DOWN)
        missed: list[str] = []
        for name, act in (
            ("!clan", self.ask_for_clan),
            (self._command, self.open_panel),
            ("a press on the panel", self.press),
            ("the other side of a profile", self.flip),
            ("!help", self.get_help),
        ):
            if not await act():
                missed.append(name)
        return missed

    async def ask_for_clan(self) -> bool:
        """`!clan`, the tag that was asked for least."""
        asked = self.tally.clans
        tag = min(self._tags, key=lambda each: (asked[each], self._tags.index(each)))
        asked[tag] += 1
        before = self.tally.profiles_posted[tag]
        self._person.say(self.place, f"!clan {tag}")
        return await self._until(lambda: self.tally.profiles_posted[tag] > before)

    async def open_panel(self) -> bool:
        """`!clanmatch` or `!clansearch`."""
        self.tally.panels += 1
        before = self.tally.panels_posted
        message_id = str(self._person.say(self.place, self._command))
        return await self._until(
            lambda: self.tally.panels_posted > before or self.tally.replies_to[message_id] > 0
        )

    async def get_help(self) -> bool:
        """`!help`."""
        self.tally.helps += 1
        message_id = str(self._person.say(self.place, "!help"))
        return await self._until(lambda: self.tally.replies_to[message_id] > 0)

    async def press(self) -> bool:
        """A button of the newest panel or results."""
        message = self._newest(("p1:", "r1:", "r2:"))
        buttons = [c for c in _controls(message) if c["type"] == _BUTTON and not c.get("disabled")]
        if message is None or not buttons:
            return True
        button = self._roll.choice(buttons)
        self.tally.searches += button.get("label") == "Search"
        return await self._press(message, button)

    async def flip(self) -> bool:
        """The button of the newest profile."""
        message = self._newest(("f1:",))
        button = _control(message, "f1:")
        return message is None or button is None or await self._press(message, button)

    async def _press(self, message: Payload, button: Payload) -> bool:
        self.tally.presses += 1
        try:
            asked: Asked = self._person.click(self.place, int(message["id"]), button["custom_id"])
        except DiscordError:
            return True  # the message changed under the finger
        failed = (await asked.answer()).failed
        self.tally.failed_presses += failed
        return not failed

    def _newest(self, kinds: tuple[str, ...]) -> Payload | None:
        for message in reversed(self._person.reads(self.place)):
            if _control(message, kinds):
                return message
        return None

    async def _until(self, answered: Callable[[], bool]) -> bool:
        try:
            await self._box.records.until(answered, _PATIENCE)
        except TimeoutError:
            return False
        return True


def roster_tags(box: Sandbox) -> list[str]:
    """The tags of the clans in the roster, but those in which seats are held."""
    rows = box.sheets.rows(CLANMATCH_ID, "bot_info")
    header = next(row for row in rows if "Clan Name" in row)
    name, tag = header.index("Clan Name"), header.index("Tag")
    clans = rows[rows.index(header) + 1 :]
    tags = [row[tag] for row in clans if row[name] not in ("", "CLAN") and row[tag]]
    return [each for each in tags if each not in SEATS_AT]


def _controls(message: Payload | None) -> list[Payload]:
    rows = message["components"] if message else ()
    return [component for row in rows for component in row["components"]]


def _control(message: Payload | None, kinds: str | tuple[str, ...]) -> Payload | None:
    """The first control whose custom id begins so; others may stand before it."""
    ids = ((each, str(each.get("custom_id", ""))) for each in _controls(message))
    return next((each for each, custom_id in ids if custom_id.startswith(kinds)), None)
