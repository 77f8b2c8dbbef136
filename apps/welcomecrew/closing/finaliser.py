"""The actions of a ticket's life, each with who carries it out."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from apps.welcomecrew.closing.asker import Asker
from apps.welcomecrew.closing.case import Case, Closing, Event
from apps.welcomecrew.closing.deeds import Deeds
from apps.welcomecrew.closing.eyes import Eyes
from apps.welcomecrew.closing.lifecycle import Action
from apps.welcomecrew.closing.namer import Namer
from apps.welcomecrew.closing.sender import RowSender
from apps.welcomecrew.closing.status import STUCK_AFTER

_log = logging.getLogger(__name__)


class Finaliser:
    """Knows whom to ask for each action."""

    def __init__(
        self, *, eyes: Eyes, sender: RowSender, asker: Asker, namer: Namer, deeds: Deeds
    ) -> None:
        self._eyes = eyes
        self._sender = sender
        self.deeds: Final = deeds
        self._doing: dict[Action, Callable[[Case], Awaitable[Event | None]]] = {
            Action.LOOK: eyes.look,
            Action.LOOK_AT_NUMBER: eyes.heed_number,
            Action.LOOK_AT_NAME: eyes.heed_name,
            Action.FOLLOW_NAME: partial(eyes.heed_name, settled=True),
            Action.WRITE_ROW: sender.write,
            Action.WAIT: asker.wait,
            Action.ASK: asker.ask,
            Action.UNLOCK: asker.unlock,
            Action.ASK_AGAIN: asker.ask_again,
            Action.WITHDRAW: asker.withdraw,
            Action.SAY_CHANGED: asker.say_changed,
            Action.RENAME: namer.rename,
            Action.CANCEL_RENAME: namer.cancel,
            Action.GIVE_NAME_BACK: namer.give_back,
            Action.ARCHIVE_AGAIN: namer.archive_again,
            Action.MENTION_NUMBER: self._mention_number,
        }

    async def do(self, case: Case, action: Action) -> Event | None:
        """Carry out one action; gives the signal that follows at once, if any."""
        return await self._doing[action](case)

    async def learn(self, case: Case) -> None:
        """See what a ticket was about of which this process knows nothing."""
        await self._eyes.learn(case)

    def note(self, case: Case, closing: Closing) -> None:
        """A close marker came: its row is on its way before anybody looks at the thread."""
        self._sender.note(case, closing)

    async def _mention_number(self, case: Case) -> Event | None:
        _log.warning("the thread %d is closed, but its name holds no number", case.thread_id)
        self.deeds.did(case, "closed, but the name holds no ticket number")
        if case.heard_id:
            # Somebody said that it is closed, so a ticket it is. People hear of it at once.
            case.trouble = "closed, but the thread's name holds no ticket number: give it one"
            case.failures = STUCK_AFTER
        return None
