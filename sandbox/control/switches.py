"""The faults as a person meets them: a switch or a button each, in plain words."""

from collections.abc import Callable

from sandbox.control.switch_kinds import (
    GATEWAY,
    REST,
    SEARCH,
    SERVER,
    SHEETS,
    FaultDesk,
    Switch,
    forbids,
    lasting,
    once,
    rest,
    search,
    sheets,
)
from sandbox.discord.faults import Faults, Gateway, HangUp, RestFault
from sandbox.discord.search_index import SearchIndex, SearchMode
from sandbox.discord.wire import Payload
from sandbox.sheets.faults import Fault as SheetsFault

_BEHIND_S = 120.0


def _few_identifies(desk: FaultDesk, bot: str, on: bool) -> None:  # noqa: FBT001 - the switch's position
    if on:
        desk.discord.session_limit(0, 60.0, bot=bot)
    else:
        desk.discord.session_limits.pop(bot, None)


def _search_mode(mode: SearchMode) -> Callable[[SearchIndex, bool], None]:
    def apply(index: SearchIndex, on: bool) -> None:  # noqa: FBT001 - the switch's position
        if on:
            index.mode = mode
        elif index.mode is mode:
            index.mode = SearchMode.AVAILABLE

    return apply


def _search_behind(index: SearchIndex, on: bool) -> None:  # noqa: FBT001 - the switch's position
    index.behind_s = _BEHIND_S if on else 0.0


def _search_text_only(index: SearchIndex, on: bool) -> None:  # noqa: FBT001 - the switch's position
    index.text_only = on


