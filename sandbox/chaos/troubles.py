"""Everything that may go wrong, by name: how it begins, how it ends, how long it lasts."""

import asyncio
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.chaos import roster_edits
from sandbox.chaos.hosting import Host
from sandbox.chaos.tickets import PROMO_TAB, WELCOME_TAB
from sandbox.discord.faults import Gateway, HangUp, RestFault
from sandbox.discord.scenes.sample_world import WELCOMECREW
from sandbox.discord.search_index import SearchIndex, SearchMode
from sandbox.server import Sandbox
from sandbox.sheets.faults import Fault as Sheets
from sandbox.sheets.sample import WELCOMECREW_ID

End = Callable[[], None]

# Longer than the watchdog's limits in this run, and shorter.
_AWHILE: Final = (2.0, 14.0)
_BRIEFLY: Final = (1.0, 5.0)
# Two questions have ten seconds each, and two more after a reconnect.
_UNHEARD: Final = (10.0, 70.0)
# `tickets` is looked at every fifteen seconds.
_UNSEEN: Final = (2.0, 40.0)


@dataclass(slots=True)
class Ground:
    """What trouble can be made with."""

    box: Sandbox
    hosts: Mapping[str, Host]
    race_for_seats: Callable[[], None] = lambda: None
    """Two recruiters press Hold for the same seat."""
    _deploys: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def deploy(self, app: str) -> None:
        """Begin a deploy; it takes its time."""
        task = asyncio.create_task(self.hosts[app].deploy(), name=f"deploy {app}")
        self._deploys.add(task)
        task.add_done_callback(self._deploys.discard)

    async def deployed(self) -> None:
        """Wait until every deploy is through."""
        if self._deploys:
            await asyncio.gather(*self._deploys)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of it. `begin` gives what ends it, where it doesn't end by itself."""

    begin: Callable[[Ground, str], End | None]
    lasts: tuple[float, float] = (0.0, 0.0)


def _gateway(fault: Gateway, lasts: tuple[float, float], *, cut: bool = False) -> Trouble:
    def begin(ground: Ground, app: str) -> End:
        faults = ground.box.faults
        faults.gateway(fault, bot=app)
        if cut:
            faults.cut(app)
        return lambda: faults.gateway(fault, on=False, bot=app)

    return Trouble(begin, lasts)


def _at_once(act: Callable[[Ground, str], None]) -> Trouble:
    return Trouble(act)


def _edit(act: Callable[[Sandbox], None]) -> Trouble:
    return _at_once(lambda ground, _: act(ground.box))


def _rest(lasts: tuple[float, float], **what: Any) -> Trouble:  # noqa: ANN401 - the fields of a RestFault
    def begin(ground: Ground, app: str) -> End:
        fault = ground.box.faults.rest(RestFault(bot=app, **what))
        return lambda: ground.box.faults.end(fault)

    return Trouble(begin, lasts)


def _sheets(fault: Sheets, lasts: tuple[float, float], **what: Any) -> Trouble:  # noqa: ANN401 - the options of a fault
    def begin(ground: Ground, _app: str) -> End:
        ground.box.sheets.faults.set(fault, **what)
        return lambda: ground.box.sheets.faults.clear(fault)

    return Trouble(begin, lasts)


def _search(lasts: tuple[float, float], change: Callable[[SearchIndex], None]) -> Trouble:
    def begin(ground: Ground, _app: str) -> End:
        change(ground.box.faults.search)
        return ground.box.faults.search.mend

    return Trouble(begin, lasts)


def _out(index: SearchIndex) -> None:
    index.mode = SearchMode.MISSING


def _indexing(index: SearchIndex) -> None:
    index.mode = SearchMode.INDEXING


def _lagging(index: SearchIndex) -> None:
    index.behind_s = 20.0


def _text_only(index: SearchIndex) -> None:
    index.text_only = True


