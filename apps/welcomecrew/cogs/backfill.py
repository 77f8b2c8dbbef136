"""`!backfill_*` and `!dedupe_sheet`: the sheet brought in line with Discord, on request."""

import io
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from apps.welcomecrew.backfill.report import Report, counts_line, details, progress, summary
from apps.welcomecrew.backfill.runner import Backfill
from apps.welcomecrew.ledger.cleaning import SheetCleaner, Surplus
from apps.welcomecrew.watch.background import spawn
from shared.chat import limits
from shared.chat.clicks import run_click, update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.observer import Observer
from shared.chat.places import Place
from shared.chat.replies import answer, take_time
from shared.chat.text import count, plain
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)
_EVERY: Final = 4.0
"""Seconds between two edits of the progress message."""
_CONFIRM_SECONDS: Final = 120.0


class BackfillCog(commands.Cog, name="Backfill"):
    """Starts and stops the one backfill; deletes duplicates after a click."""

    def __init__(
        self,
        *,
        backfill: Backfill,
        cleaner: SheetCleaner,
        observer: Observer,
        clock: Clock,
        post_summary: bool,
        post_details: bool,
    ) -> None:
        self._backfill = backfill
        self._cleaner = cleaner
        self._observer = observer
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

    @commands.hybrid_command(name="dedupe_sheet", brief="Remove duplicate rows")
    async def dedupe_sheet(self, ctx: commands.Context[Any]) -> None:
        """Shows which rows would go; deletes them after a click. A ticket's newest row stays."""
        await take_time(ctx)
        surplus = await self._surplus()
        if not surplus:
            await answer(ctx, "No ticket is logged twice.", ephemeral=True)
            return
        view = _Confirm(self, ctx.author.id)
        preview = _preview(surplus)
        if len(preview) <= limits.CONTENT:
            view.message = await answer(ctx, preview, view=view)
            return
        totals = "\n".join(_total(tab, rows) for tab, rows in surplus.items())
        file = discord.File(io.BytesIO(preview.encode()), filename="duplicates.txt")
        view.message = await answer(
            ctx, f"{totals}\nAll of them are in the file.", view=view, files=[file]
        )

    async def clean(self, interaction: discord.Interaction[Any]) -> None:
        """The confirming click: look again, delete what is surplus now, say what went."""
        await update_message(interaction, content="Deleting …", view=None)
        try:
            removed = await self._cleaner.remove()
        except SheetsError as error:
            words = f"I could not finish: {error}. {error.advice}"
        else:
            words = "\n".join(
                f"**{tab}**: {count(number, 'row')} deleted" for tab, number in removed.items()
            )
        await update_message(interaction, content=words or "Nothing was surplus any more.")

    def click(self, interaction: discord.Interaction[Any]) -> Any:  # noqa: ANN401 - a coroutine
        """Run a confirming click behind the border for clicks."""
        return run_click(interaction, self.clean(interaction), self._observer)

    async def _surplus(self) -> Mapping[str, Sequence[Surplus]]:
        try:
            return await self._cleaner.find()
        except SheetsError as error:
            raise ExpectedFailure(f"I can't read the sheet: {error}. {error.advice}") from error

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
        if shown:
            await self._show(message, report)
        files = [_file(report)] if self._post_details or report.dry else []
        if self._post_summary or files:
            try:
                await channel.send(limits.clip(summary(report), limits.CONTENT), files=files)
            except (discord.HTTPException, OSError) as error:
                _log.warning("the summary of the backfill can't be posted: %s", error)

    async def _show(self, message: discord.PartialMessage, report: Report) -> bool:
        """Edit the progress; False once there is nothing to edit any more."""
        try:
            await message.edit(content=progress(report, self._clock.now()))
        except (discord.NotFound, discord.Forbidden):
            return False
        except (discord.HTTPException, OSError) as error:
            _log.info("the progress of the backfill is shown later: %s", error)
        return True


class _Confirm(discord.ui.View):
    """One button, for the asker alone; without a click nothing is deleted."""

    def __init__(self, cog: BackfillCog, asker_id: int) -> None:
        super().__init__(timeout=_CONFIRM_SECONDS)
        self.message: discord.Message | None = None
        self._cog = cog
        self._asker_id = asker_id

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Only who asked may confirm."""
        if interaction.user.id == self._asker_id:
            return True
        await interaction.response.send_message("Only who asked can confirm.", ephemeral=True)
        return False

    async def on_timeout(self) -> None:
        """Leave no button behind that does nothing."""
        if self.message is not None:
            with suppress(discord.HTTPException):
                await self.message.edit(content="Nothing was deleted: nobody confirmed.", view=None)

    @discord.ui.button(label="Delete these rows", style=discord.ButtonStyle.danger)
    async def confirm(
        self, interaction: discord.Interaction[Any], _button: discord.ui.Button[Any]
    ) -> None:
        """Delete."""
        self.stop()
        await self._cog.click(interaction)


def _preview(surplus: Mapping[str, Sequence[Surplus]]) -> str:
    lines: list[str] = []
    for tab, rows in surplus.items():
        lines.append(_total(tab, rows))
        lines += [f"- row {each.number}: {each.words}" for each in rows]
    return "\n".join(lines)


def _total(tab: str, rows: Sequence[Surplus]) -> str:
    return f"**{plain(tab)}**: {count(len(rows), 'row')} would go"


def _file(report: Report) -> discord.File:
    name = f"backfill-{report.started:%Y%m%d-%H%M}.txt"
    return discord.File(io.BytesIO(details(report).encode()), filename=name)
