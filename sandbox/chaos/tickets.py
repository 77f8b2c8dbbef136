"""The tickets of a run: people open and close them and answer the bot, and know what must be."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sandbox.chaos.attention import Attention
from sandbox.chaos.script import QuietPlan, TagFrom, TicketPlan
from sandbox.chaos.world import guest
from sandbox.discord.scenes.sample_world import WELCOMECREW
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.tickets.markers import PEOPLE_DECOYS, Voice
from sandbox.discord.tickets.ticket_bot import Ticket
from sandbox.discord.wire import Payload
from sandbox.server import Sandbox
from sandbox.sheets.sample import WELCOMECREW_ID
from shared.timing.clock import Clock

WELCOME_TAB, PROMO_TAB = "Sheet1", "Sheet4"
_TYPES: Final = {
    Ticket.RETURNING: "returning player",
    Ticket.MOVE: "player move request",
    Ticket.LEAD_MOVE: "clan lead move request",
}
_LOOK_EVERY: Final = 0.3
_THINKING: Final = 0.6
"""Seconds between an empty answer and its words."""
_START_TAKES: Final = 12.0
_WRITTEN_WITHIN: Final = 25.0
"""Seconds after which a row that was heard of is in the sheet, whatever Sheets does."""
_SELECT = 3
_NUMBER = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Expected:
    """What thread and sheet must say of a closed ticket in the end."""

    name: str
    cells: dict[str, str]


class TicketLife:
    """One ticket, from its opening to the answer."""

    def __init__(
        self,
        box: Sandbox,
        plan: TicketPlan,
        tags: list[str],
        clock: Clock,
        *,
        attention: Attention | None = None,
    ) -> None:
        self._box = box
        self._attention = attention
        self._clock = clock
        self.plan = plan
        self.owner = box.person(guest(plan.owner))
        # Leads may write in locked threads and answer any question.
        self._staff = box.person("lead")
        self.tag = tags[int(plan.choice * len(tags))]
        self.thread_id = 0
        self.first_name = ""
        self.close_id = 0
        self.closed_at = ""
        self.created_at = ""
        self.deleted = False
        self._opened_s = self._closed_s = 0.0
        self.answered = False
        """The person who was asked has seen the answer taken."""
        self.tries = 0

    async def live(self) -> None:
        """Everything that people do about it."""
        plan = self.plan
        await self._clock.sleep(plan.opened_at)
        self._opened_s = self._clock.monotonic()
        self.thread_id = self._box.tickets.open(
            self.owner, plan.kind, private=plan.private, decoy=plan.talk
        )
        self.first_name = self.name
        self.owner.say(self.thread_id, "Hello! I play every day and look for friendly people.")
        if plan.talk:
            words = PEOPLE_DECOYS[int(plan.choice * len(PEOPLE_DECOYS))]
            self.owner.say(self.thread_id, words)
        if plan.closed_after is None:
            return
        await self._clock.sleep(plan.closed_after / 2)
        if plan.tag_from is TagFrom.THREAD:
            self._staff.say(self.thread_id, f"Welcome to **{self.tag}**, enjoy your stay!")
        if plan.tag_from is TagFrom.NAME:
            self._rename()
        await self._clock.sleep(plan.closed_after / 2)
        await self._close()
        if plan.deleted_after is not None:
            await self._clock.sleep(plan.deleted_after)
            self.deleted = True
            self._box.tickets.delete(self.thread_id)
        elif plan.tag_from.needs_question:
            await self._answer()

    async def _close(self) -> None:
        plan, tickets = self.plan, self._box.tickets
        closer = self._box.person("ticketbot") if plan.by_bot else self._staff
        into = None
        if plan.voice in (Voice.DEFERRED, Voice.EDITED):
            into = tickets.prepare(self.thread_id, closer, plan.voice)
            await self._clock.sleep(_THINKING)
        self.close_id = tickets.close(
            self.thread_id,
            closer,
            plan.shape,
            archive=plan.archive,
            lock=plan.lock,
            voice=plan.voice,
            into=into,
        )
        backend = self._box.world.backend
        self._closed_s = self._clock.monotonic()
        said = backend.get_message(self.thread_id, self.close_id)
        self.closed_at = said.edited_timestamp or said.timestamp
        meta = backend.get_thread(self.thread_id).thread_metadata
        self.created_at = meta.create_timestamp if meta is not None else ""

    @property
    def name(self) -> str:
        """The thread's name now."""
        return self._box.world.backend.get_thread(self.thread_id).name or ""

    @property
    def tab(self) -> str:
        """Where its row belongs."""
        return WELCOME_TAB if self.plan.kind is Ticket.WELCOME else PROMO_TAB

    @property
    def number(self) -> str:
        """Its number, from the name with which it was opened."""
        found = _NUMBER.search(self.first_name)
        return found[0] if found else ""

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self.close_id != 0

    @property
    def may_be_missed(self) -> bool:
        """Deleted, and welcomecrew did not listen undisturbed to all of it and for a while after.

        Of such a thread there may be nothing left to find.
        """
        if not self.deleted or self._attention is None:
            return self.deleted
        return not self._attention.held(self._opened_s, self._closed_s + _WRITTEN_WITHIN)

    def expected(self) -> Expected:
        """What must be in the end, if it was closed."""
        cells = {
            "ticket number": self.number,
            "username": self.plan.owner,
            "clantag": self.tag,
            "date closed": _minute(self.closed_at),
        }
        if self.tab == PROMO_TAB:
            cells["thread created"] = _minute(self.created_at)
            if not self.deleted:
                # Of a thread that is gone nobody can read any more what it was about.
                cells["type"] = _TYPES[self.plan.kind]
        return Expected(f"Closed-{self.number}-{self.plan.owner}-{self.tag}", cells)

    def question(self) -> Payload | None:
        """The bot's question as it stands: a message with a select of tags."""
        bot_id = str(self._box.world.apps[WELCOMECREW].user_id)
        for message in self._staff.reads(self.thread_id):
            if message["author"]["id"] == bot_id and _select(message):
                return message
        return None

    async def _answer(self) -> None:
        """Wait for the question, then answer it in the planned way, for as long as it takes."""
        while (question := self.question()) is None:
            await self._clock.sleep(_LOOK_EVERY)
        if self.plan.tag_from is TagFrom.PICK:
            await self._pick(question)
        elif self.plan.tag_from is TagFrom.TYPED:
            self._staff.say(self.thread_id, self.tag)
        else:
            self._rename()
        self.answered = True

    async def _pick(self, question: Payload) -> None:
        """Whoever reads "This interaction failed" tries again."""
        menu = _select(question)
        values = [option["value"] for option in menu["options"]]
        self.tag = values[int(self.plan.choice * len(values))]
        while (standing := self.question()) is not None:
            self.tries += 1
            menu = _select(standing)
            try:
                asked = self._staff.select(
                    self.thread_id, int(standing["id"]), menu["custom_id"], [self.tag]
                )
                await asked.answer()
            except DiscordError as refused:
                if refused.code == _ARCHIVED:
                    # Discord's own client opens an archived thread for somebody who acts in it.
                    self._staff.edit_thread(self.thread_id, archived=False)
                elif refused.code != _LOCKED:
                    raise
            await self._clock.sleep(_LOOK_EVERY)

    def _rename(self) -> None:
        meta = self._box.world.backend.get_thread(self.thread_id).thread_metadata
        again: Payload = {}
        if meta is not None and meta.archived:
            again = {"archived": False}
        self._staff.edit_thread(self.thread_id, name=f"{self.name}-{self.tag}", **again)


