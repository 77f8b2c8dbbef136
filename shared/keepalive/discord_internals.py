"""The one file that touches what discord.py 2.7 doesn't document, or changes it in place.

Each door checks what it relies on when used, so that an upgrade fails here, with a sentence.
"""
# ruff: noqa: SLF001 - private parts of discord.py are this file's very subject
# pyright: reportPrivateUsage=false

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps
from typing import Any, Final, Protocol

import aiohttp
import discord
import discord.http
import discord.webhook.async_
from discord.asset import Asset
from discord.ext import commands
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.http import HTTPClient, Ratelimit, Route
from yarl import URL

from .failures import EXPECTED, BrokenFrame
from .ground.clock import Clock
from .ground.pace import Pace
from .resume_host import ResumeHost

_log = logging.getLogger(__name__)

# Gateway connections of one process: this many at once, then one a second.
_CONNECTS: Final = 10
_CONNECT_EVERY_S: Final = 1.0
_SWEEP_EVERY_S: Final = 5.0
_LIMIT_IDLE_S: Final = 5.0
_FRAMES_AT_ONCE: Final = 20
_NO_CONTENT: Final = 204


class InternalsChanged(RuntimeError):
    """discord.py no longer has what we rely on: this file must be adapted to its new version."""


def point_discord_at(*, api_url: str = "", gateway_url: str = "", cdn_url: str = "") -> None:
    """Send REST, gateway and CDN traffic elsewhere; an empty address leaves the real one.

    discord.py keeps these as class attributes, so this holds for the whole process.
    """
    for owner, name in ((Route, "BASE"), (DiscordWebSocket, "DEFAULT_GATEWAY"), (Asset, "BASE")):
        _require(name in vars(owner), f"{owner.__name__}.{name}")
    if api_url:
        Route.BASE = api_url.rstrip("/")
        _read_json_by_its_type()
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
    if cdn_url:
        Asset.BASE = cdn_url.rstrip("/")  # pyright: ignore[reportAttributeAccessIssue] - inferred as the one literal


def _read_json_by_its_type() -> None:
    """Know JSON by its media type: 2.7.1 wants the header to be `application/json` to the letter.

    Proxies add `; charset=utf-8`, and every answer would be a text. A page instead of an answer
    would be one as well, and JSON that is cut short would be an error of no kind that anybody
    expects: both are failed calls from here on (aiohttp.ContentTypeError).
    """

    async def json_or_text(response: aiohttp.ClientResponse) -> Any:  # noqa: ANN401 - as discord.py's
        text = await response.text(encoding="utf-8", errors="replace")
        is_json = response.content_type == "application/json" and response.status != _NO_CONTENT
        if is_json:
            with suppress(ValueError, RecursionError):
                return json.loads(text)
        if 200 <= response.status < 300 and (text or is_json):
            raise aiohttp.ContentTypeError(
                response.request_info,
                response.history,
                status=response.status,
                message=f"{response.content_type} where JSON was promised",
            )
        return text

    name = json_or_text.__name__
    for module in (discord.http, discord.webhook.async_):
        _require(hasattr(module, name), f"{module.__name__}.{name}")
        setattr(module, name, json_or_text)


def breathe_between_frames() -> None:
    """Let the event loop go round after each handful of frames, and bear what can't be read.

    2.7.1 takes all that lies in the socket's buffer without giving way once: hundreds of messages,
    with all that listeners make of them, would be one turn. And whatever it trips over, be it one
    event of an unknown shape, ends the client. For the whole process; once is enough.
    """
    poll_event = DiscordWebSocket.poll_event
    if hasattr(poll_event, "__wrapped__"):
        return
    frames = 0

    @wraps(poll_event)
    async def poll_and_breathe(self: DiscordWebSocket) -> None:
        nonlocal frames
        sequence, session = self.sequence, self.session_id
        try:
            await poll_event(self)
        except (*EXPECTED, ReconnectWebSocket):
            raise
        except Exception as error:  # noqa: BLE001 - border: the frame came from outside
            await _bear(self, error, sequence, session)
        frames += 1
        if frames % _FRAMES_AT_ONCE == 0:
            await asyncio.sleep(0)

    DiscordWebSocket.poll_event = poll_and_breathe