def _forbid(channel: str, permission: str) -> Trouble:
    """Of welcomecrew, whichever bot was dealt: the other has no business in tickets."""

    def begin(ground: Ground, _app: str) -> End:
        upkeep, place = ground.box.upkeep, ground.box.places.channels[channel]
        user_id = ground.box.world.apps[WELCOMECREW].user_id
        upkeep.forbid(place, user_id, permission)
        return lambda: upkeep.allow(place, user_id, permission)

    return Trouble(begin, _UNSEEN)


def _late_server(ground: Ground, app: str) -> End:
    """The session ends, and the next one has to wait for its server."""
    faults = ground.box.faults
    faults.gateway(Gateway.SERVER_LATE, bot=app)
    faults.invalidate(app)
    return lambda: faults.gateway(Gateway.SERVER_LATE, on=False, bot=app)


def _deaf(ground: Ground, app: str) -> End:
    """What a deaf session didn't tell comes when the client resumes, as after any silence."""
    faults = ground.box.faults
    faults.gateway(Gateway.DEAF, bot=app)

    def end() -> None:
        faults.gateway(Gateway.DEAF, on=False, bot=app)
        faults.cut(app)

    return end


def _sort(ground: Ground) -> None:
    for tab in (WELCOME_TAB, PROMO_TAB):
        ground.box.sheets.sort_by(WELCOMECREW_ID, tab, 1, descending=True)


def _move_first_column(ground: Ground) -> None:
    for tab, columns in ((WELCOME_TAB, 4), (PROMO_TAB, 6)):
        ground.box.sheets.move_column(WELCOMECREW_ID, tab, 1, columns)