SWITCHES: tuple[Switch, ...] = (
    lasting(
        Gateway.REFUSE,
        "Pull the plug",
        "Connections drop and every new one is refused.",
        cuts=True,
    ),
    lasting(
        Gateway.SILENT, "Go silent", "The socket stays open; nothing comes through it any more."
    ),
    lasting(Gateway.STOP_ACKS, "Stop ACKs", "Heartbeats go unanswered while events still flow."),
    lasting(
        Gateway.CUT_EACH,
        "Drop each connection",
        "Every connection dies right after HELLO.",
        cuts=True,
    ),
    lasting(
        Gateway.RESUME_HOST_DEAD,
        "Dead resume host",
        "The address for resuming is dead, the ordinary one works.",
        cuts=True,
    ),
    lasting(
        Gateway.DEAF,
        "Deaf session",
        "Heartbeats are answered, no event comes through; a session that begins anew hears.",
    ),
    once(
        "deafen",
        "Deaf connection",
        "The open connection brings no event any more; the next one brings all of them.",
        Faults.deafen,
    ),
    lasting(
        Gateway.MEMBERS_AWAY,
        "No answer about members",
        "Requests for members go unanswered while events still flow.",
    ),
    once("cut", "Cut once", "Drop the open connection; the next one works.", Faults.cut),
    once(
        "reconnect", "Ask to reconnect", "Op 7: the bot resumes, nothing is lost.", Faults.reconnect
    ),
    once(
        "invalidate-resumable",
        "Invalid session, resumable",
        "Op 9 with true: the bot may resume.",
        lambda faults, bot: faults.invalidate(bot, resumable=True),
    ),
    once("invalidate", "Invalid session", "Op 9: the bot must identify anew.", Faults.invalidate),
    once(
        "close-4009",
        "Close with 4009",
        "Session timed out.",
        lambda faults, bot: faults.close(4009, bot),
    ),
    once(
        "close-4004",
        "Close with 4004",
        "Authentication failed: fatal, the bot ends with status 78.",
        lambda faults, bot: faults.close(4004, bot),
    ),
    lasting(
        Gateway.SERVER_AWAY,
        "Server unavailable",
        "An outage of this server alone: the gateway works, and tells nothing of it.",
        group=SERVER,
    ),
    lasting(
        Gateway.SERVER_LATE,
        "Server comes late",
        "A session that begins now gets the server when this is switched off; restart the bot.",
        group=SERVER,
    ),
    lasting(
        Gateway.KICKED,
        "Kicked",
        "The bot is no member any more; switched off, it is invited again with its roles.",
        group=SERVER,
    ),
    forbids(
        "hide-welcome",
        "Hide #welcome-tickets",
        "The bot no longer sees the channel and its threads.",
        channel="welcome_tickets",
        permission="view_channel",
    ),
    forbids(
        "hide-promo",
        "Hide #promo-tickets",
        "The bot no longer sees the channel and its threads.",
        channel="promo_tickets",
        permission="view_channel",
    ),
    forbids(
        "no-history-welcome",
        "No history in #welcome-tickets",
        "The bot sees what is said, but can't read what was said before.",
        channel="welcome_tickets",
        permission="read_message_history",
    ),
    rest(
        "rest-429",
        "429 to everything",
        "Every call is told to come back in 5 s.",
        lambda bot: RestFault(status=429, retry_after=5.0, bot=bot),
    ),
    rest(
        "rest-503",
        "503 to everything",
        "Discord is having a bad day.",
        lambda bot: RestFault(status=503, bot=bot),
    ),
    rest(
        "rest-slow",
        "Slow answers",
        "Each answer takes 2 s.",
        lambda bot: RestFault(delay=2.0, bot=bot),
    ),
    rest(
        "rest-closed",
        "Connections closed",
        "Nothing is done, and the connection is closed without an answer.",
        lambda bot: RestFault(hang_up=HangUp.UNANSWERED, bot=bot),
    ),
    rest(
        "rest-closed-after",
        "Done, then closed",
        "The call is carried out; its answer never comes.",
        lambda bot: RestFault(hang_up=HangUp.UNANSWERED, after=True, bot=bot),
    ),
    rest(
        "rest-halfway",
        "Half an answer",
        "The call is carried out; the connection is closed in the middle of the answer.",
        lambda bot: RestFault(hang_up=HangUp.HALFWAY, after=True, bot=bot),
    ),
    rest(
        "rest-charset",
        "Charset in the header",
        "Answers come as `application/json; charset=utf-8`, as from some proxies.",
        lambda bot: RestFault(content_type="application/json; charset=utf-8", bot=bot),
    ),
    rest(
        "login-429",
        "Login rate limited",
        "The next login is told to wait; restart the bot to see it.",
        lambda bot: RestFault(match="GET /users/@me", status=429, retry_after=30.0, bot=bot),
    ),
    rest(
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
    search(
        "search-missing",
        "No search",
        "The route answers 404.",
        apply=_search_mode(SearchMode.MISSING),
        is_on=lambda index: index.mode is SearchMode.MISSING,
    ),
    search(
        "search-indexing",
        "Not indexed yet",
        "The search answers 202: try again later.",
        apply=_search_mode(SearchMode.INDEXING),
        is_on=lambda index: index.mode is SearchMode.INDEXING,
    ),
    search(
        "search-behind",
        "Two minutes behind",
        "What was said in the last two minutes is not found.",
        apply=_search_behind,
        is_on=lambda index: index.behind_s > 0,
    ),
    search(
        "search-text-only",
        "Blind to embeds",
        "The words in embeds and components are not found.",
        apply=_search_text_only,
        is_on=lambda index: index.text_only,
    ),
    sheets(SheetsFault.SLOW, "Slow", "Each answer takes 3 s.", delay=3.0),
    sheets(SheetsFault.HANG, "Hang", "No answer at all."),
    sheets(SheetsFault.TOO_MANY, "Quota used up", "429 to every request."),
    sheets(SheetsFault.UNAVAILABLE, "503 before writing", "Refused, and nothing was done."),
    sheets(SheetsFault.UNAVAILABLE_AFTER, "503 after writing", "It was done, and yet it says 503."),
    sheets(SheetsFault.LOSE_ANSWER, "Answers lost", "It is done, then the connection drops."),
    sheets(SheetsFault.REFUSE_TOKEN, "Credentials refused", "The token endpoint says no."),
    sheets(SheetsFault.TOKEN_HTML, "No tokens", "The token endpoint says 502, with a page."),
    sheets(SheetsFault.ODD_ERROR, "Odd errors", "500 with JSON of a shape that no document knows."),
    sheets(SheetsFault.ODD_ANSWER, "Odd answers", "It is done, and answered 200 with `{}`."),
    sheets(SheetsFault.FORMULAS_LOAD, "Formulas load", "Imported cells show Loading..."),
    sheets(SheetsFault.FORMULAS_FAIL, "Formulas fail", "Imported cells show #REF! and blanks."),
    sheets(SheetsFault.PROTECTED, "Cells protected", "Every change is refused with a 400."),
    sheets(SheetsFault.FULL, "Spreadsheet full", "Its limit of cells is reached: no new rows."),
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
    """Switch everything off."""
    desk.discord.clear()
    desk.sheets.clear()
    desk.rest.clear()
    desk.rooms.upkeep.mend()
