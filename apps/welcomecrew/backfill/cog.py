"""`!backfill_*`: the sheet brought in line with Discord, on request."""

import io
import logging
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from apps.welcomecrew.backfill.report import Report, bar, counts_line, details, progress, summary
from apps.welcomecrew.backfill.runner import Backfill
from shared.chat import limits
from shared.chat.background import spawn
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES
from shared.chat.places import Place
from shared.chat.replies import answer
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)
_EVERY: Final = 4.0
"""Seconds between two edits of the progress message."""


class BackfillCog(commands.Cog, name="Backfill"):
    """Starts and stops the one backfill."""

    def __init__(
        self,
        *,
        backfill: Backfill,
        clock: Clock,
        post_summary: bool,
        post_details: bool,
    ) -> None:
        self._backfill = backfill
        self._clock = clock
        self._post_summary = post_summary
        self._post_details = post_details

    async def cog_unload(self) -> None:
        """A run doesn't outlive the bot; the next one picks up."""
        await self._backfill.close()

    @commands.hybrid_command(
        name="backfill_tickets", brief="Log every ticket thread", usage="[dry]"
    )
    @app_commands.describe(mode="`dry` writes nothing and shows the diff")
    async def backfill_tickets(self, ctx: commands.Context[Any], mode: str = "") -> None:
        """Scans open and archived threads of both channels and logs what the sheet lacks.

        `dry` writes nothing and posts the diff that it would make.
        """
        if mode.casefold() not in {"", "dry"}:
            raise ExpectedFailure("Say `!backfill_tickets` or `!backfill_tickets dry`.")
        channel = ctx.channel
        if not isinstance(channel, Place):
            raise ExpectedFailure("Run it in a channel of the server.")
        report = self._backfill.start(dry=bool(mode))
        message = await answer(ctx, progress(report, self._clock.now()))
        # By channel and id: a slash answer can't be edited any more after 15 minutes.
        shown = channel.get_partial_message(message.id)
        spawn(self._follow(shown, channel, report), name="backfill progress")

    @commands.hybrid_command(name="backfill_status", brief="How far the backfill is")
    async def backfill_status(self, ctx: commands.Context[Any]) -> None:
        """Progress and counts of the run that goes on, or of the last one."""
        await answer(ctx, progress(self._report(), self._clock.now()), ephemeral=True)

    @commands.hybrid_command(name="backfill_stop", brief="Stop the backfill")
    async def backfill_stop(self, ctx: commands.Context[Any]) -> None:
        """Stops after the current threads; what was read until then is still written."""
        if not self._backfill.stop():
            raise ExpectedFailure("No backfill is running.")
        await answer(ctx, "Stopping after the current threads. Run it again to go on.")

    @commands.hybrid_command(name="backfill_details", brief="Diffs and skips as a file")
    async def backfill_details(self, ctx: commands.Context[Any]) -> None:
        """A text file with every change, and every skip with its reason."""
        report = self._report()
        await answer(ctx, counts_line(report), files=[_file(report)], ephemeral=True)

    def _report(self) -> Report:
        if self._backfill.report is None:
            raise ExpectedFailure("No backfill has run since my start.")
        return self._backfill.report

    async def _follow(
        self,
        message: discord.PartialMessage,
        channel: discord.abc.Messageable,
        report: Report,
    ) -> None:
        """Edit the message every few seconds until the run ends, then sum up."""
        shown = True
        while self._backfill.running:
            await self._clock.sleep(_EVERY)
            shown = shown and await self._show(message, report)
        files = [_file(report)] if self._post_details or report.dry else []
        sums_up = self._post_summary or bool(files)
        if shown:
            await self._show(message, report, last=sums_up)
        if sums_up:
            try:
                await channel.send(limits.clip(summary(report), limits.CONTENT), files=files)
            except REST_FAILURES as error:
                _log.warning("the summary of the backfill can't be posted: %s", error)

    async def _show(
        self, message: discord.PartialMessage, report: Report, *, last: bool = False
    ) -> bool:
        """Edit the progress; False once there is nothing to edit any more.

        The `last` one before a summary says nothing that the summary says.
        """
        words = bar(report) if last else progress(report, self._clock.now())
        try:
            await message.edit(content=words)
        except (discord.NotFound, discord.Forbidden):
            return False
        except REST_FAILURES as error:
            _log.info("the progress of the backfill is shown later: %s", error)
        return True


def _file(report: Report) -> discord.File:
    name = f"backfill-{report.started:%Y%m%d-%H%M}.txt"
    return discord.File(io.BytesIO(details(report).encode()), filename=name)
