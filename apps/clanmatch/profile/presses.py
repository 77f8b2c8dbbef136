"""A clan's card: both sides of it and what its reader can do with it, for their eyes alone."""

from dataclasses import dataclass
from functools import partial

import discord

from apps.clanmatch.access import RECRUITERS
from apps.clanmatch.presses import Answer, Click, values_of
from apps.clanmatch.profile.controls import card_controls, decode_reading
from apps.clanmatch.roster.controls import chosen
from apps.clanmatch.roster.crests import Crest
from apps.clanmatch.roster.ports import Asker, RosterPorts
from apps.clanmatch.roster.sides import card_embeds
from apps.clanmatch.roster.source import RosterSource
from shared.chat.bot import ChatBot
from shared.chat.clicks import show_privately, update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.replies import acknowledge


@dataclass(frozen=True, eq=False, repr=False)
class CardPresses:
    """Answers whoever chose a clan, wherever they did."""

    bot: ChatBot
    roster: RosterSource
    crest: Crest
    ports: RosterPorts

    def reads(self, custom_id: str) -> Answer | None:
        """What answers a choice, or a card's own button; None for the presses of others."""
        if key := decode_reading(custom_id):
            return partial(self._read_again, key)
        return partial(self._show, custom_id) if chosen(custom_id, ()) is not None else None

    async def _show(self, custom_id: str, click: Click) -> None:
        key = chosen(custom_id, values_of(click)) or ""
        embeds, view = await self._card(key, click)
        await show_privately(click, embeds=embeds, view=view)

    async def _read_again(self, key: str, click: Click) -> None:
        # Roles may have changed since the card was shown.
        if not self._asker(click).is_recruiter:
            raise ExpectedFailure("Only recruiters can have the sheet read again.")
        await acknowledge(click)
        await self.roster.read_again()
        embeds, view = await self._card(key, click)
        await update_message(click, embeds=embeds, view=view)

    async def _card(self, key: str, click: Click) -> tuple[list[discord.Embed], discord.ui.View]:
        clan, note = await self.roster.clan(key)
        asker = self._asker(click)
        embeds = card_embeds(
            clan,
            self.ports.seats_shown(clan),
            is_recruiter=asker.is_recruiter,
            crest=self.crest(click.guild, clan),
            note=note,
        )
        view = card_controls(
            self.ports.card_actions(clan, asker), clan, reads_again=asker.is_recruiter
        )
        return embeds, view

    def _asker(self, click: Click) -> Asker:
        person = self.bot.person(click.user, click.guild)
        return Asker(
            click.user.id,
            is_recruiter=self.bot.gate.includes(person, RECRUITERS),
            may_welcome=self.bot.gate.may_run("welcome", person),
        )
