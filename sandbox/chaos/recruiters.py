"""Two recruiters who want the same seats: they hold, queue, release, answer calls and close."""

import asyncio
import contextlib
import itertools
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, Final

from sandbox.chaos.attention import Attention
from sandbox.chaos.script import TagFrom, TicketPlan
from sandbox.chaos.seat_verdict import Told
from sandbox.chaos.tickets import TicketLife
from sandbox.chaos.world import GUESTS, LAST_SEAT, SEATS_AT
from sandbox.discord.people.interactions import Asked
from sandbox.discord.people.person import Person
from sandbox.discord.scenes.sample_world import CLANMATCH
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.tickets.markers import CloseShape
from sandbox.discord.tickets.ticket_bot import Ticket
from sandbox.discord.wire import Payload
from sandbox.server import Sandbox
from shared.timing.clock import Clock

_BOTH: Final = ("scout", "admin")
_PATIENCE: Final = 8.0
_WAITS_FOR_GOOGLE: Final = 20.0
_THINKS: Final = (0.5, 4.0)
_BETWEEN_RACES: Final = (2.0, 6.0)
_MOST_AT_ONCE: Final = 2
_JOINS: Final = 0.4
"""How often somebody waits for a full clan."""
_TRIES: Final = 2
_CHANGES: Final = frozenset({"more", "give", "take", "later", "leave"})
"""What a button of a live seat's card does, by its custom id."""
_WEIGHTS: Final = {"Release": 4, "Hold": 3}
_MAKE_WAY: Final = 2
"""Tickets in which somebody acts after a race, so that seats are given back and called for."""
_PLAN: Final = TicketPlan(
    opened_at=0.0,
    closed_after=None,
    kind=Ticket.WELCOME,
    owner="",
    private=False,
    shape=CloseShape.TEXT,
    tag_from=TagFrom.NAME,
    archive=True,
    lock=False,
    choice=0.0,
)


class GaveUp(Exception):
    """A recruiter got no answer, and does something else."""


