"""What recruiters ask for: a seat for a ticket, the same once more, or a place in the queue."""

import logging
from dataclasses import dataclass

import discord

from apps.clanmatch.presses import Click
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.seats.controls import (
    NOTE_FIELD,
    PERSON_FIELD,
    TICKET_FIELD,
    Deed,
    again_controls,
    days_in,
    hold_form,
    queue_controls,
)
from apps.clanmatch.seats.desk import SeatDesk, Taken
from apps.clanmatch.seats.rules.holding import DAYS, Ask, Full, HasOne
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.texts import (
    full_in_words,
    line_of,
    not_yet_embed,
    wish_in,
    with_wish,
)
from apps.clanmatch.seats.threads import TicketThreads, open_one, ticket_name
from shared.chat.clicks import show_privately, update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.forms import fields_of
from shared.chat.passing import REST_FAILURES, in_words, persistently
from shared.chat.replies import acknowledge, answer_nonce, tell
from shared.chat.text import plain
from shared.immutable import immutable
from shared.sheets.errors import SheetsError, with_advice

_log = logging.getLogger(__name__)

_NOBODY = discord.AllowedMentions.none()


@immutable
class _Wish:
    """What a form asks for, before its ticket is known."""

    tag: str
    days: int
    person: str
    note: str


@dataclass(frozen=True, eq=False, repr=False)
class SeatAsking:
    """Whatever comes of it, whoever asked is told. Each raises ExpectedFailure for people."""

    desk: SeatDesk
    threads: TicketThreads
    roster: RosterSource

    async def form(self, key: str, click: Click) -> discord.ui.Modal:
        """For a seat at the clan `key`; nothing is asked of Google for it."""
        clan = await self._clan(key) if self.roster.at_hand else None
        person = ""
        if is_ticket := self.threads.is_ticket(click.channel):
            name = ticket_name(getattr(click.channel, "name", ""), ())
            person = name.person if name else ""
        tag = clan.tag if clan else ""
        return hold_form(key, tag, person=person, asks_ticket=not is_ticket)

    async def hold(self, key: str, click: Click) -> None:
        """A form that was sent."""
        await acknowledge(click, thinking=True)
        filled = fields_of(click)
        clan = await self._clan(key)
        person, note = filled.get(PERSON_FIELD, "").strip(), filled.get(NOTE_FIELD, "").strip()
        wish = _Wish(clan.tag, days_in(filled), person, note)
        thread = await self._ticket(click, filled.get(TICKET_FIELD, ""))
        ask = self._ask(click.id, click.user.id, thread, wish)
        try:
            answer = await self.desk.hold(ask)
        except SheetsError as error:
            await self._not_yet(click, thread, ask, error)
            return
        await self._tell(click, thread, ask, answer)

    async def hold_again(self, deed: Deed, click: Click) -> None:
        """Of a card that says "not held yet": the same ask once more."""
        await acknowledge(click)
        message, thread = click.message, click.channel
        if message is None or not isinstance(thread, discord.Thread):
            raise ExpectedFailure("The ticket of this is gone.")
        open_one(thread)
        clan = await self._clan(deed.of)
        person, note = wish_in(message.embeds)
        wish = _Wish(clan.tag, deed.more if deed.more in DAYS else DAYS[0], person, note)
        ask = self._ask(deed.row_id, click.user.id, thread, wish)
        try:
            answer = await self.desk.hold(ask, card=message.id)
        except SheetsError as error:
            embed = not_yet_embed(clan.tag, person, note, with_advice(error))
            view = again_controls(clan.tag, ask.days, ask.row_id)
            await update_message(click, embeds=[embed], view=view)
            return
        if not isinstance(answer, Seat):
            await _drop(message)
        await self._tell(click, thread, ask, answer)

    async def queue(self, deed: Deed, click: Click) -> None:
        """Of the words that a clan is full: wait there."""
        await acknowledge(click)
        clan = await self._clan(deed.of)
        person, note = wish_in(click.message.embeds if click.message else ())
        thread = await self.threads.find(str(deed.more))
        ask = self._ask(click.id, click.user.id, thread, _Wish(clan.tag, DAYS[0], person, note))
        try:
            answer = await self.desk.queue(ask)
        except SheetsError as error:
            raise ExpectedFailure(
                f"Not in the queue yet. {with_advice(error)} Press again."
            ) from error
        if isinstance(answer, HasOne):
            await tell(click, _has_one(answer.seat))
            return
        place = f"{answer.ahead} before it" if answer.ahead else "first in line"
        await update_message(
            click,
            content=f"In the queue of {plain(clan.tag)}, {place}: {thread.mention}.",
            embeds=[],
            view=None,
        )

    async def _tell(
        self, click: Click, thread: discord.Thread, ask: Ask, answer: Seat | Full | HasOne | Taken
    ) -> None:
        match answer:
            case Seat():
                await tell(click, line_of(answer))
            case HasOne(seat):
                await tell(click, _has_one(seat))
            case Full(waiting) | Taken(waiting):
                early = "Somebody was a moment earlier. " * isinstance(answer, Taken)
                await show_privately(
                    click,
                    early + full_in_words(ask.tag, waiting),
                    embeds=[_wish_embed(ask)],
                    view=queue_controls(ask.tag, thread.id),
                )

    async def _not_yet(
        self, click: Click, thread: discord.Thread, ask: Ask, error: SheetsError
    ) -> None:
        """Google is away: the ticket keeps the ask, and nothing is promised."""
        _log.warning("a seat at %s is not held yet: %s", ask.tag, error)
        embed = not_yet_embed(ask.tag, ask.person, ask.note, with_advice(error))
        view = again_controls(ask.tag, ask.days, ask.row_id)
        where = f"the card in {thread.mention}"
        try:
            await persistently(
                lambda: thread.send(
                    embed=embed,
                    view=view,
                    allowed_mentions=_NOBODY,
                    nonce=answer_nonce("seat asked", ask.row_id),
                )
            )
        except REST_FAILURES as refused:
            _log.warning("no card in thread %s: %s", thread.id, in_words(refused))
            where = "the clan's card"
        await tell(click, f"Not held yet: {with_advice(error)} Try again from {where}.")

    async def _clan(self, key: str) -> Clan:
        clan, _ = await self.roster.clan(key)
        if not clan.tag:
            raise ExpectedFailure("This clan has no tag in the roster: no seat can be held there.")
        return clan

    async def _ticket(self, click: Click, text: str) -> discord.Thread:
        if isinstance(click.channel, discord.Thread) and self.threads.is_ticket(click.channel):
            return open_one(click.channel)
        return await self.threads.find(text)

    def _ask(self, row_id: int, by: int, thread: discord.Thread, wish: _Wish) -> Ask:
        name = ticket_name(thread.name, ())
        return Ask(
            row_id=row_id,
            thread=thread.id,
            number=name.number if name else "",
            tag=wish.tag,
            person=wish.person or (name.person if name else ""),
            by=by,
            days=wish.days,
            note=wish.note,
        )


async def _drop(message: discord.Message) -> None:
    """A card that says "not held yet" and never will be."""
    try:
        await persistently(message.delete)
    except REST_FAILURES as error:
        _log.info("left a card where it is: %s", in_words(error))


def _has_one(seat: Seat) -> str:
    words = {
        SeatState.ASKED: "is being given a seat; look at its card in a few minutes",
        SeatState.QUEUED: "waits in a queue already",
    }.get(seat.state, "has a seat already")
    return f"This ticket {words}: {line_of(seat)}."


def _wish_embed(ask: Ask) -> discord.Embed:
    return with_wish(discord.Embed(title=f"Seat at {plain(ask.tag)}"), ask.person, ask.note)
