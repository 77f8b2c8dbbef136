"""What a press on a seat's controls does, and what a form that was sent asks for."""

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord

from apps.clanmatch.presses import Answer, Click
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.seats.controls import (
    DAYS_FIELD,
    NOTE_FIELD,
    PERSON_FIELD,
    TICKET_FIELD,
    Deed,
    again_controls,
    card_controls,
    days_form,
    deed_in,
    hold_form,
    over_controls,
    queue_controls,
)
from apps.clanmatch.seats.desk import SeatDesk, SeatGone, Taken
from apps.clanmatch.seats.messages import CardUnreachable
from apps.clanmatch.seats.rules.holding import DAYS, Ask, Full, HasOne
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.strays import StrayCards
from apps.clanmatch.seats.texts import (
    elsewhere_embed,
    full_in_words,
    line_of,
    not_yet_embed,
    wish_in,
    with_wish,
)
from apps.clanmatch.seats.threads import TicketThreads, open_one, ticket_name
from shared.chat.bot import ChatBot
from shared.chat.clicks import show_privately, update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.forms import fields_of
from shared.chat.interactions import respond
from shared.chat.passing import REST_FAILURES, in_words, persistently
from shared.chat.replies import acknowledge, answer_nonce, tell
from shared.chat.text import plain
from shared.sheets.errors import SheetsError, with_advice

_log = logging.getLogger(__name__)

_NOBODY = discord.AllowedMentions.none()
_COMMAND = "seats"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a form asks for, before its ticket is known."""

    tag: str
    days: int
    person: str
    note: str


@dataclass(frozen=True, eq=False, repr=False)
class SeatPresses:
    """The first answer never waits for Google."""

    bot: ChatBot
    desk: SeatDesk
    strays: StrayCards
    threads: TicketThreads
    roster: RosterSource

    def reads(self, custom_id: str) -> Answer | None:
        """What answers a press or a form of ours; None for those of others."""
        deed = deed_in(custom_id)
        return partial(self._answer, deed) if deed else None

    async def _answer(self, deed: Deed, click: Click) -> None:
        self.bot.gate.check(_COMMAND, self.bot.person(click.user, click.guild))
        match deed.name:
            case "hold":
                await self._open_form(deed.of, click)
            case "form":
                await self._hold(deed.of, click)
            case "again":
                await self._hold_again(deed, click)
            case "queue":
                await self._queue(deed, click)
            case "more":
                await _show(click, days_form("longer", deed.thread, "Hold it for longer"))
            case "take":
                await _show(click, days_form("taken", deed.thread, "Hold the seat"))
            case "longer" | "taken" | "later" | "give" | "leave":
                await self._change(deed, click)
            case _:
                raise ExpectedFailure("That is over.")

    async def _open_form(self, key: str, click: Click) -> None:
        clan = await self._clan(key) if self.roster.at_hand else None
        person = ""
        if is_ticket := self.threads.is_ticket(click.channel):
            name = ticket_name(getattr(click.channel, "name", ""), ())
            person = name.person if name else ""
        tag = clan.tag if clan else ""
        await _show(click, hold_form(key, tag, person=person, asks_ticket=not is_ticket))

    async def _hold(self, key: str, click: Click) -> None:
        await acknowledge(click, thinking=True)
        filled = fields_of(click)
        clan = await self._clan(key)
        wish = _Wish(
            clan.tag, _days_in(filled), filled.get(PERSON_FIELD, ""), filled.get(NOTE_FIELD, "")
        )
        thread = await self._ticket(click, filled.get(TICKET_FIELD, ""))
        ask = self._ask(click.id, click.user.id, thread, wish)
        try:
            answer = await self.desk.hold(ask)
        except SheetsError as error:
            await self._not_yet(click, thread, ask, error)
            return
        await self._tell(click, thread, ask, answer)

    async def _hold_again(self, deed: Deed, click: Click) -> None:
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

    async def _queue(self, deed: Deed, click: Click) -> None:
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

    async def _change(self, deed: Deed, click: Click) -> None:
        await acknowledge(click, thinking=deed.name in {"longer", "taken"})
        try:
            seat = await self._changed(deed, click)
        except SeatGone:
            await self._doubt(deed.thread)
            await self._redraw(deed.thread, click)
            raise
        except SheetsError as error:
            raise ExpectedFailure(
                f"Nothing has changed yet. {with_advice(error)} Try again."
            ) from error
        await self._redraw(deed.thread, click)
        if deed.name in {"longer", "taken"}:
            await tell(click, line_of(seat))

    async def _redraw(self, thread: int, click: Click) -> None:
        """A call that was told elsewhere says what came of it, too; its ticket's card is kept."""
        message = click.message
        if message is None or click.channel_id == thread:
            return
        seat = self.desk.seat_of(thread)
        embeds = [elsewhere_embed(seat)] if seat else message.embeds
        view = card_controls(seat) if seat else over_controls(thread, "Over")
        try:
            await persistently(lambda: message.edit(embeds=embeds, view=view))
        except REST_FAILURES as error:
            _log.info("left a call as it was: %s", in_words(error))

    async def _doubt(self, thread: int) -> None:
        """The pressed card offers what isn't there; what fails now is due in the next round."""
        try:
            await self.strays.look_at([thread])
        except (CardUnreachable, SheetsError) as error:
            _log.info("the card in thread %s is looked at later: %s", thread, error)

    async def _changed(self, deed: Deed, click: Click) -> Seat:
        match deed.name:
            case "longer":
                return await self.desk.extend(deed.thread, _days_in(fields_of(click)))
            case "taken":
                return await self.desk.take(deed.thread, _days_in(fields_of(click)))
            case "later":
                return await self.desk.later(deed.thread)
            case "leave":
                return await self.desk.leave(deed.thread)
            case _:
                return await self.desk.give_back(deed.thread)

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
        await persistently(
            lambda: thread.send(
                embed=embed,
                view=view,
                allowed_mentions=_NOBODY,
                nonce=answer_nonce("seat asked", ask.row_id),
            )
        )
        await tell(
            click,
            f"Not held yet: {with_advice(error)} Try again from the card in {thread.mention}.",
        )

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


async def _show(click: Click, form: discord.ui.Modal) -> None:
    await respond(click, lambda: click.response.send_modal(form))


async def _drop(message: discord.Message) -> None:
    """A card that says "not held yet" and never will be."""
    try:
        await persistently(message.delete)
    except REST_FAILURES as error:
        _log.info("left a card where it is: %s", in_words(error))


def _days_in(filled: dict[str, str]) -> int:
    text = filled.get(DAYS_FIELD, "")
    days: Any = int(text) if text.isdecimal() else 0
    if days not in DAYS:
        raise ExpectedFailure("For how long? 1, 3 or 7 days.")
    return days


def _has_one(seat: Seat) -> str:
    words = {
        SeatState.ASKED: "is being given a seat; look at its card in a few minutes",
        SeatState.QUEUED: "waits in a queue already",
    }.get(seat.state, "has a seat already")
    return f"This ticket {words}: {line_of(seat)}."


def _wish_embed(ask: Ask) -> discord.Embed:
    return with_wish(discord.Embed(title=f"Seat at {plain(ask.tag)}"), ask.person, ask.note)