_ARCHIVED, _LOCKED = 50083, 160005


class QuietTicket:
    """A ticket of yesterday, open and forgotten: nothing of it is the bot's business."""

    def __init__(self, box: Sandbox, plan: QuietPlan) -> None:
        self._box = box
        self.plan = plan
        self.thread_id = 0
        self.first_name = ""

    def open(self) -> None:
        """Before the bots start: they find it as it was left."""
        owner = self._box.person(guest(self.plan.owner))
        self.thread_id = self._box.tickets.open_quiet(
            owner, self.plan.kind, asleep_in=_START_TAKES + self.plan.asleep_at
        )
        self.first_name = self.name

    @property
    def name(self) -> str:
        """The thread's name now."""
        return self._box.world.backend.get_thread(self.thread_id).name or ""

    @property
    def number(self) -> str:
        """Its number."""
        found = _NUMBER.search(self.first_name)
        return found[0] if found else ""


def known_tags(box: Sandbox) -> list[str]:
    """The tags of the clan list."""
    header, *rows = box.sheets.rows(WELCOMECREW_ID, "clanlist")
    column = header.index("clantag")
    return [row[column] for row in rows if len(row) > column and row[column]]


def _select(message: Payload) -> Payload:
    for row in message["components"]:
        for component in row["components"]:
            if component["type"] == _SELECT:
                return component
    return {}


def _minute(stamp: object) -> str:
    moment = stamp if isinstance(stamp, datetime) else datetime.fromisoformat(str(stamp))
    return f"{moment:%Y-%m-%d %H:%M}"
