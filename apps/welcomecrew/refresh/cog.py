"""`!reload`: a refresh of what is remembered, on request."""

from typing import Any

from discord.ext import commands

from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.clan_tags.texts import clan_tags_words
from shared.chat.errors import ExpectedFailure
from shared.chat.replies import answer, take_time
from shared.sheets.errors import SheetsError, with_advice
from shared.sheets.ports import Workbook


class ReloadCog(commands.Cog, name="Reload"):
    """For whoever has changed the spreadsheet just now."""

    def __init__(self, *, workbook: Workbook, clan_tags: ClanTags) -> None:
        self._workbook = workbook
        self._clan_tags = clan_tags

    @commands.hybrid_command(name="reload", brief="Forget what I remember of the spreadsheet")
    async def reload(self, ctx: commands.Context[Any]) -> None:
        """Drops what is kept of the spreadsheet, and reads the clan tags again."""
        await take_time(ctx)
        self._workbook.forget()
        self._clan_tags.forget()
        try:
            copy = await self._clan_tags.refresh()
        except SheetsError as error:
            raise ExpectedFailure(with_advice(error)) from error
        await answer(ctx, f"Dropped. {clan_tags_words(copy)}", ephemeral=True)
