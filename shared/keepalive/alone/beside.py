"""The keepalive beside a client that runs itself: begins with its login, ends with its close."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

import discord

from ..archive import Archive
from ..around import Around
from ..discord_internals import bound_silence, follow
from ..lifetime import ExitStatus, Step, StopRequest, bound_the_rest
from ..listening import PortUnavailable
from ..parts import Parts
from ..running import GATEWAY_CLOSE_S, KEEP_HISTORY_S
from ..service import Keepalive
from ..settings import WatchSettings
from ..snapshot import GatewayState, Waiting
from ..webserver import WebServer

_log = logging.getLogger(__name__)

_OWN_PART: Final = "keepalive"
_NOT_RUN_YET: Final = Waiting("the bot has not been run yet", state=GatewayState.STARTING)
# The one task that is meant to end by itself.
_ONCE: Final = "first ready"


class Beside:
    """Follows one client. Nothing that goes wrong in here is raised into the bot."""

    def __init__(
        self, client: discord.Client, keepalive: Keepalive, settings: WatchSettings
    ) -> None:
        self._client = client
        self._keepalive = keepalive
        self._settings = settings
        self._lifetime = keepalive.lifetime
        # Between `attach` and `run` nothing is away.
        keepalive.waits(_NOT_RUN_YET)
        # From the start on, which is on a loop.
        self._parts: Parts | None = None
        self._around: Around | None = None
        self._server: WebServer | None = None
        self._owner: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[None] | None = None
        self._beginning: asyncio.Task[None] | None = None
        self._close_gateway = follow(client, self)

    @property
    def keepalive(self) -> Keepalive:
        """Which one this is."""
        return self._keepalive

    def hold(self, beginning: asyncio.Task[None]) -> None:
        """Keep a beginning that came late, or it might be collected."""
        self._beginning = beginning

    async def begins(self) -> None:
        """The client logs in: serve, listen, judge."""
        if self._owner is None:
            await self._never_raising("the start", self._begin)

    def accepted(self) -> None:
        """Discord took the token."""
        if self._parts is not None:
            self._parts.accept()

    async def connection_ends(self) -> None:
        """The client would return from its run: not before a restart has its exit status."""
        request = self._lifetime.request
        if self._owner is not None and request is not None and _restarts(request):
            # Not for the owner itself: its SystemExit would be this task's as well.
            await asyncio.Event().wait()

    def closes(self) -> None:
        """The client is being closed by its bot, or by us."""
        self._lifetime.request_stop(
            ExitStatus.STOPPED, "the bot closed its connection", cause="closed"
        )

    async def closed(self) -> None:
        """The client is closed."""
        await self._never_raising("the end", self._stop_once)

    async def _begin(self) -> None:
        self._owner = asyncio.create_task(self._until_restart(), name="keepalive-owner")
        self._parts = parts = self._keepalive.parts()
        around = self._around = Around(parts, self._client, ended=self._ended)
        self._server = await self._keepalive.prepare(self._client)
        parts.tracker.wait_over()
        bound_silence(self._client, self._settings.gateway_silence_sec)
        around.begin()
        try:
            await self._server.start()
        except PortUnavailable as taken:
            self._server = None
            _log.error("%s; the bot is watched, but nobody can ask how it is", taken)
        around.watch()
        around.add(_ONCE, _once_ready(around))

    async def _until_restart(self) -> None:
        """Waits for a request to stop; a restart ends the process, since `run()` would give 0."""
        request = await self._lifetime.requested()
        if not _restarts(request):
            return
        await self._never_raising("the end", self._stop_once)
        # What the bot does on its way out must not keep the process.
        bound_the_rest(request.status)
        raise SystemExit(int(request.status))

    async def _stop_once(self) -> None:
        if self._parts is None or self._around is None:
            return
        if self._stopping is None:
            stop = self._stop(self._around, self._parts.archive)
            self._stopping = asyncio.create_task(stop, name="keepalive-stop")
        await asyncio.shield(self._stopping)

    async def _stop(self, around: Around, archive: Archive) -> None:
        lifetime, server = self._lifetime, self._server
        request = await lifetime.requested()
        around.says_stopping(request)
        gateway = [Step("the gateway", self._close_gateway, at_most_s=GATEWAY_CLOSE_S)]
        pages = [Step("the health pages", server.close)] if server is not None else []
        await lifetime.close_all(
            # Who closed by itself is closed already, or waits for us here.
            before=[
                *(gateway if _restarts(request) else []),
                Step("background tasks", around.end_tasks),
            ],
            after=[
                Step("the history", archive.save, at_most_s=KEEP_HISTORY_S),
                *pages,
            ],
        )
        await around.end()

    def _ended(self, name: str, error: BaseException | None) -> None:
        if name == _ONCE and error is None:
            return
        if self._lifetime.request is not None:
            return
        _log.critical("the keepalive's own task %s ended; the bot goes on", name, exc_info=error)
        if self._parts is not None:
            self._parts.figures.count_error(name)
        words = f"its own task {name} ended ({type(error).__name__}); restart the bot"
        self._keepalive.components.has_failed(f"{_OWN_PART}: {name}", words)
        if name == "pulse" and self._around is not None:
            # Without the pulse the guard would take the loop for a blocked one.
            self._around.unguard()

    async def _never_raising(self, what: str, act: Callable[[], Awaitable[None]]) -> None:
        try:
            await act()
        except Exception as error:  # noqa: BLE001 - border: the bot goes on whatever fails here
            _log.exception("%s of the keepalive failed; the bot goes on", what)
            self._keepalive.components.has_failed(
                f"{_OWN_PART}: {what}", f"{what} failed ({type(error).__name__}); see the log"
            )


async def _once_ready(around: Around) -> None:
    await around.attachment.first_ready.wait()
    await around.end_long_outage()


def _restarts(request: StopRequest) -> bool:
    return request.status is not ExitStatus.STOPPED
