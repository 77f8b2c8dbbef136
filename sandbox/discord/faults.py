"""The faults that a test or a person can switch on: for one bot, or for all of them."""

import fnmatch
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from sandbox.discord.search_index import SearchIndex
from sandbox.discord.wire import Payload

ALL = "*"
EVERY_SHARD = -1


class Gateway(StrEnum):
    """Lasting conditions of the gateway."""

    REFUSE = "refuse"  # the handshake is answered with 503
    RESET = "reset"  # the TCP connection is dropped in the handshake
    CUT_EACH = "cut_each"  # each new connection is dropped after HELLO
    SILENT = "silent"  # the socket stays, nothing is read or sent any more
    STOP_ACKS = "stop_acks"  # heartbeats are not acknowledged, events still flow
    RESUME_HOST_DEAD = "resume_host_dead"  # resume_gateway_url answers 503, the default works
    # Heartbeats are acknowledged, no event comes through; sessions that begin later do hear.
    DEAF = "deaf"
    MEMBERS_AWAY = "members_away"  # requests for members go unanswered, events still flow
    SERVER_AWAY = "server_away"  # the server is unavailable: GUILD_DELETE, later GUILD_CREATE
    SERVER_LATE = "server_late"  # sessions that begin get the server only when this ends
    KICKED = "kicked"  # no longer a member; invited again, with its roles, when this ends


@dataclass(frozen=True, slots=True)
class Act:
    """Something done once to the open connections: cut, reconnect, invalidate, close or deafen."""

    kind: str
    bot: str = ALL
    shard: int = EVERY_SHARD
    code: int = 1006
    resumable: bool = False


class HangUp(StrEnum):
    """How a connection ends that had a request on it."""

    UNANSWERED = "unanswered"  # closed without a byte
    HALFWAY = "halfway"  # closed in the middle of the answer


@dataclass(slots=True, eq=False)
class RestFault:
    """What happens to matching REST calls, for `times` of them (None: until ended)."""

    # "POST /channels/*/messages": method (or *) and path, `*` for any part of it.
    match: str = "* *"
    status: int = 0
    delay: float = 0.0
    retry_after: float = 1.0
    # Cloudflare's ban: 429 without `Via`, in HTML.
    cloudflare: bool = False
    bot: str = ALL
    times: int | None = None
    # The call is carried out and only its answer is replaced: "done, but you never heard".
    after: bool = False
    # The connection is closed instead of an answer.
    hang_up: HangUp | None = None
    # What a proxy in between makes of the header; the answer itself stays.
    content_type: str = ""
    # With `status`: this comes instead, as JSON unless `content_type` says otherwise.
    body: str | None = None

    @property
    def replaces_answer(self) -> bool:
        """Whether the answer is another one than Discord's, or none."""
        return bool(self.status) or self.hang_up is not None

    def covers(self, bot: str, method: str, path: str) -> bool:
        if self.times == 0 or self.bot not in (ALL, bot):
            return False
        wanted_method, _, wanted_path = self.match.partition(" ")
        return fnmatch.fnmatchcase(method, wanted_method) and fnmatch.fnmatchcase(path, wanted_path)


@dataclass(frozen=True, slots=True)
class SessionLimit:
    """What `/gateway/bot` tells of the identify budget."""

    remaining: int
    reset_after: float = 3_600.0
    total: int = 1_000


