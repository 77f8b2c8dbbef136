"""The faults as a person meets them: a switch or a button each, in plain words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sandbox.discord.wire import Payload
from sandbox.faults import ALL, Faults, Gateway, RestFault
from sandbox.sheets.faults import Fault as SheetsFault
from sandbox.sheets.faults import SheetsFaults

GATEWAY, REST, SHEETS = "Gateway", "Discord's REST API", "Google Sheets (for both bots)"


@dataclass(slots=True)
class FaultDesk:
    """Both sets of faults, and the REST faults that were switched on here."""

    discord: Faults
    sheets: SheetsFaults
    apps: Sequence[str]
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


def _lasting(name: Gateway, label: str, help_: str, *, cuts: bool = False) -> Switch:
    """A condition of the gateway; one that only meets new connections cuts the open ones."""

    def apply(desk: FaultDesk, bot: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
        desk.discord.gateway(name, on=on, bot=bot)
        if on and cuts:
            desk.discord.cut(bot)

    return Switch(
        name.value, GATEWAY, label, help_, apply, lambda desk, bot: desk.discord.is_on(name, bot)
    )


def _once(id_: str, label: str, help_: str, act: Callable[[Faults, str], None]) -> Switch:
    return Switch(id_, GATEWAY, label, help_, lambda desk, bot, _: act(desk.discord, bot))


def _rest(id_: str, label: str, help_: str, make: Callable[[str], RestFault]) -> Switch:
    def apply(desk: FaultDesk, bot: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
        if (before := desk.rest.pop((id_, bot), None)) is not None:
            desk.discord.end(before)
        if on:
            desk.rest[id_, bot] = desk.discord.rest(make(bot))

    def is_on(desk: FaultDesk, bot: str) -> bool:
        return any(it is desk.rest.get((id_, bot)) for it in desk.discord.rest_faults)

    return Switch(id_, REST, label, help_, apply, is_on)


def _sheets(name: SheetsFault, label: str, help_: str, *, delay: float = 0.0) -> Switch:
    def apply(desk: FaultDesk, _: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
        if on:
            desk.sheets.set(name, delay=delay)
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


def _few_identifies(desk: FaultDesk, bot: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
    if on:
        desk.discord.session_limit(0, 60.0, bot=bot)
    else:
        desk.discord.session_limits.pop(bot, None)


SWITCHES: tuple[Switch, ...] = (
    _lasting(
        Gateway.REFUSE,
        "Pull the plug",
        "Connections drop and every new one is refused.",
        cuts=True,
    ),
    _lasting(
        Gateway.SILENT, "Go silent", "The socket stays open; nothing comes through it any more."
    ),
    _lasting(Gateway.STOP_ACKS, "Stop ACKs", "Heartbeats go unanswered while events still flow."),
    _lasting(
        Gateway.CUT_EACH,
        "Drop each connection",
        "Every connection dies right after HELLO.",
        cuts=True,
    ),
    _lasting(
        Gateway.RESUME_HOST_DEAD,
        "Dead resume host",
        "The address for resuming is dead, the ordinary one works.",
        cuts=True,
    ),
    _once("cut", "Cut once", "Drop the open connection; the next one works.", Faults.cut),
    _once(
        "reconnect", "Ask to reconnect", "Op 7: the bot resumes, nothing is lost.", Faults.reconnect
    ),
    _once(
        "invalidate-resumable",
        "Invalid session, resumable",
        "Op 9 with true: the bot may resume.",
        lambda faults, bot: faults.invalidate(bot, resumable=True),
    ),
    _once("invalidate", "Invalid session", "Op 9: the bot must identify anew.", Faults.invalidate),
    _once(
        "close-4009",
        "Close with 4009",
        "Session timed out.",
        lambda faults, bot: faults.close(4009, bot),
    ),
    _once(
        "close-4004",
        "Close with 4004",
        "Authentication failed: fatal, the bot ends with status 78.",
        lambda faults, bot: faults.close(4004, bot),
    ),
    _rest(
        "rest-429",
        "429 to everything",
        "Every call is told to come back in 5 s.",
        lambda bot: RestFault(status=429, retry_after=5.0, bot=bot),
    ),
    _rest(
        "rest-503",
        "503 to everything",
        "Discord is having a bad day.",
        lambda bot: RestFault(status=503, bot=bot),
    ),
    _rest(
        "rest-slow",
        "Slow answers",
        "Each answer takes 2 s.",
        lambda bot: RestFault(delay=2.0, bot=bot),
    ),
    _rest(
        "login-429",
        "Login rate limited",
        "The next login is told to wait; restart the bot to see it.",
        lambda bot: RestFault(match="GET /users/@me", status=429, retry_after=30.0, bot=bot),
    ),
    _rest(
        "login-401",
        "Token refused",
        "The next login is refused; restart the bot to see it.",
        lambda bot: RestFault(match="GET /users/@me", status=401, bot=bot),
    ),
    Switch(
        "few-identifies",
        REST,
        "Identify budget spent",
        "No identify left for a minute; restart the bot to see it wait.",
        _few_identifies,
        lambda desk, bot: bot in desk.discord.session_limits,
    ),
    _sheets(SheetsFault.SLOW, "Slow", "Each answer takes 3 s.", delay=3.0),
    _sheets(SheetsFault.HANG, "Hang", "No answer at all."),
    _sheets(SheetsFault.TOO_MANY, "Quota used up", "429 to every request."),
    _sheets(SheetsFault.UNAVAILABLE, "503 before writing", "Refused, and nothing was done."),
    _sheets(
        SheetsFault.UNAVAILABLE_AFTER, "503 after writing", "It was done, and yet it says 503."
    ),
    _sheets(SheetsFault.LOSE_ANSWER, "Answers lost", "It is done, then the connection drops."),
    _sheets(SheetsFault.REFUSE_TOKEN, "Credentials refused", "The token endpoint says no."),
)


def describe(desk: FaultDesk, bot: str) -> list[Payload]:
    """The groups of the Faults tab for one bot, or for all of them."""

    def line(switch: Switch) -> Payload:
        shown: Payload = {"id": switch.id, "label": switch.label, "help": switch.help}
        if switch.is_on is None:
            return shown | {"kind": "act"}
        bots = desk.bots(bot)
        on = bool(bots) and all(switch.is_on(desk, it) for it in bots)
        return shown | {"kind": "switch", "on": on}

    return [
        {"title": title, "switches": [line(it) for it in SWITCHES if it.group == title]}
        for title in (GATEWAY, REST, SHEETS)
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
    """Switch everything off."""
    desk.discord.clear()
    desk.sheets.clear()
    desk.rest.clear()
