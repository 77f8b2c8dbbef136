"""One note for people where the bot can't speak in a ticket's thread."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

import discord

from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES
from shared.chat.pings import call, pings
from shared.chat.places import find_place
from shared.chat.replies import answer_nonce
from shared.chat.text import plain

_log = logging.getLogger(__name__)
_SECONDS: Final = 15.0
_MOST_NOTES: Final = 300
"""Messages after the close among which the note is looked for."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Notices:
    """Posts to the channel for notes, mentioning the role that looks after them."""

    client: discord.Client
    channel_id: int | None
    role_id: int | None
    enabled: bool

    async def cannot_speak(self, thread: discord.Thread, close_id: int) -> bool:
        """Ask people to give the tag of a closed ticket; once per close. Never raises.

        Each look finds the ticket unfinished again, also in another process: whether the note is
        there already is read from the channel.
        """
        if not self.enabled or self.channel_id is None:
            _log.warning("can't speak in the thread %s (%d)", thread.name, thread.id)
            return False
        words = (
            f"{call(self.role_id)}The ticket {plain(thread.name)} ({thread.mention}) is closed and "
            "its clan tag is unknown, but I can't speak in the thread. Please add the tag to its "
            "name."
        )
        try:
            async with asyncio.timeout(_SECONDS):
                channel = await find_place(self.client, self.channel_id)
                if await self._is_told(channel, thread, close_id):
                    return True
                await channel.send(
                    words,
                    nonce=answer_nonce("cannot speak", thread.id, close_id),
                    allowed_mentions=pings(roles=[self.role_id]),
                )
        except (ExpectedFailure, *REST_FAILURES) as error:
            _log.warning("can't post the note about the thread %d: %s", thread.id, error)
            return False
        return True

    async def _is_told(
        self, channel: discord.abc.Messageable, thread: discord.Thread, close_id: int
    ) -> bool:
        own = self.client.user
        since = discord.Object(close_id)
        try:
            async for message in channel.history(limit=_MOST_NOTES, after=since):
                if message.author == own and thread.mention in message.content:
                    return True
        except discord.Forbidden:
            _log.info("may not read the channel for notes; the note may be there already")
        return False
