"""A ticket as its thread shows it, and one that nobody touches."""

import re
from typing import Final

from sandbox.chaos.script import QuietPlan
from sandbox.chaos.world import guest
from sandbox.discord.simcord_door import ThreadMetadata
from sandbox.server import Sandbox

_START_TAKES: Final = 12.0
_NUMBER = re.compile(r"\d{4}")


class TicketThread:
    """The thread of one ticket."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self.thread_id = 0
        self.first_name = ""

    @property
    def name(self) -> str:
        """The thread's name now."""
        return self._box.world.backend.get_thread(self.thread_id).name or ""

    @property
    def meta(self) -> ThreadMetadata | None:
        """Whether it is archived and locked, and since when it is there."""
        return self._box.world.backend.get_thread(self.thread_id).thread_metadata

    @property
    def number(self) -> str:
        """Its number, from the name with which it was opened."""
        found = _NUMBER.search(self.first_name)
        return found[0] if found else ""


class QuietTicket(TicketThread):
    """A ticket of yesterday, open and forgotten: nothing of it is the bot's business."""

    def __init__(self, box: Sandbox, plan: QuietPlan) -> None:
        super().__init__(box)
        self.plan = plan

    def open(self) -> None:
        """Before the bots start: they find it as it was left."""
        owner = self._box.person(guest(self.plan.owner))
        self.thread_id = self._box.tickets.open_quiet(
            owner, self.plan.kind, asleep_in=_START_TAKES + self.plan.asleep_at
        )
        self.first_name = self.name
