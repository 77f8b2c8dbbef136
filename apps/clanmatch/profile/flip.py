"""💡 and its button: the two sides of a clan's profile, for whoever asks, however old it is."""

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import discord

from apps.clanmatch.presses import Answer, Click
from apps.clanmatch.profile.controls import decode_flip, decode_suggestion, flip_control, flip_of
from apps.clanmatch.roster.crests import Crest
from apps.clanmatch.roster.ports import RosterPorts
from apps.clanmatch.roster.sides import FLIP_EMOJI, Side, side_embed
from apps.clanmatch.roster.source import RosterSource
from shared.chat.clicks import update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words, persistently
from shared.chat.places import rights_in
from shared.chat.replies import answer_nonce
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

# Two instances of the bot see the same reaction; the second one leaves a fresh flip as it is.
_SETTLES_IN: Final = 2
_HINT_STAYS: Final = 20.0


@dataclass(frozen=True, eq=False, repr=False)
class ProfileFlip:
    """Turns profiles over."""

    client: discord.Client
    roster: RosterSource
    crest: Crest
    ports: RosterPorts
    clock: Clock

    def reads(self, custom_id: str) -> Answer | None:
        """What answers a press of our button; None for those of others."""
        if meant := decode_suggestion(custom_id):
            # Of its two sides the one that follows the criteria is the profile.
            return partial(self._press, Side.CRITERIA, meant)
        profile = decode_flip(custom_id)
        return partial(self._press, *profile[:2]) if profile else None

    async def _press(self, shown: Side, key: str, click: Click) -> None:
        embed, view = await self._other_side(shown, key, click.guild)
        await update_message(click, content=None, embeds=[embed], view=view)

    async def on_reaction(self, event: discord.RawReactionActionEvent) -> None:
        """💡 on a profile; other reactions and other messages are none of our business."""
        me = self.client.user
        if event.emoji.name != FLIP_EMOJI or me is None or event.user_id == me.id:
            return
        channel = self.client.get_channel(event.channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            return
        may_tidy = _may_remove_reactions(channel)
        if event.event_type == "REACTION_REMOVE" and may_tidy:
            return  # most likely our own tidying up
        try:
            message = await persistently(lambda: channel.fetch_message(event.message_id))
            if message.author.id == me.id:
                await self._flip(message)
                if may_tidy and event.event_type == "REACTION_ADD":
                    await persistently(
                        lambda: message.remove_reaction(event.emoji, discord.Object(event.user_id))
                    )
        except REST_FAILURES as error:
            _log.warning("could not flip message %s: %s", event.message_id, in_words(error))

    async def _flip(self, message: discord.Message) -> None:
        profile = flip_of(message)
        if profile is None:
            return
        shown, key, flipped_at = profile
        if self._now() - flipped_at < _SETTLES_IN:
            return
        try:
            embed, view = await self._other_side(shown, key, message.guild)
        except ExpectedFailure as failure:
            # Nobody pressed anything that could be answered in private.
            words, nonce = str(failure), answer_nonce(message.id, self._now())
            await persistently(lambda: message.reply(words, delete_after=_HINT_STAYS, nonce=nonce))
            return
        await persistently(lambda: message.edit(embeds=[embed], view=view))

    async def _other_side(
        self, shown: Side, key: str, guild: discord.Guild | None
    ) -> tuple[discord.Embed, discord.ui.View]:
        clan, note = await self.roster.clan(key)
        embed = side_embed(
            clan,
            shown.other,
            seats=self.ports.seats_shown(clan),
            crest=self.crest(guild, clan),
            note=note,
        )
        return embed, flip_control(clan, shown.other, flipped_at=self._now())

    def _now(self) -> int:
        return int(self.clock.now().timestamp())


def _may_remove_reactions(channel: Any) -> bool:  # noqa: ANN401 - any kind of channel
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return False
    return rights_in(channel).manage_messages
