"""All switches on one board: what it shows, and what a press does."""

from sandbox.control.switches import gateway, rest, services
from sandbox.control.switches.kinds import (
    GATEWAY,
    REST,
    SEARCH,
    SERVER,
    SHEETS,
    FaultDesk,
    Switch,
    line,
)
from sandbox.discord.wire import Payload

SWITCHES = (*gateway.SWITCHES, *rest.SWITCHES, *services.SWITCHES)


def describe(desk: FaultDesk, bot: str) -> list[Payload]:
    """The groups of the Faults tab for one bot, or for all of them."""

    def shown(switch: Switch) -> Payload:
        bots, is_on = desk.bots(bot), switch.is_on
        on = None if is_on is None else bool(bots) and all(is_on(desk, it) for it in bots)
        return line(switch.id, switch.label, switch.help, on=on)

    return [
        {"title": title, "switches": [shown(it) for it in SWITCHES if it.group == title]}
        for title in (GATEWAY, SERVER, REST, SEARCH, SHEETS)
    ]


def count_active(desk: FaultDesk) -> int:
    """How many switches are on, for whichever bot."""
    return sum(
        switch.is_on is not None and any(switch.is_on(desk, it) for it in desk.apps)
        for switch in SWITCHES
    )


def press(desk: FaultDesk, switch_id: str, bot: str, *, on: bool) -> bool:
    """Work a switch; False when there is none of that name."""
    switch = next((it for it in SWITCHES if it.id == switch_id), None)
    if switch is None:
        return False
    for each in desk.bots(bot):
        switch.apply(desk, each, on)
    return True


def mend(desk: FaultDesk) -> None:
    desk.discord.clear()
    desk.sheets.clear()
    desk.rest.clear()
    desk.rooms.upkeep.mend()
