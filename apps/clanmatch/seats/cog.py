"""`/seats`, and the names of tickets as they are heard."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from apps.clanmatch.roster.rules.clan import folded_tag
from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.job import SeatRounds
from apps.clanmatch.seats.names import TicketNames
from apps.clanmatch.seats.rules.placing import is_closed_name
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.rules.sheet import SeatsSheet
from apps.clanmatch.seats.strays import StrayCards
from apps.clanmatch.seats.texts import line_of
from apps.clanmatch.seats.threads import TicketThreads
from shared.chat.errors import ExpectedFailure
from shared.chat.limits import EMBED_DESCRIPTION, EMBED_TITLE, clip
from shared.chat.replies import answer, take_time
from shared.chat.text import ago, count, plain
from shared.sheets.errors import SheetsError


class SeatsCog(commands.Cog, name="Seats"):
    """Lists what is promised, and listens to tickets."""

    def __init__(
        self,
        *,
        book: SeatBook,
        names: TicketNames,
        rounds: SeatRounds,
        strays: StrayCards,
        threads: TicketThreads,
    ) -> None:
        self._book = book
        self._names = names
        self._rounds = rounds
        self._strays = strays
        self._threads = threads

    @commands.hybrid_command(
        name="seats",
        brief="Seats that are held, and who waits for one",
        help="All of them, or those of one clan. **Hold a seat** stands on a clan's card, for "
        "recruiters.",
        usage="[tag]",
    )
    @app_commands.describe(tag="A clan's tag; all clans, if left out")
    async def seats(self, ctx: commands.Context[Any], *, tag: str = "") -> None:
        """What is held, called, queued, and placed without being counted in the sheet yet."""
        await take_time(ctx)
        try:
            sheet, note = await self._book.read(), ""
        except SheetsError as error:
            if self._book.latest is None:
                raise ExpectedFailure(f"I can't read the seats: {error}. {error.advice}") from error
            sheet = self._book.latest
            note = f"\n-# as of {ago(self._book.age)} ago: {error}"
        embed = discord.Embed(
            title=clip(f"Seats at {plain(tag.strip())}", EMBED_TITLE) if tag.strip() else "Seats",
            description=_list_of(sheet, tag.strip()) + note,
        )
        await answer(ctx, embeds=[embed], ephemeral=True)

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Its name may say that it is closed, and with which clan."""
        if not self._threads.is_ticket(after):
            return
        if before.archived and not after.archived:
            self._rounds.forget(after.id)
            self._strays.doubt(after.id)
        if before.name != after.name and any(map(is_closed_name, (before.name, after.name))):
            await self._names.heard(after.id, after.name)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """The same of a thread that discord.py has forgotten, since it was archived."""
        if payload.thread is not None or not self._threads.is_below(payload.parent_id):
            return
        self._rounds.forget(payload.thread_id)
        self._strays.doubt(payload.thread_id)
        name = str(payload.data.get("name", ""))
        if is_closed_name(name) or self._was_placed(payload.thread_id):
            await self._names.heard(payload.thread_id, name)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Nothing can be held for a ticket that is gone."""
        latest = self._book.latest
        if latest is None or latest.seat_of(payload.thread_id) is None:
            return
        await self._names.vanished(payload.thread_id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Without its card a seat could not be released any more: it gets another in a minute."""
        self._rounds.forget_card(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """The same of many messages."""
        for message_id in payload.message_ids:
            self._rounds.forget_card(message_id)

    @commands.Cog.listener()
    async def on_guild_available(self, _guild: discord.Guild) -> None:
        """Of what happened while it was not, nobody was told."""
        self._names.doubt()

    def _was_placed(self, thread_id: int) -> bool:
        latest = self._book.latest
        seat = latest.seat_of(thread_id) if latest else None
        return seat is not None and seat.state is SeatState.PLACED


def _list_of(sheet: SeatsSheet, tag: str) -> str:
    wanted = [seat for seat in sheet.active if not tag or folded_tag(seat.tag) == folded_tag(tag)]
    if not wanted:
        return "Nothing is held, and nobody waits."
    lines: list[str] = []
    room = EMBED_DESCRIPTION - 300
    for seat in sorted(wanted, key=_by_clan):
        doubt = sheet.doubt(seat.tag)
        line = f"{line_of(seat)}{f' ⚠ {doubt}' if doubt else ''}"
        if sum(map(len, lines)) + len(lines) + len(line) > room:
            hint = "" if tag else ": `/seats <tag>`"
            lines.append(f"… and {count(len(wanted) - len(lines), 'more seat')}{hint}")
            break
        lines.append(line)
    return "\n".join(lines)


def _by_clan(seat: Seat) -> tuple[str, str, int]:
    return seat.tag.casefold(), seat.state.value, seat.row_id
