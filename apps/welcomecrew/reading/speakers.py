"""Who wrote a message, as far as Discord says it along with the message itself."""

from collections.abc import Collection, Iterable
from typing import Final

import discord

from apps.welcomecrew.reading.people import People
from apps.welcomecrew.tickets.parties import Standing
from shared.chat.own_components import is_clanmatchs

_MOST_SIBLINGS: Final = 20


class Speakers:
    """Tells this bot, the other one of this project, ticket bots and people apart."""

    def __init__(
        self,
        *,
        client: discord.Client,
        ticket_bot_ids: Collection[int],
        sibling_id: int | None,
        people: People,
    ) -> None:
        self._client = client
        self._ticket_bots = frozenset(ticket_bot_ids)
        self._siblings = set[int]() if sibling_id is None else {sibling_id}
        self.people = people

    @property
    def own_id(self) -> int:
        """This bot's; 0 before the login."""
        return self._client.user.id if self._client.user else 0

    def learn(self, messages: Iterable[discord.Message]) -> None:
        """Remember whose messages carry clanmatch's components: all that it writes is its own."""
        for message in messages:
            if (
                self.is_bot(message)
                and len(self._siblings) < _MOST_SIBLINGS
                and is_clanmatchs(message)
            ):
                self._siblings.add(message.author.id)

    def is_ours(self, message: discord.Message) -> bool:
        """Whether this bot wrote it."""
        return message.author.id == self.own_id

    def is_siblings(self, message: discord.Message) -> bool:
        """Whether clanmatch wrote it; a bot that the settings name as a ticket bot is none."""
        return message.author.id in self._siblings and not self._is_named(message)

    @staticmethod
    def is_bot(message: discord.Message) -> bool:
        """Whether any bot or webhook wrote it."""
        return message.author.bot or message.webhook_id is not None

    def may_close(self, message: discord.Message) -> bool:
        """Whether a bot's word that a ticket is closed, or open again, counts.

        Of this bot's words only those about a reopening are ever read like that. Of people the
        roles decide, which a message from the history doesn't tell: `parties.with_authority`.
        """
        if self.is_ours(message):
            return True
        if not self.is_bot(message) or self.is_siblings(message):
            return False
        return self._is_named(message) or not (self._ticket_bots or _is_somebodys_own(message))

    def standings(self, messages: Iterable[discord.Message]) -> dict[int, Standing]:
        """Of those who wrote or are mentioned, what the messages themselves tell."""
        found: dict[int, Standing] = {}
        for message in messages:
            for user in (message.author, *message.mentions):
                if found.get(user.id) in {None, Standing.PERSON}:
                    found[user.id] = self._standing(message, user)
        return found

    def standing(self, message: discord.Message) -> Standing:
        """Of its author, as far as the message itself tells: the roles come with a live one."""
        return self._standing(message, message.author)

    def _standing(self, message: discord.Message, user: discord.abc.User) -> Standing:
        if message.guild is None or (user.id == message.author.id and self.is_bot(message)):
            return Standing.BOT
        return self.people.standing_of(user, message.guild)

    def _is_named(self, message: discord.Message) -> bool:
        ids = {message.author.id, message.webhook_id, message.application_id}
        return not self._ticket_bots.isdisjoint(ids)


def _is_somebodys_own(message: discord.Message) -> bool:
    """Whether an app said it that a person brought along, not one that is on the server.

    Everybody may have such an app say anything, also a newcomer.
    """
    origin = message.interaction_metadata
    if origin is None or message.guild is None:
        return False
    return origin.is_user_integration() and not origin.is_guild_integration()
