"""`!env_check`: for those who set the bot up."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import discord
from discord.ext import commands

from apps.welcomecrew.env_check.rules import SettingFact, env_report
from apps.welcomecrew.env_check.texts import doctor_embed, settings_embed
from shared.chat.doctor import Finding, Need, examine
from shared.chat.replies import answer, take_time

_EXAMINATION_S: Final = 20.0


class EnvCheckCog(commands.Cog, name="EnvCheck"):
    """What an admin asks when something is not as it should be."""

    def __init__(
        self,
        bot: commands.Bot,
        *,
        facts: Sequence[SettingFact],
        needs: Sequence[Need],
    ) -> None:
        self._bot = bot
        self._facts = facts
        self._needs = needs

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
