"""`attach(client)`: one line before `client.run(token)`, and the bot is watched."""

import asyncio
import logging

import discord

from ..components import About
from ..discord_internals import follower
from ..ground.clock import SystemClock
from ..health import HealthReport
from ..service import Keepalive
from .about import ABOUT_REST, README
from .beside import Beside
from .checks import AnyCheck, as_check
from .foreign import why_not
from .name import name_of_program
from .settings import read_what_is_right

_log = logging.getLogger(__name__)


class Attached:
    """What `attach` gives. Nothing in it raises, also where the client could not be attached to."""

    def __init__(self, keepalive: Keepalive | None = None) -> None:
        self._keepalive = keepalive

    def component(
        self,
        name: str,
        check: AnyCheck,
        *,
        every: float = 60.0,
        timeout: float = 5.0,
        lost: str = "nothing",
    ) -> None:
        """Show on the pages how something else is that the bot needs, such as its database.

        `check` returns words (or nothing) while all is well, and returns False or raises when not;
        it may be a coroutine function. `every` and `timeout` are seconds. `lost`: what is lost
        meanwhile, in words. A failing component never restarts the bot.
        """
        if self._keepalive is None:
            return
        try:
            self._keepalive.components.register(
                name, as_check(name, check), timeout=timeout, ttl=every, about=About(lost=lost)
            )
        except ValueError as error:
            _log.error("%s; this one is left out", error)

    @property
    def health(self) -> HealthReport | None:
        """How the bot is, as on its pages; None where it isn't watched. Never waits."""
        return None if self._keepalive is None else self._keepalive.health()


def attach(client: discord.Client, *, name: str = "", port: int | None = None) -> Attached:
    """Watch this client from its login on, and serve `/healthz` and `/status`.

    `name`: what the pages call the bot; by default its file. `port`: goes before the variable
    `PORT` (10000). Call it before `client.run(token)`, or later, while the loop runs. A restart
    ends the process with status 1. Raises nothing: what is wrong is logged.
    """
    if words := why_not(client):
        _log.error("%s", words)
        return Attached()
    try:
        return _attach(client, name=name, port=port)
    except Exception:  # noqa: BLE001 - border: a bot that nobody watches is better than none
        _log.exception("the keepalive can't be attached; the bot goes on without")
        return Attached()


def _attach(client: discord.Client, *, name: str, port: int | None) -> Attached:
    known = follower(client)
    if known is not None:
        _log.warning("this client has a keepalive already; the second one is left out")
        return Attached(known.keepalive if isinstance(known, Beside) else None)
    settings, problems = read_what_is_right(port=port)
    for problem in problems:
        _log.error("%s %s; the default counts", problem.variable, problem.message)
    keepalive = Keepalive(
        service=name or name_of_program(),
        settings=settings,
        clock=SystemClock(),
        runbook=README,
        about_rest=ABOUT_REST,
    )
    beside = Beside(client, keepalive, settings)
    if client.user is not None:
        _begin_late(beside)
    return Attached(keepalive)


def _begin_late(beside: Beside) -> None:
    """In `setup_hook`, or in a cog that is loaded while the bot runs: it is logged in already."""

    async def begin() -> None:
        await beside.begins()
        beside.accepted()

    task = asyncio.get_running_loop().create_task(begin(), name="keepalive-begin")
    beside.hold(task)
