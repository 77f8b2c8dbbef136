"""The tickets of a run: people open and close them, and know what must be in the end."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sandbox.chaos.attention import Attention
from sandbox.chaos.question import Answering
from sandbox.chaos.script import TagFrom, TicketPlan
from sandbox.chaos.threads import TicketThread
from sandbox.chaos.world import SEATS_AT, guest
from sandbox.discord.scenes.sample_world import CLANMATCH, WELCOMECREW
from sandbox.discord.tickets.markers import PEOPLE_DECOYS, Voice
from sandbox.discord.tickets.ticket_bot import Ticket
from sandbox.server import Sandbox
from sandbox.sheets.sample import WELCOMECREW_ID
from shared.timing.clock import Clock

WELCOME_TAB, PROMO_TAB = "Sheet1", "Sheet4"
_THINKING: Final = 0.6
"""Seconds between an empty answer and its words."""
_WRITTEN_WITHIN: Final = 25.0
"""Seconds after which a row that was heard of is in the sheet, whatever Sheets does."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What thread and sheet must say of a closed ticket in the end."""

    name: str
    cells: dict[str, str]


class TicketLife(TicketThread):
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
        super().__init__(box)
        self._attention = attention
        self._clock = clock
        self.plan = plan
        self.owner = box.person(guest(plan.owner))
        # Leads may write in locked threads and answer any question.
        self._staff = box.person("lead")
        self.tag = tags[int(plan.choice * len(tags))]
        self.close_id = 0
        self.closed_at = ""
        self.created_at = ""
        self.deleted = False
        self._opened_s = self._closed_s = 0.0
        self.answering = Answering(
            self,
            plan,
            staff=self._staff,
            asker=box.world.apps[WELCOMECREW].user_id,
            clock=clock,
        )

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
            self.answering.rename(self.tag)
        await self._clock.sleep(plan.closed_after / 2)
        await self._close()
        if plan.deleted_after is not None:
            await self._clock.sleep(plan.deleted_after)
            self.deleted = True
            self._box.tickets.delete(self.thread_id)
        elif plan.tag_from.needs_question:
            self.tag = await self.answering.answer(self.tag)

    async def close_as(self, tag: str) -> None:
        """Somebody of the staff closes a ticket that was to stay open, with this clan."""
        self.plan, self.tag = replace(self.plan, closed_after=0.0), tag
        self.answering.rename(tag)
        await self._close()

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
        self._closed_s = self._clock.monotonic()
        said = self._box.world.backend.get_message(self.thread_id, self.close_id)
        self.closed_at = said.edited_timestamp or said.timestamp
        self.created_at = self.meta.create_timestamp if self.meta is not None else ""

    @property
    def tab(self) -> str:
        """Where its row belongs."""
        return WELCOME_TAB if self.plan.kind is Ticket.WELCOME else PROMO_TAB

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

    @property
    def opened_by_an_answer(self) -> bool:
        """Whether clanmatch answered after the close what was asked before.

        Whatever is posted in an archived thread opens it, and a thread that others opened stays
        open: nobody tells welcomecrew that it was archived while it was away.
        """
        clanmatch = self._box.world.apps[CLANMATCH].user_id
        posted = self._box.world.backend.messages[self.thread_id].values()
        return any(m.id > self.close_id and m.author_id == clanmatch for m in posted)

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
                cells["type"] = self.plan.kind.value
        return Expected(f"Closed-{self.number}-{self.plan.owner}-{self.tag}", cells)


def known_tags(box: Sandbox) -> list[str]:
    """The tags of the clan list, but those in which seats are held."""
    header, *rows = box.sheets.rows(WELCOMECREW_ID, "clanlist")
    column = header.index("clantag")
    tags = [row[column] for row in rows if len(row) > column and row[column]]
    return [tag for tag in tags if tag not in SEATS_AT]


def _minute(stamp: str) -> str:
    return f"{datetime.fromisoformat(stamp):%Y-%m-%d %H:%M}"
