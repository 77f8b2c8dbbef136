"""One run of one bot whose process is ours: from the first page served to the last thing closed."""

import logging

import discord

from .around import Around
from .connection import Connection
from .discord_internals import close, command_names
from .lifetime import ExitStatus, Step, StopRequest
from .listening import PortUnavailable
from .parts import Parts
from .webserver import WebServer

_log = logging.getLogger(__name__)

# A close that hangs must leave time for what is waiting to be written.
GATEWAY_CLOSE_S = 5.0
KEEP_HISTORY_S = 2.0
# Of a stop that somebody else waits for: longer silence helps nobody, catch-up finds the rest.
_HAND_OVER_S = 6.0


class Running:
    """Starts everything around a bot, waits for a request to stop, stops it in order."""

    def __init__(self, parts: Parts, *, bot: discord.Client, token: str, server: WebServer) -> None:
        self._parts = parts
        self._bot = bot
        self._token = token
        self._server = server
        self._around = Around(parts, bot, ended=self._ended)

    async def run(self) -> StopRequest:
        """From the first page served to the last thing closed."""
        parts = self._parts
        with parts.lifetime.signals():
            self._around.begin()
            try:
                await self._start()
                request = await parts.lifetime.requested()
                self._around.says_stopping(request)
            finally:
                # Does nothing unless this very task was cancelled; bounds the stop then as well.
                parts.lifetime.request_stop(ExitStatus.STOPPED, "cancelled", cause="cancelled")
                await self._stop()
                await self._around.end()
        return self._last_word(request)

    def _last_word(self, request: StopRequest) -> StopRequest:
        # A signal during the stop may have made it final.
        last = self._parts.lifetime.request or request
        if last is not request:
            self._parts.last_run.end(last)
        return last

    async def _start(self) -> None:
        try:
            await self._server.start()
        except PortUnavailable as taken:
            self._parts.lifetime.request_stop(ExitStatus.PORT_UNAVAILABLE, str(taken), cause="port")
            return
        self._around.watch()
        self._around.add("jobs", self._jobs_once_ready())
        self._around.add("connection", self._make_connection().run())
        self._around.add("turn", self._until_turn_is_lost())

    async def _stop(self) -> None:
        """Gateway first: the other instance must not see us answer any longer than needed."""
        await self._parts.lifetime.close_all(
            before=[
                Step("the gateway", lambda: close(self._bot), at_most_s=GATEWAY_CLOSE_S),
                Step("background tasks", self._around.end_tasks),
            ],
            after=[
                Step("the turn", self._parts.turn.give_up),
                Step("the history", self._parts.archive.save, at_most_s=KEEP_HISTORY_S),
                Step("the health pages", self._server.close),
            ],
        )

    async def _jobs_once_ready(self) -> None:
        await self._around.attachment.first_ready.wait()
        # Nobody could give one before.
        self._parts.figures.expect_commands(command_names(self._bot))
        await self._around.end_long_outage()
        await self._parts.jobs.run()

    async def _until_turn_is_lost(self) -> None:
        loss = await self._parts.turn.lost()
        self._parts.lifetime.request_stop(
            ExitStatus.STAND_BY, loss.words, cause="turn", within_s=_HAND_OVER_S
        )

    def _ended(self, name: str, error: BaseException | None) -> None:
        if error is None:
            return
        if self._parts.lifetime.request is not None:
            # discord.py trips when its connections are closed under it; the stop goes on.
            _log.info("%s was cut short by the stop: %r", name, error)
            return
        _log.critical("%s ended unexpectedly", name, exc_info=error)
        self._parts.figures.count_error(name)
        self._parts.lifetime.request_stop(
            ExitStatus.CRASHED, f"{name} failed: {type(error).__name__}", cause="crash"
        )

    def _make_connection(self) -> Connection:
        parts = self._parts
        return Connection(
            bot=self._bot,
            token=self._token,
            tracker=parts.tracker,
            lifetime=parts.lifetime,
            turn=parts.turn,
            clock=parts.clock,
            identify_reserve=parts.settings.identify_reserve,
            longest_retry_s=parts.settings.connect_retry_max_sec,
            silence_s=parts.settings.gateway_silence_sec,
            hold_s=parts.settings.fatal_hold_sec,
            accepted=parts.accept,
            budget_read=parts.budget_read,
        )
