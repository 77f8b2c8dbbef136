"""A member says on a clan's card that they like it: one line for the recruiters, never a DM."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

import discord

from apps.clanmatch.interest.texts import interest_controls, interest_line, is_about
from apps.clanmatch.presses import Answer, Click
from apps.clanmatch.roster import cells
from apps.clanmatch.roster.ports import Asker, CardAction, RosterPorts, Weight
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.source import RosterSource
from shared.chat.bot import ChatBot
from shared.chat.errors import ExpectedFailure
from shared.chat.own_components import custom_ids
from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.chat.pings import pings
from shared.chat.places import Place, PlaceMissing, find_place, own_messages
from shared.chat.replies import acknowledge, answer_nonce, tell
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_CLAN: Final = re.compile(r"i1:([0-9a-f]{16})")
_LOOK_BACK: Final = 500
_AWAY: Final = "I can't tell the recruiters right now; please write to one of them."


@dataclass(frozen=True, eq=False, repr=False)
class InterestPresses:
    """The channel is the memory: who was told today is read there."""

    bot: ChatBot
    roster: RosterSource
    ports: RosterPorts
    clock: Clock
    zone: tzinfo
    channel_id: int
    role_id: int | None

    def offer(self, clan: Clan, asker: Asker) -> list[CardAction]:
        """For those who look for a clan; recruiters look for others."""
        if asker.is_recruiter:
            return []
        return [CardAction("I'm interested", f"i1:{clan.key}", Weight.MAIN)]

    def reads(self, custom_id: str) -> Answer | None:
        """What answers a press of our button; None for those of others."""
        match = _CLAN.fullmatch(custom_id)
        return partial(self._tell, match[1]) if match else None

    async def _tell(self, key: str, click: Click) -> None:
        if not self.bot.home.includes(click.guild, self.bot.guilds):
            raise ExpectedFailure("That works only on the cluster's own server.")
        clan, note = await self.roster.clan(key)
        await acknowledge(click)
        name = cells.title(clan)
        try:
            place = await find_place(self.bot, self.channel_id)
            told = await self._told_today(place, click.user.id, clan)
            if told is None:
                await self._post(place, click.user.id, clan, note)
        except (PlaceMissing, *REST_FAILURES) as error:
            if passes_by(error):
                raise
            _log.warning("a member's interest was told nobody: %s", in_words(error))
            raise ExpectedFailure(_AWAY) from error
        if told is not None:
            when = discord.utils.format_dt(told.created_at, "R")
            await tell(click, f"The recruiters know already that you like **{name}**, {when}.")
            return
        await tell(click, f"The recruiters know now that you like **{name}**. They will find you.")

    async def _told_today(self, place: Place, member_id: int, clan: Clan) -> discord.Message | None:
        said = await own_messages(self.bot, place, limit=_LOOK_BACK, after=self._midnight())
        for message in said:
            if is_about(message, member_id, clan, set(custom_ids(message.components))):
                return message
        return None

    async def _post(self, place: Place, member_id: int, clan: Clan, note: str) -> None:
        seats = self.ports.seats_shown(clan)
        line = interest_line(clan, seats, member_id=member_id, role_id=self.role_id, note=note)
        await persistently(
            lambda: place.send(
                line,
                view=interest_controls(clan),
                allowed_mentions=pings(roles=[self.role_id]),
                # Two presses at once are one line.
                nonce=answer_nonce("interest", member_id, clan.key, self._midnight().date()),
            )
        )

    def _midnight(self) -> datetime:
        now = self.clock.now().astimezone(self.zone)
        return now.replace(hour=0, minute=0, second=0, microsecond=0)
