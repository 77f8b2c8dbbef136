"""Panels that nobody uses any more: their controls are switched off after half an hour.

A press on an expired message is refused by what the message itself says. This here only makes
that visible before anybody presses: it remembers, within a bound, which messages are open, looks
around once after a start for those of earlier processes, and asks the message before acting.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import discord

from apps.clanmatch.search.messages import state_of, switch_off
from apps.clanmatch.search.rules.panel_state import LIFETIME
from shared.chat.observer import Observer
from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.chat.places import own_messages, rights_in
from shared.chat.rounds import one_of_many
from shared.chat.text import count
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_REMEMBERED: Final = 2000
_PER_STEP: Final = 20
"""Most messages looked at in one step: each costs up to two requests."""
_CHANNELS_SCANNED: Final = 30
_MESSAGES_SCANNED: Final = 100
_SCAN_BACK: Final = timedelta(hours=24)

Place = tuple[int, int]
"""Channel id and message id."""
Scanned = discord.TextChannel | discord.Thread


@dataclass(kw_only=True, eq=False, repr=False)
class PanelExpiry:
    """Keeps the list of open messages; `step` is one round."""

    client: discord.Client
    clock: Clock
    at_home: Callable[[discord.Guild | None], bool]
    observer: Observer
    _due: OrderedDict[Place, float] = field(default_factory=OrderedDict[Place, float])
    _to_scan: list[Scanned] | None = None

    def watch(self, channel_id: int, message_id: int, used_at: float) -> None:
        """A message with controls was posted or used."""
        place = (channel_id, message_id)
        self._due[place] = used_at + LIFETIME
        self._due.move_to_end(place)
        while len(self._due) > _REMEMBERED:
            self._due.popitem(last=False)

    def forget(self, channel_id: int, message_id: int) -> None:
        """A message was deleted."""
        self._due.pop((channel_id, message_id), None)

    async def step(self) -> str:
        """Look around once, then switch off what is due. Says what was done."""
        await self._scan()
        now = self.clock.now().timestamp()
        due = [place for place, moment in self._due.items() if moment <= now][:_PER_STEP]
        off = 0
        for place in due:
            with one_of_many(f"the panel {place[1]}", self.observer):
                off += await self._look_at(place, now)
        return f"{count(len(self._due), 'panel')} open, {off} switched off"

    async def _look_at(self, place: Place, now: float) -> bool:
        channel_id, message_id = place
        self.forget(*place)
        try:
            channel = self.client.get_partial_messageable(channel_id)
            message = await persistently(lambda: channel.fetch_message(message_id))
            state = state_of(message)
            if state is None or _is_off(message):
                return False
            if not state.expired(now):
                # Used meanwhile, perhaps through another instance of the bot.
                self.watch(channel_id, message_id, state.used_at)
                return False
            await switch_off(message, state)
        except REST_FAILURES as error:
            if passes_by(error):
                self._due[place] = now  # look again next time
            else:
                _log.debug("left message %s alone: %s", message_id, in_words(error))
            return False
        return True

    async def _scan(self) -> None:
        """Find the messages that earlier processes left open, in the channels used of late.

        Once; a channel that can't be read for a while is tried again in the next round.
        """
        if self._to_scan is None:
            self._to_scan = self._recent_channels()
        channels, self._to_scan = self._to_scan, []
        for channel in channels:
            with one_of_many(f"the channel {channel.id}", self.observer):
                await self._scan_channel(channel)

    async def _scan_channel(self, channel: Scanned) -> None:
        try:
            messages = await own_messages(self.client, channel, limit=_MESSAGES_SCANNED)
        except REST_FAILURES as error:
            if passes_by(error) and self._to_scan is not None:
                self._to_scan.append(channel)
            raise
        for message in messages:
            state = state_of(message)
            if state is not None and not _is_off(message):
                self.watch(channel.id, message.id, state.used_at)

    def _recent_channels(self) -> list[Scanned]:
        since = discord.utils.time_snowflake(self.clock.now() - _SCAN_BACK)
        homes = (guild for guild in self.client.guilds if self.at_home(guild))
        recent = [
            channel
            for guild in homes
            for channel in (*guild.text_channels, *guild.threads)
            if (channel.last_message_id or 0) >= since and _readable(channel)
        ]
        recent.sort(key=lambda channel: channel.last_message_id or 0, reverse=True)
        return recent[:_CHANNELS_SCANNED]


def _readable(channel: Scanned) -> bool:
    granted = rights_in(channel)
    return granted.view_channel and granted.read_message_history


def _is_off(message: discord.Message) -> bool:
    """Whether its controls are switched off already; expired results have none at all."""
    return all(
        getattr(control, "disabled", False)
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for control in row.children
    )
