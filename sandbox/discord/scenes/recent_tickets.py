"""Tickets of the last weeks, dated back from now: something to answer, and something to count."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sandbox.discord.scenes.guild_builder import Places
from sandbox.discord.world.world import World

_QUIET_MINUTES: Final = 10_080
"""A week: else Discord would have archived most of the open ones."""
_DAY: Final = 24.0
_NAMED: Final = re.compile(r"Closed-(\d{4})-(\w+)-([\w-]+)")

Said = tuple[float, str, str]
"""Hours before now, who, and what; "recruit" is whose ticket it is."""


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    hours: float
    """Before now, when it was opened."""
    said: tuple[Said, ...] = ()
    promo: bool = False
    asleep: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    name: str
    days: float
    """Before now, when it was opened."""
    answer: float
    """Hours until somebody answered."""
    placing: float
    """Hours until it was closed."""
    by: str


_OPEN: Final = (
    _Open(
        "0341-Sable",
        52,
        (
            (51, "recruit", "Hi! Level 61, looking for something casual."),
            (49, "recruiter", "Welcome! Which days do you play?"),
            (44, "recruit", "Mostly weekends. Is that a problem?"),
            (30, "recruit", "Anybody here?"),
        ),
    ),
    _Open("0342-Juniper", 26, ((25, "recruit", "My old clan closed, I have 2.1 million power."),)),
    _Open("0343-Odo", 9),
    _Open(
        "0344-Marek",
        75,
        ((74, "recruit", "hello"), (70, "scout", "Hi Marek, what is your power?")),
    ),
    _Open(
        "0345-Lin",
        31,
        (
            (30, "recruit", "Can I join with a friend?"),
            (28, "recruiter", "Sure! Send me both names."),
        ),
    ),
    _Open(
        "promo-0346-Kofi",
        20,
        ((19, "recruit", "I would like to move to a harder clan."),),
        promo=True,
    ),
    _Open("0347-Bram", 96, ((95, "recruit", "brb, travelling"),), asleep=True),
    # Opened by hand, with a number that another ticket has.
    _Open("0342-Tess", 5, ((4, "recruit", "I was told to open a ticket."),)),
)
_PLACED: Final = (
    _Placed("Closed-0301-Aiko-C1CE", 27, 1.5, 30, "recruiter"),
    _Placed("Closed-0303-Bela-C1CE", 26, 4, 52, "scout"),
    _Placed("Closed-0305-Caro-C1CE", 24, 0.5, 9, "recruiter"),
    _Placed("Closed-0307-Dov-C1CE", 21, 20, 70, "lead"),
    _Placed("Closed-0309-Esme-C1CM", 20, 2, 26, "scout"),
    _Placed("Closed-0312-Fynn-C1CM", 17, 7, 40, "recruiter"),
    _Placed("Closed-0315-Gita-C1CM", 13, 1, 18, "scout"),
    _Placed("Closed-0318-Hugo-C1CB", 12, 11, 60, "lead"),
    _Placed("Closed-0322-Ines-C1CB", 10, 3, 22, "recruiter"),
    _Placed("Closed-0327-Jorn-C1CE", 8, 2.5, 31, "scout"),
    _Placed("Closed-0328-Pia-NONE", 8, 3, 44, "lead"),
    _Placed("Closed-0329-Quin-LEFT", 7, 9, 50, "recruiter"),
    _Placed("Closed-0330-Kaya-EMB", 6, 0.7, 12, "recruiter"),
    # Its tag is known to nobody: the bot asks.
    _Placed("0336-Mona", 3, 4, 30, "recruiter"),
    _Placed("Closed-0334-Lars-EMB", 4, 5, 28, "scout"),
)


def load(world: World, places: Places) -> None:
    for each in _OPEN:
        _open(world, places, each)
    for each in _PLACED:
        _placed(world, places, each)


def rows(now: datetime) -> list[list[str]]:
    """The rows of those that were closed, as the bot would have written them."""
    named = (_NAMED.fullmatch(each.name) for each in _PLACED)
    return [
        [*match.groups(), f"{_closed_at(each, now):%Y-%m-%d %H:%M}"]
        for each, match in zip(_PLACED, named, strict=True)
        if match
    ]


def _closed_at(ticket: _Placed, now: datetime) -> datetime:
    return now - timedelta(days=ticket.days) + timedelta(hours=ticket.placing)


def _open(world: World, places: Places, ticket: _Open) -> None:
    parent = "promo_tickets" if ticket.promo else "welcome_tickets"
    thread_id = _start(world, places, parent, ticket.name, ticket.hours)
    last = ticket.hours
    for said in ticket.said:
        last = said[0]
        _say(world, places, thread_id, said)
    if ticket.asleep:
        # Quiet for a day, then archived by Discord.
        with world.clock.at(world.clock.now() - timedelta(hours=last - _DAY - 0.1)):
            world.backend.edit_thread(thread_id, archived=True, auto_archive_duration=1440)


def _placed(world: World, places: Places, ticket: _Placed) -> None:
    opened = ticket.days * _DAY
    thread_id = _start(world, places, "welcome_tickets", ticket.name, opened)
    _say(world, places, thread_id, (opened - 0.2, "recruit", "Hello!"))
    answer = opened - ticket.answer, ticket.by, "Welcome! Tell me more."
    _say(world, places, thread_id, answer)
    now = world.clock.now()
    closed = (now - _closed_at(ticket, now)) / timedelta(hours=1)
    words = f"Ticket closed by <@{places.people[ticket.by]}>"
    _say(world, places, thread_id, (closed, "ticketbot", words))
    with world.clock.at(_closed_at(ticket, now)):
        world.backend.edit_thread(thread_id, archived=True)


def _start(world: World, places: Places, parent: str, name: str, hours: float) -> int:
    bot = places.people["ticketbot"]
    with world.clock.at(world.clock.now() - timedelta(hours=hours)):
        thread = world.backend.create_thread(
            places.channels[parent], name, bot, auto_archive_duration=_QUIET_MINUTES
        )
        text = f"Welcome <@{places.people['newcomer']}>!"
        world.backend.create_message(thread.id, bot, text)
    return thread.id


def _say(world: World, places: Places, thread_id: int, said: Said) -> None:
    hours, who, text = said
    author = places.people["newcomer" if who == "recruit" else who]
    with world.clock.at(world.clock.now() - timedelta(hours=hours)):
        world.backend.create_message(thread_id, author, text)
