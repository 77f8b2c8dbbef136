"""`!tickets` and `!figures`, and what the list hears from Discord."""

import asyncio
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from apps.welcomecrew.morning.job import MorningList
from apps.welcomecrew.morning.presses import FRESH_S, MorningPresses, page_of
from apps.welcomecrew.morning.records import PER_MINUTE, Plan, Records, Told
from apps.welcomecrew.morning.report import cost_words, figures_embed, files_of
from apps.welcomecrew.morning.rules.period import NoPeriod, period_in
from apps.welcomecrew.morning.survey import Survey
from shared.chat.errors import ExpectedFailure
from shared.chat.replies import answer, take_time
from shared.sheets.errors import SheetsError, with_advice
from shared.timing.clock import Clock

_LIMIT_S: Final = 840.0
"""An answer to a slash command can be changed for a quarter of an hour."""


class MorningCog(commands.Cog, name="Morning list"):
    """Looks and changes nothing but the list."""

    def __init__(
        self,
        *,
        survey: Survey,
        records: Records,
        presses: MorningPresses,
        morning: MorningList | None,
        clock: Clock,
    ) -> None:
        self._survey = survey
        self._records = records
        self._presses = presses
        self._morning = morning
        self._clock = clock
        self._one = asyncio.Lock()

    # Above the command: below it, discord.py would share the cooldown among all bots of a process.
    @commands.cooldown(2, 10, commands.BucketType.user)
    @commands.hybrid_command(name="tickets", brief="Open tickets, and who has to answer next")
    async def tickets(self, ctx: commands.Context[Any]) -> None:
        """All open tickets by who has to answer, the oldest first; those set aside as well.

        Below them what was closed of late: a wrong tag can be changed there. The answer to
        `/tickets` is for you alone.
        """
        await take_time(ctx)
        embed, view = page_of(await self._survey.lately(within=FRESH_S), 0)
        await answer(ctx, embeds=[embed], view=view, ephemeral=True)

    @commands.cooldown(2, 10, commands.BucketType.user)
    @commands.hybrid_command(
        name="figures", brief="How many tickets came, and how long they waited", usage="[30d]"
    )
    @app_commands.describe(period="Days or weeks back from now, such as 30d or 4w")
    async def figures(self, ctx: commands.Context[Any], *, period: str = "") -> None:
        """Opened, placed, left, and how long it took, by clan and by recruiter.

        As a picture, in words, and as a table (CSV).
        """
        try:
            wanted = period_in(period, self._clock.now())
        except NoPeriod as error:
            raise ExpectedFailure(str(error)) from error
        if self._one.locked():
            raise ExpectedFailure("Figures are being worked out already; ask when they are there.")
        async with self._one:
            await take_time(ctx)
            try:
                async with asyncio.timeout(_LIMIT_S):
                    plan = await self._records.plan(wanted)
                    told, later = await self._told(ctx, plan)
            except SheetsError as error:
                raise ExpectedFailure(with_advice(error)) from error
            except TimeoutError:
                raise ExpectedFailure(
                    "That took too long. What was read is remembered: ask again, and it goes on."
                ) from None
            embed, files = figures_embed(told), await files_of(told.figures)
            purpose = "figures" if later else "answer"
            await answer(ctx, embeds=[embed], files=files, ephemeral=True, purpose=purpose)

    async def _told(self, ctx: commands.Context[Any], plan: Plan) -> tuple[Told, bool]:
        """The figures; and whether something was said already, because they cost much."""
        if plan.is_dear:
            await answer(ctx, cost_words(plan, PER_MINUTE), ephemeral=True)
        return await self._records.tell(plan), plan.is_dear

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A form that comes back, also to a process that did not send it."""
        await self._presses.heard(interaction)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Perhaps the list, by another instance."""
        if self._morning is not None:
            self._morning.changed(payload.message)
