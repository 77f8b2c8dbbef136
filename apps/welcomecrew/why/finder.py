"""Which thread somebody means: a mention, a link, an id, or the number of a ticket."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import discord

from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.tickets.scope import Scope
from apps.welcomecrew.why.rules import thread_id_in, ticket_number_in
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words, persistently
from shared.chat.places import find_place
from shared.sheets.errors import SheetsError
from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import parse_thread_name

_ARCHIVED: Final = 100
"""Threads of each channel that are looked through where nothing else knows the number."""
_NO_TAGS: Final = KnownTags()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ThreadFinder:
    """Knows the places where a ticket's thread is remembered."""

    client: discord.Client
    scope: Scope
    ledger: Ledger
    desk: Desk

    async def find(self, text: str, guild: discord.Guild | None) -> discord.Thread:
        """Raises ExpectedFailure with what stands against it."""
        number = ticket_number_in(text)
        thread_id = thread_id_in(text) if number is None else await self._with_number(number, guild)
        if thread_id is None:
            raise ExpectedFailure(
                "Mention the thread with #, or give its link, its id, or the ticket's number."
            )
        place = await find_place(self.client, thread_id)
        if not isinstance(place, discord.Thread) or place.guild != guild:
            raise ExpectedFailure("Ask in a ticket's thread, or say which: `!why <thread>`.")
        return place

    async def _with_number(self, number: str, guild: discord.Guild | None) -> int:
        if guild is None:
            raise ExpectedFailure("Numbers are known on the server only; give the thread's link.")
        found = await self._known(number, guild) or await self._archived(number, guild)
        if not found:
            raise ExpectedFailure(
                f"I find no thread of a ticket {number}. Give the thread's link or id."
            )
        if len(found) > 1:
            links = ", ".join(f"<#{each}>" for each in sorted(found))
            raise ExpectedFailure(f"Several tickets have the number {number}: {links}. Say which.")
        return found.pop()

    async def _known(self, number: str, guild: discord.Guild) -> set[int]:
        """Threads that are open, at work or in the sheet."""
        found = set(_of_number(number, self._threads(guild))) | self.desk.with_number(number)
        try:
            async with self.ledger.at_hand() as rows:
                placed = [each for index in rows.values() for each in index.with_number(number)]
        except SheetsError:
            # The rest may know it all the same.
            return found
        ids = (each.row.thread_id for each in placed)
        return found | {int(thread_id) for thread_id in ids if thread_id.isdecimal()}

    async def _archived(self, number: str, guild: discord.Guild) -> set[int]:
        found: set[int] = set()
        for channel_id in self.scope.channels:
            parent = guild.get_channel(channel_id)
            if not isinstance(parent, discord.TextChannel | discord.ForumChannel):
                continue

            async def read(
                parent: discord.TextChannel | discord.ForumChannel = parent,
            ) -> list[discord.Thread]:
                return [each async for each in parent.archived_threads(limit=_ARCHIVED)]

            try:
                found |= set(_of_number(number, await persistently(read)))
            except REST_FAILURES as error:
                raise ExpectedFailure(
                    f"I can't look through the archived threads: {in_words(error)}."
                ) from error
        return found

    def _threads(self, guild: discord.Guild) -> Iterable[discord.Thread]:
        return (each for each in guild.threads if each.parent_id in self.scope.channels)


def _of_number(number: str, threads: Iterable[discord.Thread]) -> Iterable[int]:
    for thread in threads:
        parts = parse_thread_name(thread.name, _NO_TAGS)
        if parts is not None and parts.number == number:
            yield thread.id
