"""`!dedupe_sheet`: shows the duplicate rows, and deletes those that were shown after a click.

What was shown is in the button itself, as a digest, so that it works after a restart.
"""

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import discord
from discord.ext import commands

from apps.welcomecrew.dedupe.cleaner import Findings, LooksOtherwise, SheetCleaner, Surplus
from shared.chat import limits
from shared.chat.clicks import run_click, update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.observer import Observer
from shared.chat.passing import REST_FAILURES
from shared.chat.pressable import Pressable, pressable
from shared.chat.replies import answer, take_time
from shared.chat.text import count, plain
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

_CONFIRM_SECONDS: Final = 120.0
_TOO_OLD: Final = timedelta(hours=1)
"""After a restart nobody takes the button away; whoever pressed may be no admin by then."""
_TEMPLATE: Final = r"dedupe:(?P<asker>[0-9]{1,20}):(?P<digest>[0-9a-f]{24})"
_NOTHING: Final = "No ticket is logged twice."


class DedupeCog(commands.Cog, name="Dedupe"):
    """Looks, shows, and deletes what it showed."""

    def __init__(self, *, cleaner: SheetCleaner, observer: Observer, clock: Clock) -> None:
        self._cleaner = cleaner
        self._observer = observer
        self._clock = clock
        self._open: dict[int, _Question] = {}
        self.item: Pressable = pressable(
            _TEMPLATE,
            lambda match: (int(match["asker"]), match["digest"]),
            lambda interaction, it: self.press(interaction, *it),
        )

    @commands.hybrid_command(name="dedupe_sheet", brief="Remove duplicate rows")
    async def dedupe_sheet(self, ctx: commands.Context[Any]) -> None:
        """Shows which rows would go; deletes them after a click. A ticket's newest row stays.

        So does every row beside which somebody wrote something.
        """
        await take_time(ctx)
        try:
            found = await self._cleaner.find()
        except SheetsError as error:
            raise ExpectedFailure(f"I can't read the sheet: {error}. {error.advice}") from error
        if not found.going:
            await answer(ctx, _clip(_kept(found) or _NOTHING), ephemeral=True)
            return
        text, files = _shown(found)
        view = _Question(ctx.author.id, found.digest)
        self._keep(view, await answer(ctx, text, view=view, files=files))

    async def press(
        self, interaction: discord.Interaction[Any], asker_id: int, digest: str
    ) -> None:
        """Somebody pressed the button, in this process or a later one."""
        await run_click(interaction, self._confirm(interaction, asker_id, digest), self._observer)

    async def _confirm(
        self, interaction: discord.Interaction[Any], asker_id: int, digest: str
    ) -> None:
        """Delete what was shown, or show what would go now."""
        if interaction.user.id != asker_id:
            raise ExpectedFailure("Only who asked can confirm.")
        message = interaction.message
        if message is None or self._clock.now() - message.created_at > _TOO_OLD:
            raise ExpectedFailure("That list is old; say `!dedupe_sheet` again.")
        if question := self._open.pop(message.id, None):
            question.stop()
        await update_message(interaction, content="Deleting …", view=None)
        try:
            removed = await self._cleaner.remove(digest)
        except LooksOtherwise as changed:
            await self._show_again(interaction, changed.findings)
        except SheetsError as error:
            words = f"I could not finish: {error}. {error.advice}"
            await update_message(interaction, content=words)
        else:
            words = "\n".join(
                f"**{plain(tab)}**: {count(number, 'row')} deleted"
                for tab, number in removed.items()
            )
            await update_message(interaction, content=words or "Nothing was surplus any more.")

    async def _show_again(self, interaction: discord.Interaction[Any], found: Findings) -> None:
        """The sheet has changed since: nothing was deleted, here is what would go now."""
        if not found.going:
            await update_message(
                interaction, content=_clip(_kept(found) or _NOTHING), attachments=[]
            )
            return
        text, files = _shown(found)
        view = _Question(interaction.user.id, found.digest)
        await update_message(
            interaction,
            content=_clip(f"The sheet has changed since; nothing was deleted yet.\n{text}"),
            view=view,
            attachments=files,
        )
        if interaction.message is not None:
            self._keep(view, interaction.message)

    def _keep(self, question: "_Question", message: discord.Message) -> None:
        """Remember the open questions of this process; those that nobody pressed are no more."""
        self._open = {each: view for each, view in self._open.items() if not view.is_finished()}
        question.message = message
        self._open[message.id] = question


class _Question(discord.ui.View):
    """One button, for the asker alone; without a click nothing is deleted."""

    def __init__(self, asker_id: int, digest: str) -> None:
        super().__init__(timeout=_CONFIRM_SECONDS)
        self.message: discord.Message | None = None
        self.add_item(
            discord.ui.Button[Any](
                label="Delete these rows",
                style=discord.ButtonStyle.danger,
                custom_id=f"dedupe:{asker_id}:{digest}",
            )
        )

    async def interaction_check(self, _interaction: discord.Interaction[Any], /) -> bool:
        """Presses are routed by custom id, in a later process as well; this only keeps the time."""
        return False

    async def on_timeout(self) -> None:
        """Leave no button behind that nobody presses."""
        if self.message is not None:
            with suppress(*REST_FAILURES):
                await self.message.edit(content="Nothing was deleted: nobody confirmed.", view=None)


def _shown(found: Findings) -> tuple[str, list[discord.File]]:
    """The list as a message, or as a file where it is too long for one."""
    parts = [_preview(found), _kept(found)]
    preview = "\n".join(part for part in parts if part)
    if len(preview) <= limits.CONTENT - 100:
        return preview, []
    totals = "\n".join(_total(tab, rows) for tab, rows in found.going.items())
    file = discord.File(io.BytesIO(preview.encode()), filename="duplicates.txt")
    return f"{totals}\nAll of them are in the file.", [file]


def _preview(found: Findings) -> str:
    lines: list[str] = []
    for tab, rows in found.going.items():
        lines += [_total(tab, rows), *(f"- row {each.number}: {each.words}" for each in rows)]
    return "\n".join(lines)


def _kept(found: Findings) -> str:
    """Rows that stay although their tickets have newer ones."""
    lines: list[str] = []
    for tab, rows in found.noted.items():
        stay = "stays" if len(rows) == 1 else "stay"
        lines.append(
            f"**{plain(tab)}**: {count(len(rows), 'older row')} {stay}: somebody wrote beside them"
        )
        lines += [f"- row {each.number}: {each.words}" for each in rows]
    return "\n".join(lines)


def _total(tab: str, rows: Sequence[Surplus]) -> str:
    return f"**{plain(tab)}**: {count(len(rows), 'row')} would go"


def _clip(text: str) -> str:
    return limits.clip(text, limits.CONTENT)
