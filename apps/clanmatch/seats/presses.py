"""Which press or form of ours does what, and that only recruiters may."""

from dataclasses import dataclass
from functools import partial

import discord

from apps.clanmatch.presses import Answer, Click
from apps.clanmatch.seats.asking import SeatAsking
from apps.clanmatch.seats.changing import CHANGES, SeatChanging
from apps.clanmatch.seats.controls import Deed, days_form, deed_in
from shared.chat.bot import ChatBot
from shared.chat.errors import ExpectedFailure
from shared.chat.interactions import respond

_COMMAND = "seats"


@dataclass(frozen=True, eq=False, repr=False)
class SeatPresses:
    """The first answer never waits for Google."""

    bot: ChatBot
    asking: SeatAsking
    changing: SeatChanging

    def reads(self, custom_id: str) -> Answer | None:
        """What answers a press or a form of ours; None for those of others."""
        deed = deed_in(custom_id)
        return partial(self._answer, deed) if deed else None

    async def _answer(self, deed: Deed, click: Click) -> None:
        self.bot.gate.check(_COMMAND, self.bot.person(click.user, click.guild))
        match deed.name:
            case "hold":
                await _show(click, await self.asking.form(deed.of, click))
            case "form":
                await self.asking.hold(deed.of, click)
            case "again":
                await self.asking.hold_again(deed, click)
            case "queue":
                await self.asking.queue(deed, click)
            case "more":
                await _show(click, days_form("longer", deed.thread, "Hold it for longer"))
            case "take":
                await _show(click, days_form("taken", deed.thread, "Hold the seat"))
            case name if name in CHANGES:
                await self.changing.change(deed, click)
            case _:
                raise ExpectedFailure("That is over.")


async def _show(click: Click, form: discord.ui.Modal) -> None:
    await respond(click, lambda: click.response.send_modal(form))
