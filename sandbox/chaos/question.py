"""The bot's question for a missing tag, and the person who answers it."""

from typing import Final

from sandbox.chaos.script import TagFrom, TicketPlan
from sandbox.chaos.threads import TicketThread
from sandbox.chaos.world import SEATS_AT
from sandbox.discord.people.person import Person
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.wire import Payload
from shared.timing.clock import Clock

_LOOK_EVERY: Final = 0.3
_SELECT: Final = 3
_ARCHIVED, _LOCKED = 50083, 160005


class Answering:
    """What `staff` does about the question of the bot `asker` in one ticket."""

    def __init__(
        self, ticket: TicketThread, plan: TicketPlan, *, staff: Person, asker: int, clock: Clock
    ) -> None:
        self._ticket = ticket
        self._plan = plan
        self._staff = staff
        self._asker = str(asker)
        self._clock = clock
        self.tries = 0
        self.done = False
        """The person who was asked has seen the answer taken."""

    def question(self) -> Payload | None:
        """The bot's question as it stands: a message with a select of tags."""
        for message in self._staff.reads(self._ticket.thread_id):
            if message["author"]["id"] == self._asker and _select(message):
                return message
        return None

    async def answer(self, tag: str) -> str:
        """Wait for the question, answer it in the planned way; the tag that was given."""
        while (question := self.question()) is None:
            await self._clock.sleep(_LOOK_EVERY)
        if self._plan.tag_from is TagFrom.PICK:
            tag = await self._pick(question)
        elif self._plan.tag_from is TagFrom.TYPED:
            self._staff.say(self._ticket.thread_id, tag)
        else:
            self.rename(tag)
        self.done = True
        return tag

    async def _pick(self, question: Payload) -> str:
        """Whoever reads "This interaction failed" tries again."""
        offered = [option["value"] for option in _select(question)["options"]]
        values = [value for value in offered if value not in SEATS_AT]
        tag = values[int(self._plan.choice * len(values))]
        while (standing := self.question()) is not None:
            self.tries += 1
            await self._try(standing, tag)
            await self._clock.sleep(_LOOK_EVERY)
        return tag

    async def _try(self, question: Payload, tag: str) -> None:
        thread_id, menu = self._ticket.thread_id, _select(question)
        try:
            asked = self._staff.select(thread_id, int(question["id"]), menu["custom_id"], [tag])
            await asked.answer()
        except DiscordError as refused:
            if refused.code == _ARCHIVED:
                # Discord's own client opens an archived thread for somebody who acts in it.
                self._staff.edit_thread(thread_id, archived=False)
            elif refused.code != _LOCKED:
                raise

    def rename(self, tag: str) -> None:
        """Put the tag behind the thread's name; an archived one is opened for it."""
        meta = self._ticket.meta
        again = {"archived": False} if meta is not None and meta.archived else {}
        name = f"{self._ticket.name}-{tag}"
        self._staff.edit_thread(self._ticket.thread_id, name=name, **again)


def _select(message: Payload) -> Payload:
    for row in message["components"]:
        for component in row["components"]:
            if component["type"] == _SELECT:
                return component
    return {}
