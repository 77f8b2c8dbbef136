"""The ticket bot of the server: it opens tickets, greets, and closes them in many shapes."""

from datetime import timedelta
from enum import StrEnum

from sandbox.discord.people.person import Person
from sandbox.discord.simcord_door import ChannelType, serializers
from sandbox.discord.tickets.markers import (
    BOT_DECOYS,
    LOADING,
    CloseShape,
    Marker,
    Voice,
    close_marker,
)
from sandbox.discord.wire import Payload
from sandbox.discord.world.world import World


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


_IN_TWO_STEPS = (Voice.DEFERRED, Voice.EDITED)
# As long as a thread lives that nobody set otherwise.
_QUIET_MINUTES = 1440


class TicketBot:
    """Runs the tickets of two channels: text channels, announcement channels or forums."""

    def __init__(
        self, world: World, bot: Person, *, welcome_id: int, promo_id: int, first: int = 1001
    ) -> None:
        self._world = world
        self._bot = bot
        self._welcome_id = welcome_id
        self._promo_id = promo_id
        self._next = first
        self._webhooks: dict[int, int] = {}

    @property
    def id(self) -> int:
        return self._bot.id

    # ----------------------------------------------------------------- opening

    def open(
        self,
        person: Person,
        kind: Ticket = Ticket.WELCOME,
        *,
        name: str | None = None,
        private: bool = False,
        decoy: bool = False,
    ) -> int:
        """A thread for this person, greeted; `name` replaces the usual `1001-user`.

        Only text channels have private threads. `decoy`: the greeting speaks of closing.
        """
        number, self._next = self._next, self._next + 1
        parent = self._welcome_id if kind is Ticket.WELCOME else self._promo_id
        prefix = "" if kind is Ticket.WELCOME else "promo-"
        title = name or f"{prefix}{number % 10_000:04d}-{person.name}"
        thread_id = self._start(parent, title, f"Welcome {person.mention}!", private=private)
        self._world.backend.add_thread_member(thread_id, person.id)
        greeting: Payload = {"description": _GREETINGS[kind], "footer": {"text": "Ticket Bot"}}
        if decoy:
            greeting["description"] += "\n" + "\n".join(BOT_DECOYS)
        self._bot.say(thread_id, "", embeds=(greeting,))
        return thread_id

    def open_quiet(
        self, person: Person, kind: Ticket = Ticket.WELCOME, *, asleep_in: float = 10.0
    ) -> int:
        """A ticket of long ago with nothing new in it: Discord archives it in so many seconds."""
        clock, quiet_for = self._world.clock, timedelta(minutes=_QUIET_MINUTES)
        with clock.at(clock.now() - quiet_for + timedelta(seconds=asleep_in)):
            return self.open(person, kind)

    def _start(self, parent_id: int, title: str, words: str, *, private: bool) -> int:
        parent = self._world.backend.get_channel(parent_id)
        if parent.type == ChannelType.FORUM:
            return self._bot.open_post(parent_id, title, words)
        private = private and parent.type == ChannelType.TEXT
        thread_id = self._bot.open_thread(parent_id, title, private=private)
        self._bot.say(thread_id, words)
        return thread_id

    # ----------------------------------------------------------------- closing

    def close(
        self,
        thread_id: int,
        closer: Person,
        shape: CloseShape = CloseShape.TEXT,
        *,
        archive: bool = False,
        lock: bool = False,
        voice: Voice = Voice.BOT,
        into: int | None = None,
    ) -> int:
        """Say that it is closed and by whom; archive or lock it as some servers do.

        `into`: the bot's message that is changed into it (see `prepare`).
        """
        marker = close_marker(shape, closer.name, closer.mention)
        if voice in _IN_TWO_STEPS:
            message_id = into or self.prepare(thread_id, closer, voice)
            self._bot.edit(thread_id, message_id, marker.text, **marker.more)
        elif voice is Voice.WEBHOOK:
            message_id = self._say_by_webhook(thread_id, marker)
        elif voice is Voice.STAFF:
            # People have no embeds and no components.
            message_id = closer.say(thread_id, marker.text or f"Ticket closed by {closer.mention}")
        else:
            message_id = self._bot.say(thread_id, marker.text, **marker.more)
        if archive or lock:
            self._bot.edit_thread(thread_id, archived=archive, locked=lock)
        return message_id

    def prepare(self, thread_id: int, closer: Person, voice: Voice) -> int:
        """The message that will become the marker: an answer still empty, or a line of its own."""
        if voice is not Voice.DEFERRED:
            return self._bot.say(thread_id, "Saving the transcript …")
        user = self._world.backend.users[closer.id]
        command: Payload = {
            "id": str(self._world.backend.snowflake()),
            "type": 2,
            "name": "close",
            "user": dict(serializers.user_payload(user)),
            "authorizing_integration_owners": {},
        }
        return self._bot.say(thread_id, "", flags=LOADING, answers=command)

    def _say_by_webhook(self, thread_id: int, marker: Marker) -> int:
        backend = self._world.backend
        parent_id = backend.get_thread(thread_id).parent_id or 0
        if parent_id not in self._webhooks:
            webhook = backend.create_webhook(parent_id, "Tickets", self._bot.id)
            self._webhooks[parent_id] = webhook.id
        author = self._webhooks[parent_id]
        message = backend.create_message(
            thread_id, author, marker.text, webhook_id=author, **marker.more
        )
        return message.id

    def reopen(self, thread_id: int, by: Person) -> int:
        """Unarchive, unlock, and say so."""
        self._bot.edit_thread(thread_id, archived=False, locked=False)
        return self._bot.say(thread_id, f"Ticket reopened by {by.mention}")

    def delete(self, thread_id: int) -> None:
        """Delete the thread and all in it, as ticket bots do that keep a transcript elsewhere."""
        self._bot.delete_thread(thread_id)
