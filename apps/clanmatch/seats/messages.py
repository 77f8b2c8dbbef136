"""A seat's card in its thread: posted once, and made equal to its row."""

import logging
from typing import Final

import discord

from apps.clanmatch.seats.controls import card_controls, over_controls
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.texts import card_embed, removed_embed
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.chat.places import Place, PlaceMissing, find_place
from shared.chat.replies import answer_nonce
from shared.chat.text import plain

_log = logging.getLogger(__name__)

_ARCHIVED: Final = 50083
_PINGS_NOBODY: Final = discord.AllowedMentions.none()


class CardUnreachable(ExpectedFailure):
    """Discord doesn't let the card be posted or changed now; it is tried again."""


class SeatCards:
    """Posts cards and edits them. Posts carry a nonce: twice in a moment is once."""

    def __init__(self, client: discord.Client, *, recruiters_thread_id: int | None) -> None:
        self._client = client
        self._recruiters_thread_id = recruiters_thread_id
        self._posted: dict[str, int] = {}

    async def keep(self, seat: Seat) -> int:
        """Make the card equal to its row; gives its id, 0 where there is no place for one.

        A card in an archived thread stays as it is, but whoever is called is told there.
        Raises CardUnreachable for what passes by.
        """
        try:
            place = await find_place(self._client, seat.thread)
        except PlaceMissing as error:
            if seat.state is SeatState.CALLED and not seat.card:
                await self._tell_recruiters(seat)
            _log.info("the card of thread %s: %s", seat.thread, error)
            return seat.card
        try:
            return await self._kept(place, seat)
        except discord.HTTPException as error:
            if not passes_by(error):
                if seat.state is SeatState.CALLED and not seat.card:
                    await self._tell_recruiters(seat)
                _log.info("the card in thread %s: %s", seat.thread, in_words(error))
                return seat.card
            raise CardUnreachable(in_words(error)) from error
        except REST_FAILURES as error:
            raise CardUnreachable(in_words(error)) from error

    async def removed(self, seat: Seat) -> None:
        """Its row is gone: the card says so. Raises CardUnreachable for what passes by."""
        if not seat.card:
            return
        try:
            place = await find_place(self._client, seat.thread)
            message = place.get_partial_message(seat.card)
            view = over_controls(seat.thread, "Removed")
            await persistently(
                lambda: message.edit(content=None, embeds=[removed_embed(seat)], view=view)
            )
            await persistently(
                lambda: place.send(
                    f"The seat at {plain(seat.tag)} is not held any more: its row was removed "
                    "from the sheet.",
                    allowed_mentions=_PINGS_NOBODY,
                    nonce=answer_nonce("seat removed", seat.row_id, seat.thread),
                    view=view,
                )
            )
        except (PlaceMissing, discord.NotFound, discord.Forbidden) as error:
            _log.info("no word in thread %s: %s", seat.thread, error)
        except REST_FAILURES as error:
            raise CardUnreachable(in_words(error)) from error

    async def _kept(self, place: Place, seat: Seat) -> int:
        nonce = _nonce(seat)
        card = seat.card or self._posted.get(nonce, 0)
        embed, view = card_embed(seat), card_controls(seat)
        if card:
            if isinstance(place, discord.Thread) and place.archived:
                return card
            message = place.get_partial_message(card)
            try:
                there = await persistently(message.fetch)
                if not _shows(there, embed, view):
                    await persistently(lambda: message.edit(content=None, embed=embed, view=view))
            except discord.NotFound:
                card = 0
            except discord.HTTPException as error:
                if error.code != _ARCHIVED:
                    raise
            if card or not seat.live:
                return card
        if not seat.live:
            return 0
        is_there = seat.state is SeatState.CALLED and await self._is_here(place, seat.by)
        words = f"<@{seat.by}>, a seat at {plain(seat.tag)} is free." if is_there else None
        pinged = discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=[discord.Object(seat.by)]
        )
        posted = await persistently(
            lambda: place.send(
                words,
                embed=embed,
                view=view,
                nonce=nonce,
                allowed_mentions=pinged if is_there else _PINGS_NOBODY,
            )
        )
        self._posted[nonce] = posted.id
        if seat.state is SeatState.CALLED and not is_there:
            await self._tell_recruiters(seat)
        return posted.id

    async def _is_here(self, place: Place, user_id: int) -> bool:
        """Whether the recruiter is on this server still; where Discord doesn't say, they are."""
        if not user_id:
            return False
        if place.guild.get_member(user_id) is not None:
            return True
        try:
            await persistently(lambda: place.guild.fetch_member(user_id))
        except discord.NotFound:
            return False
        except REST_FAILURES as error:
            _log.info("is %s here? %s", user_id, in_words(error))
        return True

    async def _tell_recruiters(self, seat: Seat) -> None:
        """Nobody can be asked in the ticket: whoever reads the recruiters' thread is."""
        if self._recruiters_thread_id is None:
            return
        try:
            place = await find_place(self._client, self._recruiters_thread_id)
            await persistently(
                lambda: place.send(
                    embed=card_embed(seat).add_field(name="Ticket", value=f"<#{seat.thread}>"),
                    view=card_controls(seat),
                    allowed_mentions=_PINGS_NOBODY,
                    nonce=answer_nonce("seat call", _nonce(seat)),
                )
            )
        except (PlaceMissing, *REST_FAILURES) as error:
            _log.warning("recruiters were not told of a seat at %s: %s", seat.tag, error)


def _nonce(seat: Seat) -> str:
    """One card for each time that a ticket asks, and one for each call."""
    called = seat.until if seat.state is SeatState.CALLED else None
    return answer_nonce("seat", seat.thread, seat.row_id, called)


def _shows(message: discord.Message, embed: discord.Embed, view: discord.ui.View) -> bool:
    """Whether a message says all that, and offers the same."""
    if message.content or len(message.embeds) != 1:
        return False
    there = message.embeds[0]
    fields = [(field.name, field.value) for field in there.fields]
    ids = [
        control.custom_id
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for control in row.children
    ]
    wanted = [getattr(item, "custom_id", None) for item in view.children]
    return (
        (there.title, there.description) == (embed.title, embed.description)
        and fields == [(field.name, field.value) for field in embed.fields]
        and ids == wanted
    )
