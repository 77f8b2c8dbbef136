"""What is pressed on the card of a seat that is there: extend, release, answer a call, leave."""

import logging
from dataclasses import dataclass
from typing import Final

from apps.clanmatch.presses import Click
from apps.clanmatch.seats.controls import Deed, card_controls, days_in, over_controls
from apps.clanmatch.seats.desk import SeatDesk, SeatGone
from apps.clanmatch.seats.messages import CardUnreachable
from apps.clanmatch.seats.rules.seat import Seat
from apps.clanmatch.seats.strays import StrayCards
from apps.clanmatch.seats.texts import elsewhere_embed, line_of
from shared.chat.errors import ExpectedFailure
from shared.chat.forms import fields_of
from shared.chat.passing import REST_FAILURES, in_words, persistently
from shared.chat.replies import acknowledge, tell
from shared.sheets.errors import SheetsError, with_advice

_log = logging.getLogger(__name__)

_BY_FORM: Final = frozenset({"longer", "taken"})
"""Forms; whoever sends one is told what came of it. A button's answer is its card."""
CHANGES: Final = _BY_FORM | {"later", "give", "leave"}


@dataclass(frozen=True, eq=False, repr=False)
class SeatChanging:
    """Changes the row, and sees that no message offers what is over."""

    desk: SeatDesk
    strays: StrayCards

    async def change(self, deed: Deed, click: Click) -> None:
        """Do one of `CHANGES`. Raises ExpectedFailure when it is over, or Google is away."""
        await acknowledge(click, thinking=deed.name in _BY_FORM)
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
        if deed.name in _BY_FORM:
            await tell(click, line_of(seat))

    async def _changed(self, deed: Deed, click: Click) -> Seat:
        match deed.name:
            case "longer":
                return await self.desk.extend(deed.thread, days_in(fields_of(click)))
            case "taken":
                return await self.desk.take(deed.thread, days_in(fields_of(click)))
            case "later":
                return await self.desk.later(deed.thread)
            case "leave":
                return await self.desk.leave(deed.thread)
            case _:
                return await self.desk.give_back(deed.thread)

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
