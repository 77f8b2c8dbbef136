"""Messages below a question that are almost an answer: they get a suggestion to press."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import discord

from apps.welcomecrew.closing.case import Case
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.lifecycle import State
from apps.welcomecrew.question.state import PickerState
from apps.welcomecrew.question.suggestions import Suggestions
from shared.chat.background import spawn
from shared.chat.passing import REST_FAILURES, in_words
from shared.chat.person import Person

_log = logging.getLogger(__name__)
_MOST_AT_ONCE: Final = 20
"""Messages beyond these get no suggestion: the question stands above them anyway."""


@dataclass(kw_only=True, eq=False, repr=False)
class NearlyAnswered:
    """Looks at what people type who may answer, while their question stands."""

    desk: Desk
    suggestions: Suggestions
    person: Callable[[discord.abc.User, discord.Guild | None], Person]
    _at_work: int = 0

    def hear(self, message: discord.Message, thread_id: int) -> None:
        """A person wrote something that is no tag. Returns at once."""
        case = self.desk.known(thread_id)
        if case is None or case.state is not State.ASKED or not case.question_id:
            return
        by = self.person(message.author, message.guild)
        if self.desk.may_answer(by, case) and self._at_work < _MOST_AT_ONCE:
            self._at_work += 1
            spawn(self._offer(message, case), name=f"did you mean, in thread {thread_id}")

    async def _offer(self, message: discord.Message, case: Case) -> None:
        state = PickerState(
            case.asked_id, case.close_id, shut=case.to_be_shut, locked=case.unlocked
        )
        try:
            await self.suggestions.offer(message, case.question_id, state)
        except REST_FAILURES as error:
            _log.info("no suggestion for message %d: %s", message.id, in_words(error))
        finally:
            self._at_work -= 1