async def _bear(
    websocket: DiscordWebSocket, error: Exception, sequence: int | None, session: str | None
) -> None:
    """A frame can't be read. `sequence` and `session` are those from before it.

    One event is passed over. Raises BrokenFrame for anything else: this connection ends.
    """
    websocket._dispatch("frame_unread", error)
    if session is not None and websocket.session_id == session and websocket.sequence != sequence:
        return
    if websocket.session_id != session:
        # Nobody knows what was in it: resuming would make this a bot without servers.
        websocket.session_id = websocket.sequence = None
    await websocket.close(code=4000)
    raise BrokenFrame from error


def spare_http(client: discord.Client, *, longest_wait_s: float) -> HTTPClient:
    """A REST client beside the bot's own, which raises RateLimited instead of sleeping long."""
    own = client.http
    http = HTTPClient(asyncio.get_running_loop(), proxy=own.proxy, proxy_auth=own.proxy_auth)
    _own(http, "max_ratelimit_timeout")
    # The constructor would raise this to 30 s.
    http.max_ratelimit_timeout = longest_wait_s
    return http


def bound_silence(client: discord.Client, silence_s: float) -> None:
    """Reconnect when no frame came for so long, or sooner if the bot was built so."""
    state = client._connection
    state.heartbeat_timeout = min(_own(state, "heartbeat_timeout"), silence_s)


def bound_waits(client: discord.Client, *, silence_s: float, ratelimit_s: float) -> None:
    """Reconnect when no frame came for `silence_s`; don't sleep longer than `ratelimit_s`.

    What the bot was built with counts if it is stricter.
    """
    bound_silence(client, silence_s)
    own = _own(client.http, "max_ratelimit_timeout")
    client.http.max_ratelimit_timeout = min(own, ratelimit_s) if own else ratelimit_s