@dataclass(slots=True)
class Faults:
    """All switches; `clear()` mends everything."""

    # Fault, bot (or ALL) and shard (or EVERY_SHARD).
    lasting: set[tuple[Gateway, str, int]] = field(default_factory=set[tuple[Gateway, str, int]])
    rest_faults: list[RestFault] = field(default_factory=list[RestFault])
    session_limits: dict[str, SessionLimit] = field(default_factory=dict[str, SessionLimit])
    search: SearchIndex = field(default_factory=SearchIndex)
    _listeners: list[Callable[[Act | None], None]] = field(
        default_factory=list[Callable[[Act | None], None]]
    )

    # ----------------------------------------------------------------- gateway

    def gateway(
        self,
        fault: Gateway | str,
        *,
        on: bool = True,
        bot: str = ALL,
        shard: int = EVERY_SHARD,
    ) -> None:
        """Switch a lasting condition of the gateway.

        A single shard shows itself when it identifies or resumes: until then its new connections
        are like any other's, and a refusal of one shard drops the connection at that moment.
        """
        change = self.lasting.add if on else self.lasting.discard
        change((Gateway(fault), bot, shard))
        self._tell(None)

    def is_on(self, fault: Gateway, bot: str, shard: int | None = None) -> bool:
        """Whether a condition holds for this bot's shard; None: for a shard not known yet."""
        shards = {EVERY_SHARD} if shard is None else {EVERY_SHARD, shard}
        return any((fault, it, number) in self.lasting for it in (ALL, bot) for number in shards)

    def cut(self, bot: str = ALL, *, shard: int = EVERY_SHARD) -> None:
        """Drop the TCP connections that are open now."""
        self._tell(Act("cut", bot, shard))

    def reconnect(self, bot: str = ALL, *, shard: int = EVERY_SHARD) -> None:
        """Ask to reconnect (op 7)."""
        self._tell(Act("reconnect", bot, shard))

    def invalidate(
        self, bot: str = ALL, *, shard: int = EVERY_SHARD, resumable: bool = False
    ) -> None:
        """Declare the sessions invalid (op 9)."""
        self._tell(Act("invalidate", bot, shard, resumable=resumable))

    def deafen(self, bot: str = ALL, *, shard: int = EVERY_SHARD) -> None:
        """Deliver no more events through the open connections; the next one gets them all.

        Unlike the lasting `DEAF`, which resuming does not mend.
        """
        self._tell(Act("deafen", bot, shard))

    def close(self, code: int, bot: str = ALL, *, shard: int = EVERY_SHARD) -> None:
        self._tell(Act("close", bot, shard, code=code))

    # -------------------------------------------------------------------- REST

    def rest(self, fault: RestFault) -> RestFault:
        """Let matching REST calls fail; give the fault to `end` to stop it."""
        self.rest_faults.append(fault)
        self._tell(None)
        return fault

    def end(self, fault: RestFault) -> None:
        if fault in self.rest_faults:
            self.rest_faults.remove(fault)
        self._tell(None)

    def login_429(
        self,
        retry_after: float,
        *,
        cloudflare: bool = False,
        bot: str = ALL,
        times: int | None = None,
    ) -> RestFault:
        """Logins are rate limited: by Discord, or by Cloudflare's ban of the address."""
        return self.rest(
            RestFault(
                match="GET /users/@me",
                status=429,
                retry_after=retry_after,
                cloudflare=cloudflare,
                bot=bot,
                times=times,
            )
        )

    def session_limit(
        self, remaining: int, reset_after: float = 3_600.0, *, bot: str = ALL
    ) -> None:
        """Leave so many identifies in the budget."""
        self.session_limits[bot] = SessionLimit(remaining, reset_after)
        self._tell(None)

    def rest_fault_for(self, bot: str, method: str, path: str) -> RestFault | None:
        """The fault that this call meets; a limited one is used up by it."""
        for fault in self.rest_faults:
            if fault.covers(bot, method, path):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    # -------------------------------------------------------------- all of them

    def clear(self) -> None:
        self.lasting.clear()
        self.rest_faults.clear()
        self.session_limits.clear()
        self.search.mend()
        self._tell(None)

    def describe(self) -> Payload:
        """What is switched on, as JSON."""
        return {
            "gateway": [
                {"fault": str(fault), "bot": bot, "shard": None if shard < 0 else shard}
                for fault, bot, shard in sorted(self.lasting)
            ],
            "rest": [asdict(fault) for fault in self.rest_faults if fault.times != 0],
            "session_limits": {bot: asdict(limit) for bot, limit in self.session_limits.items()},
            "search": asdict(self.search),
        }

    def on_change(self, listener: Callable[[Act | None], None]) -> None:
        """Tell `listener` of each act, and (with None) of each change of a switch."""
        self._listeners.append(listener)

    def _tell(self, act: Act | None) -> None:
        for listener in self._listeners:
            listener(act)
