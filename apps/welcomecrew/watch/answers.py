"""Tags typed as the answer to a question, found again in the history: whose count?

Live, Discord tells an author's roles along with each message. In the history it doesn't.
"""

from collections.abc import Callable, Iterable
from typing import Final

import discord

from apps.welcomecrew.domain.tags import KnownTags
from shared.chat.person import Person

_MOST_ASKED_ABOUT: Final = 5
"""People whose roles are asked for, for one question."""


class TypedAnswers:
    """Knows who may answer."""

    def __init__(
        self,
        *,
        person: Callable[[discord.abc.User, discord.Guild | None], Person],
        may_answer: Callable[[Person, int], bool],
    ) -> None:
        self._person = person
        self._may_answer = may_answer

    async def latest(
        self, messages: Iterable[discord.Message], *, asked_id: int, tags: KnownTags
    ) -> str:
        """The latest answer of somebody who may give it; empty when there is none.

        Raises discord.HTTPException.
        """
        allowed: dict[int, bool] = {}
        for message in sorted(messages, key=lambda each: each.id, reverse=True):
            author, tag = message.author, tags.exactly(message.content)
            if not tag or author.bot:
                continue
            if author.id not in allowed:
                if len(allowed) >= _MOST_ASKED_ABOUT:
                    break
                allowed[author.id] = await self._is_allowed(message, asked_id)
            if allowed[author.id]:
                return tag
        return ""

    async def _is_allowed(self, message: discord.Message, asked_id: int) -> bool:
        author, guild = message.author, message.guild
        if author.id == asked_id or guild is None:
            return author.id == asked_id
        if not isinstance(author, discord.Member):
            try:
                author = await guild.fetch_member(author.id)
            except discord.NotFound:
                return False
        return self._may_answer(self._person(author, guild), asked_id)
