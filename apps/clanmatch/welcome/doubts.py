"""What speaks against a welcome: the clan is full, it was said already, or to another clan."""

import logging
from datetime import timedelta
from typing import Final

import discord

from apps.clanmatch.welcome.rules.again import SAME_WITHIN
from apps.clanmatch.welcome.rules.templates import Template, TemplateBook
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words
from shared.chat.places import Place, find_place, own_messages
from shared.chat.text import plain

_log = logging.getLogger(__name__)

# Messages of a channel among which an earlier welcome is looked for.
_LOOK_BACK: Final = 50
_ELSEWHERE_WITHIN: Final = timedelta(days=7)
"""A notice of another clan that is older may be of somebody who has moved."""


class WelcomeDoubted(ExpectedFailure):
    """Whoever asked should say first that it is meant so; nothing was posted."""

    def __init__(self, reasons: list[str], *, said_already: bool) -> None:
        self.said_already = said_already
        question = "Again?" if said_already else "Welcome all the same?"
        super().__init__(" ".join([*reasons, question]))


class Doubts:
    """Asks the channels and not our memory, so that a restart forgets nothing."""

    def __init__(self, *, client: discord.Client, general_channel_id: int | None) -> None:
        self._client = client
        self._general_channel_id = general_channel_id

    async def said_already(self, place: Place, newcomer: discord.Member, asked: int) -> str:
        """The same welcome, posted within minutes, in words; empty without one.

        What is younger than the request `asked` is the answer of another instance to it.
        """
        since = discord.utils.snowflake_time(asked) - SAME_WITHIN
        for message in await self._ours(place, asked):
            if message.created_at > since and _is_welcome_of(message, newcomer):
                return f"{plain(newcomer.display_name)} was welcomed already, {_there(message)}."
        return ""

    async def said_elsewhere(
        self, newcomer: discord.Member, own: Template, book: TemplateBook, asked: int
    ) -> str:
        """A notice of another clan about the same person, in words; empty without one."""
        if self._general_channel_id is None:
            return ""
        try:
            place = await find_place(self._client, self._general_channel_id)
        except ExpectedFailure:
            return ""  # the welcome itself will say so
        since = discord.utils.snowflake_time(asked) - _ELSEWHERE_WITHIN
        for message in await self._ours(place, asked):
            if message.created_at <= since or newcomer.id not in message.raw_mentions:
                continue
            if other := _clan_in(message.content, own, book):
                name = plain(newcomer.display_name)
                return f"{name} was welcomed to {plain(other)} {_there(message)}."
        return ""

    async def _ours(self, place: Place, asked: int) -> list[discord.Message]:
        try:
            own = await own_messages(self._client, place, limit=_LOOK_BACK)
        except REST_FAILURES as error:
            _log.debug("could not look for an earlier welcome: %s", in_words(error))
            return []
        return [each for each in own if each.id < asked]


def _there(message: discord.Message) -> str:
    return f"{discord.utils.format_dt(message.created_at, 'R')}: {message.jump_url}"


def _clan_in(notice: str, own: Template, book: TemplateBook) -> str:
    """The name of the other clan that a notice speaks of; empty for our own and for none."""
    if own.clan and plain(own.clan) in notice:
        return ""
    others = (each.clan for each in book.by_tag.values() if each.clan and each.tag != own.tag)
    return next((clan for clan in others if plain(clan) in notice), "")


def _is_welcome_of(message: discord.Message, newcomer: discord.Member) -> bool:
    names = (newcomer.mention, newcomer.display_name, plain(newcomer.display_name))
    return any(
        name in f"{message.content}\n{embed.title}\n{embed.description}\n{embed.footer.text}"
        for embed in message.embeds
        for name in names
    )
