"""What a line of the Faults tab is made of: a switch or a button, for one bot or for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sandbox.discord.faults import ALL, Faults, Gateway, RestFault
from sandbox.discord.people.upkeep import Upkeep
from sandbox.discord.search_index import SearchIndex
from sandbox.discord.wire import Payload
from sandbox.sheets.faults import Fault as SheetsFault
from sandbox.sheets.faults import SheetsFaults

GATEWAY, SERVER, REST = "Gateway", "The server", "Discord's REST API"
SEARCH, SHEETS = "Message search (for both bots)", "Google Sheets (for both bots)"


@dataclass(frozen=True, slots=True)
class Rooms:
    """The server's channels by key, its bots' users by name, and who changes what they may do."""

    upkeep: Upkeep
    channels: Mapping[str, int]
    bots: Mapping[str, int]


@dataclass(slots=True)
class FaultDesk:
    """Both sets of faults, and the REST faults that were switched on here."""

    discord: Faults
    sheets: SheetsFaults
    apps: Sequence[str]
    rooms: Rooms
    revoke_tokens: Callable[[], None] = lambda: None
    """Ends the tokens that Google's stand-in has given out."""
    rest: dict[tuple[str, str], RestFault] = field(default_factory=dict[tuple[str, str], RestFault])

    def bots(self, bot: str) -> Sequence[str]:
        """The bots meant: "*" is each of them, so that one can be mended without the other."""
        return self.apps if bot == ALL else [bot]


@dataclass(frozen=True, slots=True)
class Switch:
    """One line of the Faults tab; without `is_on` it is done once, at a press."""

    id: str
    group: str
    label: str
    help: str
    apply: Callable[[FaultDesk, str, bool], None]
    is_on: Callable[[FaultDesk, str], bool] | None = None


def line(switch_id: str, label: str, help_: str, *, on: bool | None) -> Payload:
    """A switch or, without a position, a button, as the page gets it."""
    kind: Payload = {"kind": "act"} if on is None else {"kind": "switch", "on": on}
    return {"id": switch_id, "label": label, "help": help_, **kind}


def lasting(
    name: Gateway, label: str, help_: str, *, cuts: bool = False, group: str = GATEWAY
) -> Switch:
    """A condition of the gateway; one that only meets new connections cuts the open ones."""

    def apply(desk: FaultDesk, bot: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
        desk.discord.gateway(name, on=on, bot=bot)
        if on and cuts:
            desk.discord.cut(bot)

    return Switch(
        name.value, group, label, help_, apply, lambda desk, bot: desk.discord.is_on(name, bot)
    )


def once(id_: str, label: str, help_: str, act: Callable[[Faults, str], None]) -> Switch:
    """Something that is done at a press."""
    return Switch(id_, GATEWAY, label, help_, lambda desk, bot, _: act(desk.discord, bot))


def rest(id_: str, label: str, help_: str, make: Callable[[str], RestFault]) -> Switch:

    def apply(desk: FaultDesk, bot: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
        if (before := desk.rest.pop((id_, bot), None)) is not None:
            desk.discord.end(before)
        if on:
            desk.rest[id_, bot] = desk.discord.rest(make(bot))

    def is_on(desk: FaultDesk, bot: str) -> bool:
        return any(it is desk.rest.get((id_, bot)) for it in desk.discord.rest_faults)

    return Switch(id_, REST, label, help_, apply, is_on)


def sheets(
    name: SheetsFault, label: str, help_: str, *, delay: float = 0.0, revokes: bool = False
) -> Switch:
    """A fault of Google Sheets, for both bots at once; `revokes`: without the tokens they hold."""

    def apply(desk: FaultDesk, _: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
        if on:
            desk.sheets.set(name, delay=delay)
            if revokes:
                desk.revoke_tokens()
        else:
            desk.sheets.clear(name)

    return Switch(
        f"sheets-{name.value}",
        SHEETS,
        label,
        help_,
        apply,
        lambda desk, _: name.value in desk.sheets.active(),
    )


def search(
    id_: str,
    label: str,
    help_: str,
    field_: Literal["mode", "behind_s", "text_only"],
    value: object,
) -> Switch:
    """A state of the message search, which both bots share: a field has this value."""

    def is_on(desk: FaultDesk, _: str) -> bool:
        return getattr(desk.discord.search, field_) == value

    def apply(desk: FaultDesk, bot: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
        if on:
            setattr(desk.discord.search, field_, value)
        elif is_on(desk, bot):
            setattr(desk.discord.search, field_, getattr(SearchIndex(), field_))

    return Switch(id_, SEARCH, label, help_, apply, is_on)


def forbids(id_: str, label: str, help_: str, *, channel: str, permission: str) -> Switch:
    """A permission that a bot lacks in a channel."""

    def apply(desk: FaultDesk, bot: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
        rooms = desk.rooms
        change = rooms.upkeep.forbid if on else rooms.upkeep.allow
        change(rooms.channels[channel], rooms.bots[bot], permission)

    def is_on(desk: FaultDesk, bot: str) -> bool:
        rooms = desk.rooms
        return rooms.upkeep.is_forbidden(rooms.channels[channel], rooms.bots[bot], permission)

    return Switch(id_, SERVER, label, help_, apply, is_on)
