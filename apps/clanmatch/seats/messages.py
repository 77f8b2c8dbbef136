"""A seat's card in its thread: posted once, and made equal to its row."""

import logging
from typing import Final

import discord

from apps.clanmatch.seats.controls import card_controls, offers, over_controls
from apps.clanmatch.seats.rules.placing import is_closed_name
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.texts import (
    card_embed,
    elsewhere_embed,
    refused_words,
    removed_embed,
    seat_in_card,
)
from shared.chat.errors import ExpectedFailure
from shared.chat.own_components import custom_ids
from shared.chat.passing import REST_FAILURES, THREAD_IS_ARCHIVED, in_words, passes_by, persistently
from shared.chat.pings import pings
from shared.chat.places import Place, PlaceMissing, find_place, messages_of
from shared.chat.replies import answer_nonce
from shared.chat.text import plain

_log = logging.getLogger(__name__)

_MESSAGES_LOOKED_AT: Final = 100
"""As many as one request gives."""
_MOST_REMEMBERED: Final = 1000
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
            if seat.state is SeatState.CALLED:
                await self._tell_recruiters(seat)
            _log.info("the card of thread %s: %s", seat.thread, error)
            return seat.card
        try:
            return await self._kept(place, seat)
        except discord.HTTPException as error:
            if not passes_by(error):
                if seat.state is SeatState.CALLED:
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

    async def offering(self, thread: int) -> list[Seat]:
        """What cards in an open thread offer still, the newest first; of its newest messages.

        Raises CardUnreachable for what passes by.
        """
        try:
            place = await find_place(self._client, thread)
            if isinstance(place, discord.Thread) and place.archived:
                return []
            messages = await messages_of(place, limit=_MESSAGES_LOOKED_AT)
        except (PlaceMissing, discord.NotFound, discord.Forbidden) as error:
            _log.info("no look into thread %s: %s", thread, error)
            return []
        except REST_FAILURES as error:
            raise CardUnreachable(in_words(error)) from error
        return [
            seat_in_card(message.embeds[0], thread, message.id)
            for message in messages
            if self._is_mine(message)
            and message.embeds
            and offers(custom_ids(message.components), thread)
        ]

    def _is_mine(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id

    async def drop(self, seat: Seat) -> None:
        """Delete a card in whose place another one stands. Raises CardUnreachable."""
        try:
            place = await find_place(self._client, seat.thread)
            await persistently(place.get_partial_message(seat.card).delete)
        except (PlaceMissing, discord.NotFound, discord.Forbidden) as error:
            _log.info("an old card in thread %s: %s", seat.thread, error)
        except REST_FAILURES as error:
            raise CardUnreachable(in_words(error)) from error

    async def cannot_write(self, thread: int, words: str) -> None:
        """Tell a ticket that its row can't be written, and why; never raises."""
        try:
            place = await find_place(self._client, thread)
            await persistently(
                lambda: place.send(
                    refused_words(words),
                    allowed_mentions=_PINGS_NOBODY,
                    nonce=answer_nonce("seat refused", thread, words),
                    view=over_controls(thread, "Not written"),
                )
            )
        except (PlaceMissing, *REST_FAILURES) as error:
            _log.info("no word in thread %s: %s", thread, error)

    async def _kept(self, place: Place, seat: Seat) -> int:
        posted = self._posted.get(_nonce(seat), 0)
        # The row may not name yet what a call has posted.
        card = posted or seat.card if seat.state is SeatState.CALLED else seat.card or posted
        there = await _message(place, card) if card else None
        is_over = isinstance(place, discord.Thread) and is_closed_name(place.name)
        if there is None:
            # A post would open a closed ticket again; its row follows its name in a moment.
            return await self._post(place, seat) if seat.live and not is_over else 0
        if seat.state is SeatState.CALLED and not _is_call(there) and not is_over:
            # A new message, since an edit would ping nobody; the old one has said its word.
            call = await self._post(place, seat)
            await persistently(there.delete)
            return call
        is_shut = isinstance(place, discord.Thread) and place.archived
        embed, view = card_embed(seat), card_controls(seat)
        if not is_shut and not _shows(there, embed, view):
            try:
                await persistently(lambda: there.edit(content=None, embed=embed, view=view))
            except discord.HTTPException as error:
                if error.code != THREAD_IS_ARCHIVED:
                    raise
        return card

    async def _post(self, place: Place, seat: Seat) -> int:
        """A new card; whoever is called is pinged by it."""
        nonce = _nonce(seat)
        is_called = seat.state is SeatState.CALLED
        is_here = is_called and await self._is_here(place, seat.by)
        posted = await persistently(
            lambda: place.send(
                f"<@{seat.by}>, a seat at {plain(seat.tag)} is free." if is_here else None,
                embed=card_embed(seat),
                view=card_controls(seat),
                nonce=nonce,
                allowed_mentions=pings(users=[seat.by] if is_here else ()),
            )
        )
        if len(self._posted) >= _MOST_REMEMBERED:
            self._posted.clear()
        self._posted[nonce] = posted.id
        if is_called and not is_here:
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
                    embed=elsewhere_embed(seat),
                    view=card_controls(seat),
                    allowed_mentions=_PINGS_NOBODY,
                    nonce=answer_nonce("seat call", _nonce(seat)),
                )
            )
        except (PlaceMissing, *REST_FAILURES) as error:
            _log.warning("recruiters were not told of a seat at %s: %s", seat.tag, error)


def _nonce(seat: Seat) -> str:
    """One card for each time that a ticket asks, one for each call, one for each that was lost."""
    called = seat.until if seat.state is SeatState.CALLED else None
    return answer_nonce("seat", seat.thread, seat.row_id, called, seat.card)


async def _message(place: Place, message_id: int) -> discord.Message | None:
    """A message of ours; None when it was deleted."""
    try:
        return await persistently(place.get_partial_message(message_id).fetch)
    except discord.NotFound:
        return None


def _is_call(message: discord.Message) -> bool:
    """Whether it offers the seat already, to whoever was called by it."""
    return any(custom_id.startswith("s1:take:") for custom_id in custom_ids(message.components))


def _shows(message: discord.Message, embed: discord.Embed, view: discord.ui.View) -> bool:
    """Whether a message says all that, and offers the same."""
    if (message.content and not _is_call(message)) or len(message.embeds) != 1:
        return False
    there = message.embeds[0]
    fields = [(field.name, field.value) for field in there.fields]
    ids = list(custom_ids(message.components))
    wanted = [getattr(item, "custom_id", None) for item in view.children]
    return (
        (there.title, there.description) == (embed.title, embed.description)
        and fields == [(field.name, field.value) for field in embed.fields]
        and ids == wanted
    )
