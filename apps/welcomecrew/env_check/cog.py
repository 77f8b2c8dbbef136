"""`!env_check`, `!reload` and `!clan_tags_debug`: for those who set the bot up."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import discord
from discord.ext import commands

from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.clan_tags.texts import clan_tags_words
from apps.welcomecrew.env_check.rules import SettingFact, env_report
from apps.welcomecrew.env_check.texts import doctor_embed, settings_embed
from shared.chat.doctor import Finding, Need, examine
from shared.chat.errors import ExpectedFailure
from shared.chat.replies import answer, take_time
from shared.sheets.errors import SheetsError, with_advice
from shared.sheets.ports import Workbook

_EXAMINATION_S: Final = 20.0


class AdminCog(commands.Cog, name="Admin"):
    """What an admin asks when something is not as it should be."""

    def __init__(
        self,
        bot: commands.Bot,
        *,
        facts: Sequence[SettingFact],
        needs: Sequence[Need],
        workbook: Workbook,
        clan_tags: ClanTags,
    ) -> None:
        self._bot = bot
        self._facts = facts
        self._needs = needs
        self._workbook = workbook
        self._clan_tags = clan_tags

    @commands.hybrid_command(name="env_check", brief="My settings, and what Discord lets me do")
    async def env_check(self, ctx: commands.Context[Any]) -> None:
        """Which settings are set, with ids as names, switches, hints, and missing permissions.

        Secrets are never shown, not even in part.
        """
        await take_time(ctx)
        settings = settings_embed(env_report(self._facts, self._name_of))
        await answer(ctx, embeds=[settings], ephemeral=True, purpose="settings")
        findings = await self._examine()
        await answer(ctx, embeds=[doctor_embed(findings)], ephemeral=True, purpose="doctor")

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

    @commands.hybrid_command(name="clan_tags_debug", brief="How many clan tags I know, from where")
    async def clan_tags_debug(self, ctx: commands.Context[Any]) -> None:
        """How many tags, from which column, how old, and a sample."""
        await take_time(ctx)
        try:
            copy = await self._clan_tags.clan_list()
        except SheetsError as error:
            raise ExpectedFailure(with_advice(error)) from error
        await answer(ctx, clan_tags_words(copy), ephemeral=True)

    async def _examine(self) -> list[Finding]:
        try:
            async with asyncio.timeout(_EXAMINATION_S):
                return await examine(self._bot, self._needs, intents=self._bot.intents)
        except (TimeoutError, discord.HTTPException):
            words = "Discord did not answer in time; ask again in a minute"
            return [Finding(well=False, words=words)]

    def _name_of(self, wanted: int) -> str | None:
        """An id → the name of the role, channel, thread or server, wherever the bot is."""
        if guild := self._bot.get_guild(wanted):
            return guild.name
        for guild in self._bot.guilds:
            if role := guild.get_role(wanted):
                return f"@{role.name}"
            if channel := guild.get_channel_or_thread(wanted):
                return f"#{channel.name}"
        return None