def hear(client: discord.Client, **handlers: Callable[..., None]) -> None:
    """Call these at the client's events, by their names without `on_`, as `dispatch` is.

    A `Client` has no listeners, and those of a `Bot` are a task for each event.
    """
    state = client._connection
    _own(state, "dispatch")
    dispatch = _own(client, "dispatch")

    def heard_dispatch(event: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as discord.py's
        if event in handlers:
            try:
                handlers[event](*args)
            except Exception:  # noqa: BLE001 - border: the bot's own events go on whatever happens here
                _log.exception("the keepalive failed at the event %s", event)
        dispatch(event, *args, **kwargs)

    client.dispatch = heard_dispatch
    # The state took the client's when it was made, and so did shards that are there already.
    state.dispatch = heard_dispatch
    if isinstance(client, discord.AutoShardedClient):
        for shard in client.shards.values():
            _own(shard._parent, "_dispatch")
            shard._parent._dispatch = heard_dispatch


class Follower(Protocol):
    """Told of a client's life by the client itself. Nothing here may raise."""

    async def begins(self) -> None:
        """It is about to log in."""
        ...

    def accepted(self) -> None:
        """It is logged in."""
        ...

    async def connection_ends(self) -> None:
        """It is no longer connected, and would end its run; waits where that must not be yet."""
        ...

    def closes(self) -> None:
        """It is about to be closed."""
        ...

    async def closed(self) -> None:
        """It is closed."""
        ...


_FOLLOWER: Final = "_discord_keepalive"


def follow(client: discord.Client, follower: Follower) -> Callable[[], Awaitable[None]]:
    """Have the client's own `login`, `connect` and `close` tell `follower`: there is no other sign.

    Before `client.run()` there is no loop to begin anything on. Returns the client's own `close`,
    which tells nobody.
    """
    login, connect, own_close = (_own(client, name) for name in ("login", "connect", "close"))

    async def followed_login(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the bot's own
        await follower.begins()
        await login(*args, **kwargs)
        follower.accepted()

    async def followed_connect(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the bot's own
        try:
            await connect(*args, **kwargs)
        finally:
            await follower.connection_ends()

    async def followed_close() -> None:
        follower.closes()
        try:
            await own_close()
        finally:
            await follower.closed()

    client.login = followed_login
    client.connect = followed_connect
    client.close = followed_close
    setattr(client, _FOLLOWER, follower)
    return own_close


def follower(client: discord.Client) -> Follower | None:
    """Who follows this client, if anybody does."""
    return getattr(client, _FOLLOWER, None)


def fence(client: discord.Client, check: Callable[[], None]) -> None:
    """Ask `check` before each connect to the gateway and each REST call that changes something.

    What it raises goes to whoever wanted to speak. Answers to interactions need no fence: Discord
    takes the first one only. Connects are also paced, since discord.py 2.7.1 makes no pause when a
    gateway accepts a connection and then drops it.
    """
    pace = Pace(at_once=_CONNECTS, every_s=_CONNECT_EVERY_S)
    http = client.http
    connect, request = _own(http, "ws_connect"), _own(http, "request")

    async def ws_connect(url: str, *, compress: int = 0) -> Any:  # noqa: ANN401 - as aiohttp's
        await pace.passes()
        check()
        return await connect(url, compress=compress)

    async def fenced_request(route: Route, **options: Any) -> Any:  # noqa: ANN401 - as discord.py's
        if route.method != "GET":
            check()
        return await request(route, **options)

    http.ws_connect = ws_connect
    http.request = fenced_request


def observe_requests(client: discord.Client, ended: Callable[[BaseException | None], None]) -> None:
    """Tell `ended` how each REST call of the bot ended; one that was cancelled tells nothing."""
    request = _own(client.http, "request")

    async def observed_request(route: Route, **options: Any) -> Any:  # noqa: ANN401 - as discord.py's
        try:
            answer = await request(route, **options)
        except Exception as error:
            ended(error)
            raise
        ended(None)
        return answer

    client.http.request = observed_request


def leave_dead_resume_host(client: discord.Client) -> Callable[[], None]:
    """Try the default gateway too where a session's own host fails.

    Returns what to call when Discord greets this client. A sharded client leaves such a host by
    itself, with a fresh session.
    """
    host = ResumeHost()
    if isinstance(client, discord.AutoShardedClient):
        return host.greeted
    connect = _own(client.http, "ws_connect")

    async def ws_connect(url: str, *, compress: int = 0) -> Any:  # noqa: ANN401 - as aiohttp's
        there = URL(url)
        home = DiscordWebSocket.DEFAULT_GATEWAY.with_query(there.query)
        if _place(there) == _place(home):
            return await connect(url, compress=compress)
        return await host.open(lambda at: connect(at, compress=compress), there=url, home=str(home))

    client.http.ws_connect = ws_connect
    return host.greeted


def _place(url: URL) -> tuple[str | None, int | None, str]:
    return url.host, url.port, url.path.rstrip("/")


def pace_sweeps(client: discord.Client, clock: Clock) -> None:
    """Forget rate limits as soon as their time is over, and look for them now and then.

    discord.py 2.7.1 keeps each for five minutes, and goes through all of them whenever one is added
    beyond 256. Each channel and thread has its own for each call: a busy hour with thousands of
    threads held the event loop for most of its time, in these sweeps and in garbage collections.
    """
    http = client.http
    _require(
        {"_last_request", "_loop", "_pending_requests", "_sleeping"} <= {*Ratelimit.__slots__},
        "Ratelimit.…",
    )
    sweep, due = _own(http, "_try_clear_expired_ratelimits"), clock.monotonic()

    def sweep_when_due() -> None:
        nonlocal due
        now = clock.monotonic()
        if now >= due:
            due = now + _SWEEP_EVERY_S
            for key in [key for key, limit in http._buckets.items() if _is_over(limit)]:
                del http._buckets[key]
            sweep()

    http._try_clear_expired_ratelimits = sweep_when_due


def _is_over(limit: Ratelimit) -> bool:
    """Whether it says no more than a new one: nobody waits in it, and its time has passed."""
    if limit.outgoing or limit._pending_requests:
        return False
    now = limit._loop.time()
    expired = limit.expires is None or now > limit.expires
    return expired and not limit._sleeping.locked() and now - limit._last_request > _LIMIT_IDLE_S


def say_goodbye(client: discord.Client) -> None:
    """Let a client that is being closed leave with 1000, which ends its session at Discord.

    `Client.close()` of 2.7.1 means to. But aiohttp wakes the pending receive first, whose handler
    closes with 4000 before it: the session lives on, and the bot is shown online for minutes.
    """
    connect = _own(client.http, "ws_connect")

    async def ws_connect(url: str, *, compress: int = 0) -> Any:  # noqa: ANN401 - as aiohttp's
        socket: Any = await connect(url, compress=compress)
        close = socket.close

        async def close_properly(*, code: int = 4000, message: bytes = b"") -> bool:
            return await close(code=1000 if client.is_closed() else code, message=message)

        socket.close = close_properly
        return socket

    client.http.ws_connect = ws_connect


async def close(client: discord.Client) -> None:
    """Close it, also before it logged in: a sharded one of 2.7.1 then lacks what it closes."""
    if isinstance(client, discord.AutoShardedClient) and not hasattr(
        client, "_AutoShardedClient__queue"
    ):
        await client._async_setup_hook()
    await client.close()


def command_names(client: discord.Client) -> list[str]:
    """The full names of its text commands; a plain client has none."""
    if isinstance(client, commands.Bot | commands.AutoShardedBot):
        return [command.qualified_name for command in client.walk_commands()]
    return []


def forget_failed_login(client: discord.Client) -> None:
    """Let go of the HTTP session of a login that failed, but not of its connector."""
    session = getattr(client.http, "_HTTPClient__session", None)
    if session is not None and hasattr(session, "detach"):
        session.detach()


def heartbeat_interval_s(client: discord.Client, shard_id: int) -> float | None:
    """How often this connection sends heartbeats; None while there is none."""
    keep_alive = getattr(_websocket(client, shard_id), "_keep_alive", None)
    interval = getattr(keep_alive, "interval", None)
    return interval if isinstance(interval, float) else None


def sequence(client: discord.Client, shard_id: int) -> int | None:
    """The number of the last dispatch on this connection; None before the first one.

    Discord counts a session's dispatches from 1, and a resumed session goes on counting.
    """
    websocket = _websocket(client, shard_id)
    # As it came: a gateway that isn't Discord's may say anything.
    number = None if websocket is None else _own(websocket, "sequence")
    return number if isinstance(number, int) else None


async def request_sounds(client: discord.Client, shard_id: int, guild_id: int) -> None:
    """Ask through the gateway for a server's sounds (Discord's "Request Soundboard Sounds").

    discord.py 2.7.1 never does. The answer is an event that it doesn't know and passes over.
    """
    websocket = _websocket(client, shard_id)
    if websocket is not None:
        await _own(websocket, "send_as_json")({"op": 31, "d": {"guild_ids": [str(guild_id)]}})


async def reconnect_resumably(client: discord.Client, shard_id: int) -> None:
    """Drop one connection so that discord.py resumes its session: nothing is lost."""
    websocket = _websocket(client, shard_id)
    if websocket is not None:
        # Any code but 1000 and 1001 keeps the session alive at Discord.
        await websocket.close(code=4000)


def _websocket(client: discord.Client, shard_id: int) -> DiscordWebSocket | None:
    if not isinstance(client, discord.AutoShardedClient):
        # Typed as always there, but None before the first connection.
        return client.ws or None
    shard = client.get_shard(shard_id)
    return None if shard is None else _own(shard, "_parent").ws


def _own(owner: object, name: str) -> Any:  # noqa: ANN401 - of any type, as discord.py's are
    """What `owner` has by this name: relied on, or replaced. Raises InternalsChanged."""
    _require(hasattr(owner, name), f"{type(owner).__name__}.{name}")
    return getattr(owner, name)


def _require(condition: bool, what: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not condition:
        raise InternalsChanged(
            f"discord.py {discord.__version__} no longer has {what} as 2.7.1 does; "
            "adapt discord_internals.py"
        )