TROUBLES: Final[Mapping[str, Trouble]] = {
    "gateway refuses": _gateway(Gateway.REFUSE, _AWHILE, cut=True),
    "gateway resets": _gateway(Gateway.RESET, _AWHILE, cut=True),
    "gateway cuts every connection": _gateway(Gateway.CUT_EACH, _BRIEFLY, cut=True),
    "gateway falls silent": _gateway(Gateway.SILENT, _AWHILE),
    "gateway leaves heartbeats unanswered": _gateway(Gateway.STOP_ACKS, _AWHILE),
    "host for resuming is dead": _gateway(Gateway.RESUME_HOST_DEAD, _BRIEFLY, cut=True),
    "session deaf": Trouble(_deaf, _UNHEARD),
    "no answer about members": _gateway(Gateway.MEMBERS_AWAY, _UNSEEN),
    "server unavailable": _gateway(Gateway.SERVER_AWAY, _UNSEEN),
    "server late at the start": Trouble(_late_server, (2.5, 8.0)),
    "kicked and invited": _gateway(Gateway.KICKED, _UNSEEN),
    "welcome tickets hidden": _forbid("welcome_tickets", "view_channel"),
    "promo tickets hidden": _forbid("promo_tickets", "view_channel"),
    "no history in welcome tickets": _forbid("welcome_tickets", "read_message_history"),
    "connection cut": _at_once(lambda ground, app: ground.box.faults.cut(app)),
    "op 7, reconnect": _at_once(lambda ground, app: ground.box.faults.reconnect(app)),
    "op 9, resumable": _at_once(
        lambda ground, app: ground.box.faults.invalidate(app, resumable=True)
    ),
    "op 9, session gone": _at_once(lambda ground, app: ground.box.faults.invalidate(app)),
    "close code 4000": _at_once(lambda ground, app: ground.box.faults.close(4000, app)),
    "REST 500": _rest(_BRIEFLY, status=500),
    "REST 429": _rest(_BRIEFLY, status=429, retry_after=1.0),
    "REST slow": _rest(_BRIEFLY, delay=1.0),
    "messages posted, answers lost": _rest(
        _AWHILE, match="POST /channels/*/messages", status=502, after=True, times=2
    ),
    "edits made, answers lost": _rest(_AWHILE, match="PATCH *", status=502, after=True, times=2),
    "REST connections closed": _rest(_BRIEFLY, hang_up=HangUp.UNANSWERED),
    "messages posted, connection closed": _rest(
        _AWHILE,
        match="POST /channels/*/messages",
        hang_up=HangUp.UNANSWERED,
        after=True,
        times=2,
    ),
    "edits made, half an answer": _rest(
        _AWHILE, match="PATCH *", hang_up=HangUp.HALFWAY, after=True, times=2
    ),
    "reads closed halfway": _rest(_BRIEFLY, match="GET *", hang_up=HangUp.HALFWAY),
    "search missing": _search(_AWHILE, _out),
    "search not indexed yet": _search(_AWHILE, _indexing),
    "search behind": _search(_AWHILE, _lagging),
    "search blind to embeds": _search(_AWHILE, _text_only),
    "login rate limited": _rest(_AWHILE, match="GET /users/@me", status=429, retry_after=2.0),
    "Sheets 503": _sheets(Sheets.UNAVAILABLE, _BRIEFLY),
    "Sheets 503 after writing": _sheets(Sheets.UNAVAILABLE_AFTER, _AWHILE, only="write", times=2),
    "Sheets answers lost": _sheets(Sheets.LOSE_ANSWER, _AWHILE, only="write", times=2),
    "Sheets quota": _sheets(Sheets.TOO_MANY, _BRIEFLY, retry_after=1),
    "Sheets hangs": _sheets(Sheets.HANG, _BRIEFLY),
    "Sheets without tokens": _sheets(Sheets.TOKEN_HTML, _BRIEFLY),
    "Sheets errors of odd shapes": _sheets(Sheets.ODD_ERROR, _BRIEFLY),
    "Sheets answers that say nothing": _sheets(Sheets.ODD_ANSWER, _AWHILE, only="write", times=2),
    "Sheets formulas load": _sheets(Sheets.FORMULAS_LOAD, _AWHILE),
    "Sheets formulas fail": _sheets(Sheets.FORMULAS_FAIL, _AWHILE),
    "Sheets cells protected": _sheets(Sheets.PROTECTED, _BRIEFLY),
    "Sheets full": _sheets(Sheets.FULL, _BRIEFLY),
    "Sheets slow": _sheets(Sheets.SLOW, _BRIEFLY, delay=1.0),
    "a person sorts the log": _at_once(lambda ground, _: _sort(ground)),
    "a person moves a column": _at_once(lambda ground, _: _move_first_column(ground)),
    "two recruiters at once": _at_once(lambda ground, _: ground.race_for_seats()),
    "a person changes a clan's spots": _edit(roster_edits.change_spots),
    "a person sorts the roster": _edit(roster_edits.sort_roster),
    "a person changes a clan's tag": Trouble(
        lambda ground, _: roster_edits.rename_clan(ground.box), _AWHILE
    ),
    "a person moves a column of the seats": _edit(roster_edits.move_seats_column),
    "a person sorts the seats": _edit(roster_edits.sort_seats),
    "a person deletes a seat": _edit(roster_edits.delete_seat),
    "SIGKILL": _at_once(lambda ground, app: ground.hosts[app].send(signal.SIGKILL)),
    "SIGTERM": _at_once(lambda ground, app: ground.hosts[app].send(signal.SIGTERM)),
    "deploy with overlap": _at_once(lambda ground, app: ground.deploy(app)),
    "process frozen": Trouble(lambda ground, app: ground.hosts[app].freeze(), (1.0, 4.0)),
    "slow disk": Trouble(lambda ground, app: ground.hosts[app].slow_down_disk(), _AWHILE),
}

# What Google refuses is tried again after five minutes, which is longer than a run waits for a row.
NOT_YET: Final[frozenset[str]] = frozenset({"Sheets cells protected", "Sheets full"})
"""Troubles that a bot still fails: dealt by `--all` only."""
