"""The ticket bot of the server: it opens tickets, greets, and closes them in many shapes."""

from dataclasses import dataclass
from enum import StrEnum

from sandbox.discord.people import Person
from sandbox.discord.wire import Payload
from sandbox.discord.world import World


class Ticket(StrEnum):
    """Why somebody opens a ticket."""

    WELCOME = "welcome"
    RETURNING = "returning player"
    MOVE = "player move request"
    LEAD_MOVE = "clan lead move request"


_GREETINGS = {
    Ticket.WELCOME: "Tell us about your account and somebody will find a clan for you.",
    Ticket.RETURNING: "We’re excited to have you returning to the cluster!",
    Ticket.MOVE: "Thanks for sending in your move request.",
    Ticket.LEAD_MOVE: (
        "We've received your request to help one of your clan members find a new home."
    ),
}


class CloseShape(StrEnum):
    """How the words of a close marker are spread over the message."""

    TEXT = "text"
    SHOUTED = "shouted"
    DESCRIPTION = "description"
    FIELD = "field"
    TITLE_AND_FOOTER = "title and footer"


@dataclass(frozen=True, slots=True)
class Marker:
    """A close marker as a message: its text and its embeds."""

    text: str
    embeds: tuple[Payload, ...] = ()


def close_marker(shape: CloseShape, closer: str, mention: str) -> Marker:
    """The message that says who closed the ticket."""
    if shape is CloseShape.TEXT:
        return Marker(f"Ticket closed by {mention}")
    if shape is CloseShape.SHOUTED:
        return Marker(f"ticket CLOSED • By {closer}")
    if shape is CloseShape.DESCRIPTION:
        return Marker("", ({"description": f"**Ticket closed** — by {mention}"},))
    if shape is CloseShape.FIELD:
        field = {"name": "Ticket Closed", "value": f"by {mention}"}
        return Marker("", ({"fields": [field]},))
    return Marker("", ({"title": "Ticket Closed", "footer": {"text": f"Closed by {closer}"}},))


class TicketBot:
    """Runs the tickets of two channels."""

    def __init__(
        self, world: World, bot: Person, *, welcome_id: int, promo_id: int, first: int = 1001
    ) -> None:
        self._world = world
        self._bot = bot
        self._welcome_id = welcome_id
        self._promo_id = promo_id
        self._next = first

    @property
    def id(self) -> int:
        """The ticket bot's user."""
        return self._bot.id

    def open(
        self,
        person: Person,
        kind: Ticket = Ticket.WELCOME,
        *,
        name: str | None = None,
        private: bool = False,
    ) -> int:
        """A thread for this person, greeted; `name` replaces the usual `1001-user`."""
        number, self._next = self._next, self._next + 1
        parent = self._welcome_id if kind is Ticket.WELCOME else self._promo_id
        prefix = "" if kind is Ticket.WELCOME else "promo-"
        title = name or f"{prefix}{number % 10_000:04d}-{person.name}"
        thread_id = self._bot.open_thread(parent, title, private=private)
        self._world.backend.add_thread_member(thread_id, person.id)
        self._bot.say(thread_id, f"Welcome {person.mention}!")
        greeting: Payload = {"description": _GREETINGS[kind], "footer": {"text": "Ticket Bot"}}
        self._bot.say(thread_id, "", embeds=(greeting,))
        return thread_id

    def close(
        self,
        thread_id: int,
        closer: Person,
        shape: CloseShape = CloseShape.TEXT,
        *,
        archive: bool = False,
        lock: bool = False,
    ) -> int:
        """Say that it is closed and by whom; archive or lock it as some servers do."""
        marker = close_marker(shape, closer.name, closer.mention)
        message_id = self._bot.say(thread_id, marker.text, embeds=marker.embeds)
        if archive or lock:
            self._bot.edit_thread(thread_id, archived=archive, locked=lock)
        return message_id

    def reopen(self, thread_id: int, by: Person) -> int:
        """Unarchive, unlock, and say so."""
        self._bot.edit_thread(thread_id, archived=False, locked=False)
        return self._bot.say(thread_id, f"Ticket reopened by {by.mention}")