class Recruiters:
    """Everything they do they may fail to do while something is wrong; they try other things."""

    def __init__(
        self,
        box: Sandbox,
        roll: random.Random,
        tags: Sequence[str],
        clock: Clock,
        *,
        elapsed: Callable[[], float],
        attention: Attention,
    ) -> None:
        """`tags`: of clans in which tickets end elsewhere."""
        self._box = box
        self._roll = roll
        self._tags = tags
        self._clock = clock
        self._elapsed = elapsed
        self._attention = attention
        self._bot_id = str(box.world.apps[CLANMATCH].user_id)
        self._scenes: set[asyncio.Task[None]] = set()
        self._owners = itertools.cycle(GUESTS)
        # A word in a closed ticket opens it again: nobody closes one in which another is busy.
        self._busy: list[TicketLife] = []
        self.lives: list[TicketLife] = []
        self.told: list[Told] = []
        self.races = 0

    def race(self) -> None:
        """Two press Hold for the last seat; what comes of it takes its time."""
        self.races += 1
        tag = LAST_SEAT if self._roll.random() < 0.6 else self._roll.choice(SEATS_AT)
        task = asyncio.create_task(self._race(tag), name=f"race for {tag}")
        self._scenes.add(task)
        task.add_done_callback(self._scenes.discard)

    async def work(self) -> None:
        """One race after the other, for as long as the trouble lasts."""
        while True:
            if len(self._scenes) < _MOST_AT_ONCE:
                self.race()
            await self._clock.sleep(self._roll.uniform(*_BETWEEN_RACES))

    async def finished(self) -> None:
        """Wait until nobody does anything any more; a fault of the run itself is raised."""
        while self._scenes:
            await asyncio.gather(*self._scenes)

    async def stop(self) -> None:
        """Leave everything as it is."""
        for scene in self._scenes:
            scene.cancel()
        await asyncio.gather(*self._scenes, return_exceptions=True)

    def read_the_list(self) -> None:
        """`!seats`, so that the bot reads what people changed."""
        place = self._box.places.channels["recruitment"]
        self._person(0).say(place, "!seats")

    async def _race(self, tag: str) -> None:
        tickets = [await self._ticket(), await self._ticket()]
        self._busy += tickets
        whose = [(self._person(n), life) for n, life in enumerate(tickets)]
        await asyncio.gather(*(self._held(who, life, tag) for who, life in whose))
        for who, life in self._roll.sample(whose, 2):
            await self._clock.sleep(self._roll.uniform(*_THINKS))
            await self._tried(self._follow_up(who, life))
        self._busy = [life for life in self._busy if life not in tickets]
        # Whoever was called by that may answer.
        await self._clock.sleep(self._roll.uniform(*_THINKS))
        open_ones = [life for life in self.lives if not life.closed]
        seated = [life for life in open_ones if self._cards(self._person(0), life)]
        for life in self._roll.sample(seated, min(_MAKE_WAY, len(seated))):
            if life in self._busy:
                continue
            self._busy.append(life)
            await self._tried(self._follow_up(self._person(0), life))
            self._busy.remove(life)

    async def _held(self, who: Person, life: TicketLife, tag: str) -> None:
        """As people do who get no answer: again."""
        for _ in range(_TRIES):
            if await self._tried(self._hold(who, life, tag)):
                return

    async def _tried(self, act: Coroutine[Any, Any, None]) -> bool:
        # Not allowed, not there any more, or no answer: as it goes in a storm.
        with contextlib.suppress(GaveUp, DiscordError, TimeoutError):
            await act
            return True
        return False

    async def _ticket(self) -> TicketLife:
        plan = replace(_PLAN, owner=next(self._owners))
        life = TicketLife(self._box, plan, [*self._tags], self._clock, attention=self._attention)
        self.lives.append(life)
        await life.live()
        return life

    async def _hold(self, who: Person, life: TicketLife, tag: str) -> None:
        """By the clan's card and the form; whoever is told that it is full joins the queue."""
        thread = life.thread_id
        mine = who.say(thread, f"!clan {tag}")
        profile = await self._message(who, thread, "Choose this clan", after=mine)
        choice = await self._pressed(who, thread, profile, "Choose this clan")
        card = (await choice.finished(_PATIENCE)).message
        if card is None:
            raise GaveUp
        opened = await self._pressed(who, thread, card, "Hold a seat")
        if (await opened.answer(_PATIENCE)).modal is None:
            raise GaveUp
        days = self._roll.choice(["1", "3", "7"])
        sent = who.submit(opened.id, {"days": [days], "person": life.plan.owner, "note": ""})
        words = await self._said(sent)
        if "held for" in str(words):
            self.told.append(Told(self._elapsed(), thread, tag))
        elif self._roll.random() < _JOINS:
            for offer in (each for each in words if _control(each, "Join the queue")):
                await self._pressed(who, thread, offer, "Join the queue")

    async def _follow_up(self, who: Person, life: TicketLife) -> None:
        """What the card of a ticket offers; or the ticket is closed elsewhere."""
        if life.closed:
            return
        cards = self._cards(who, life)
        if self._roll.random() < 0.3 or not cards:
            if self._roll.random() < 0.5:
                await life.close_as(self._roll.choice([*self._tags]))
            return
        card = cards[-1]
        labels = [str(each["label"]) for each in controls(card)]
        # A seat is wanted again: it is given back more often than it is kept for longer.
        weights = [_WEIGHTS.get(label, 1) for label in labels]
        (label,) = self._roll.choices(labels, weights)
        asked = await self._pressed(who, life.thread_id, card, label)
        if (await asked.answer(_PATIENCE)).modal is not None:
            sent = who.submit(asked.id, {"days": [self._roll.choice(["1", "3", "7"])]})
            await sent.finished(_WAITS_FOR_GOOGLE)

    def _cards(self, who: Person, life: TicketLife) -> list[Payload]:
        return [m for m in who.reads(life.thread_id) if self._offers(m)]

    def _offers(self, message: Payload) -> bool:
        return message["author"]["id"] == self._bot_id and bool(changes_of(message))

    async def _message(self, who: Person, thread: int, label: str, *, after: int) -> Payload:
        def found() -> list[Payload]:
            read = who.reads(thread)
            return [m for m in read if int(m["id"]) > after and _control(m, label)]

        await self._box.records.until(lambda: bool(found()), _PATIENCE)
        return found()[0]

    async def _pressed(self, who: Person, thread: int, message: Payload, label: str) -> Asked:
        control = _control(message, label)
        if control is None:
            raise GaveUp
        return who.click(thread, int(message["id"]), control["custom_id"])

    async def _said(self, asked: Asked) -> list[Payload]:
        """What the recruiter is told, once it is no longer "thinking…"."""
        if (await asked.answer(_PATIENCE)).kind == "failed":
            raise GaveUp
        first = await asked.finished(_WAITS_FOR_GOOGLE)
        return [*([first.message] if first.message else []), *asked.followups()]

    def _person(self, n: int) -> Person:
        return self._box.person(_BOTH[n])


def controls(message: Payload) -> list[Payload]:
    """The controls of a message that can be used."""
    return [
        each
        for row in message.get("components") or ()
        for each in row.get("components", ())
        if not each.get("disabled")
    ]


def changes_of(message: Payload) -> frozenset[str]:
    """What the controls of a seat's card do with it; none for any other message."""
    ids = (str(each.get("custom_id", "")).split(":") for each in controls(message))
    return frozenset(parts[1] for parts in ids if parts[0] == "s1" and parts[1] in _CHANGES)


def _control(message: Payload, label: str) -> Payload | None:
    return next((it for it in controls(message) if str(it.get("label")) == label), None)
