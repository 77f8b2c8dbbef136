"""What a press below a list or a page does, and a form that comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

import discord

from apps.welcomecrew.access import STAFF
from apps.welcomecrew.morning.controls import DAYS, NUMBER, TICKET, Aim, form, page_view, submitted
from apps.welcomecrew.morning.job import MorningList
from apps.welcomecrew.morning.rules.aside import day_begins
from apps.welcomecrew.morning.rules.board import Board, Entry
from apps.welcomecrew.morning.rules.layout import corrigible, pages
from apps.welcomecrew.morning.survey import Survey
from apps.welcomecrew.morning.texts import page_embed, threads_of
from apps.welcomecrew.question.change import ChangeState
from shared.chat.bot import ChatBot
from shared.chat.clicks import update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.forms import fields_of
from shared.chat.interactions import respond
from shared.timing.clock import Clock

PER_PAGE: Final = 25
FRESH_S: Final = 60.0
"""So old may a page be that somebody turns."""
_MOST_DAYS: Final = 90


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MorningPresses:
    """Everything here is for staff alone."""

    client: ChatBot
    survey: Survey
    morning: MorningList | None
    zone: tzinfo
    clock: Clock

    async def press_list(self, interaction: discord.Interaction[Any], aim: Aim) -> None:
        """A button below the list: open its form."""
        await self.client.run_click(interaction, self._open_form(interaction, aim))

    async def press_page(self, interaction: discord.Interaction[Any], page: int) -> None:
        """A button below a page."""
        await self.client.run_click(interaction, self._turn(interaction, page))

    async def heard(self, interaction: discord.Interaction[Any]) -> None:
        """Any interaction: a form that comes back is one of ours by its custom id."""
        if (form_of := submitted(interaction)) is not None:
            await self.client.run_click(interaction, self._take(interaction, *form_of))

    async def _open_form(self, interaction: discord.Interaction[Any], aim: Aim) -> None:
        self._check(interaction)
        message, guild = interaction.message, interaction.guild
        if message is None or guild is None:
            raise ExpectedFailure("That list is gone.")
        tickets = [(each, _name(guild, each)) for each in threads_of(message)]
        await respond(
            interaction,
            lambda: interaction.response.send_modal(form(aim, message.id, tickets)),
        )

    async def _take(self, interaction: discord.Interaction[Any], aim: Aim, message_id: int) -> None:
        self._check(interaction)
        if self.morning is None:
            raise ExpectedFailure("There is no morning list any more.")
        values = fields_of(interaction)
        ticket = values.get(NUMBER, "").strip() or values.get(TICKET)
        if not ticket:
            raise ExpectedFailure("Say which ticket: pick it, or give its number.")
        until = self._until(values.get(DAYS, "")) if aim is Aim.LATER else None
        await self.morning.set_aside(interaction, message_id, ticket, until)

    def _until(self, text: str) -> datetime:
        days = text.strip()
        if not (days.isascii() and days.isdecimal() and int(days) <= _MOST_DAYS):
            raise ExpectedFailure(f"Give a number of days up to {_MOST_DAYS}.")
        today = self.clock.now().astimezone(self.zone).date()
        return day_begins(today + timedelta(days=int(days)), self.zone)

    async def _turn(self, interaction: discord.Interaction[Any], page: int) -> None:
        self._check(interaction)
        board = await self.survey.lately(within=FRESH_S)
        embed, view = page_of(board, page)
        await update_message(interaction, embeds=[embed], view=view)

    def _check(self, interaction: discord.Interaction[Any]) -> None:
        person = self.client.person(interaction.user, interaction.guild)
        if not (person.in_guild and self.client.gate.includes(person, STAFF)):
            raise ExpectedFailure("This is for recruiters, leads and admins.")


def page_of(board: Board, wanted: int) -> tuple[discord.Embed, discord.ui.View | None]:
    """A page of `/tickets`; the nearest one where there is no such page."""
    texts = pages(board, PER_PAGE)
    number = min(max(wanted, 0), len(texts) - 1)
    embed = page_embed(texts[number], board.notes, number, len(texts))
    closed = [_to_change(each) for each in corrigible(board, PER_PAGE, number)]
    return embed, page_view(number, len(texts), closed)


def _to_change(entry: Entry) -> tuple[str, ChangeState]:
    """Staff may, whoever was asked: so nobody needs to be named."""
    state = ChangeState(entry.thread_id, entry.channel_id)
    return f"{entry.name}: {entry.tag or 'no tag yet'}", state


def _name(guild: discord.Guild, thread_id: int) -> str:
    thread = guild.get_thread(thread_id)
    return thread.name if thread is not None else f"thread {thread_id}"
