"""The variables of seats."""

from datetime import time

from shared.config.fields import PerhapsOneOf, Thing, command_switch, hours_of_day, switch
from shared.config.load import Settings
from shared.config.setting import setting
from shared.sheets.settings import tab_name
from shared.timing.hours import Hours


class SeatsSettings(Settings):
    """Seats that are held for tickets, and the queue of full clans."""

    enable_seats: bool = setting(
        switch,
        default=False,
        description="hold seats for tickets, with a queue; the bot then writes to its sheet",
    )
    seats_worksheet_name: str = setting(
        tab_name, default="Seats", description="tab of what is held; made when missing"
    )
    welcome_channel_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE),
        default=None,
        description="channel of the welcome tickets, in which seats are held",
    )
    promo_channel_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE),
        default=None,
        description="channel of the promo and move tickets, in which seats are held",
    )
    call_hours: Hours = setting(
        hours_of_day,
        default=Hours(time(9), time(21)),
        description="when recruiters may be pinged about a free seat, in TIMEZONE",
    )
    enable_cmd_seats: bool = command_switch("!seats")

    @property
    def ticket_channels(self) -> frozenset[int]:
        """Where tickets are opened."""
        return frozenset(filter(None, (self.welcome_channel_id, self.promo_channel_id)))
