"""Is the spreadsheet there, is what it holds in order, and which clan tags does it hold?"""

from collections.abc import Mapping, Sequence
from typing import Any

from discord.ext import commands

from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.clan_tags.texts import clan_tags_words
from apps.welcomecrew.sheets.rules import check_tab
from apps.welcomecrew.sheets.texts import check_embed, workbook_embed
from shared.chat.errors import ExpectedFailure
from shared.chat.replies import answer, take_time
from shared.sheets.errors import SheetsError, with_advice
from shared.sheets.ports import StoredGrid, Workbook


class SheetsCog(commands.Cog, name="Sheets"):
    """Looks at the workbook and never writes."""

    def __init__(
        self,
        *,
        workbook: Workbook,
        ticket_tabs: Mapping[str, Sequence[str]],
        clan_tags: ClanTags,
    ) -> None:
        self._workbook = workbook
        self._ticket_tabs = ticket_tabs
        self._clan_tags = clan_tags

    @commands.hybrid_command(name="sheetstatus", brief="The spreadsheet's title, tabs and sharing")
    async def sheetstatus(self, ctx: commands.Context[Any]) -> None:
        """Title and tabs of the spreadsheet, and the address that it must be shared with."""
        await take_time(ctx)
        try:
            info = await self._workbook.describe()
        except SheetsError as error:
            raise ExpectedFailure(with_advice(error)) from error
        embed = workbook_embed(info, [*self._ticket_tabs, self._clan_tags.tab])
        await answer(ctx, embeds=[embed], ephemeral=True)

    @commands.hybrid_command(name="checksheet", brief="Row counts, header problems, duplicates")
    async def checksheet(self, ctx: commands.Context[Any]) -> None:
        """Counts the rows and names what is odd: headers missing or twice, tickets logged twice."""
        await take_time(ctx)
        try:
            info = await self._workbook.describe()
            present = [tab for tab in self._ticket_tabs if info.has(tab)]
            grids = await self._read(present)
        except SheetsError as error:
            raise ExpectedFailure(with_advice(error)) from error
        checks = [check_tab(tab, grids[tab], self._ticket_tabs[tab]) for tab in present]
        absent = [tab for tab in self._ticket_tabs if not info.has(tab)]
        embed = check_embed(checks, absent, await self._tags_words())
        await answer(ctx, embeds=[embed], ephemeral=True)

    @commands.hybrid_command(name="clan_tags_debug", brief="How many clan tags I know, from where")
    async def clan_tags_debug(self, ctx: commands.Context[Any]) -> None:
        """How many tags, from which column, how old, and a sample."""
        await take_time(ctx)
        try:
            copy = await self._clan_tags.clan_list()
        except SheetsError as error:
            raise ExpectedFailure(with_advice(error)) from error
        await answer(ctx, clan_tags_words(copy), ephemeral=True)

    async def _read(self, tabs: Sequence[str]) -> Mapping[str, StoredGrid]:
        return await self._workbook.read_stored(tabs) if tabs else {}

    async def _tags_words(self) -> str:
        try:
            return clan_tags_words(await self._clan_tags.clan_list())
        except SheetsError as error:
            return f"⚠ {with_advice(error)}"
