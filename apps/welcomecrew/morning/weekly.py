"""The figures of last week, under the list on Mondays."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

import discord

from apps.welcomecrew.morning.records import Records
from apps.welcomecrew.morning.report import TITLE, figures_embed, files_of
from apps.welcomecrew.morning.rules.period import week_before
from apps.welcomecrew.morning.witness import Witness
from shared.chat.dated import dated
from shared.chat.passing import persistently
from shared.chat.places import Place, own_messages
from shared.chat.replies import answer_nonce

_MESSAGES: Final = 1000


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class WeeklyFigures:
    """Posted once, late rather than never, as the list is."""

    client: discord.Client
    records: Records
    witness: Witness
    zone: tzinfo

    async def step(self, place: Place, day: date, *, since: datetime) -> str:
        """What was done, in words; empty on other days. Raises as REST and Sheets do."""
        period = week_before(day, self.zone)
        if period is None:
            return ""
        footer = dated(TITLE, day)
        if await self._is_there(place, footer, since):
            return "its figures as well"
        if await self.witness.saw(TITLE, day, since=since):
            return "its figures were posted, and somebody deleted them"
        told = await self.records.tell(await self.records.plan(period))

        async def send() -> discord.Message:
            # Drawn for each try: a file can be sent once only.
            return await place.send(
                embed=figures_embed(told, footer=footer),
                files=await files_of(told.figures),
                nonce=answer_nonce(TITLE, day),
            )

        message = await persistently(send)
        await self.witness.note(TITLE, day, message)
        return "posted the figures of last week"

    async def _is_there(self, place: Place, footer: str, since: datetime) -> bool:
        posted = await own_messages(self.client, place, limit=_MESSAGES, after=since)
        return any(embed.footer.text == footer for each in posted for embed in each.embeds)
