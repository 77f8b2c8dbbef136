"""One run, from an empty sandbox to the verdict."""

import contextlib
import re
import tempfile
from collections.abc import AsyncGenerator, Callable
from functools import partial
from pathlib import Path
from typing import Final

import aiohttp

from sandbox.chaos import lessons, script, troubles, world
from sandbox.chaos.hosting import Host
from sandbox.chaos.lessons import Lesson
from sandbox.chaos.report import Outcome
from sandbox.chaos.script import Script
from sandbox.chaos.stage import Stage
from sandbox.chaos.troubles import TROUBLES
from sandbox.chaos.truth import Witness
from sandbox.discord.scenes import sample_world
from sandbox.environment import seats_env
from sandbox.server import Sandbox
from shared.keepalive.canary import ANSWER_WITHIN_S
from shared.keepalive.watchdog import UNANSWERED_MEANS_DEAF
from shared.timing.clock import Clock, SystemClock

_HEARTBEAT_S: Final = 1.5
_ACK_TIMEOUT_S: Final = 5.0
_CHECK_S: Final = 0.5
_DETECT_S: Final = _ACK_TIMEOUT_S + _HEARTBEAT_S + _CHECK_S
"""After so long a deaf gateway must have been noticed."""
_CANARY_QUIET_S: Final = 2.0
_LONGEST_QUIET_S: Final = _CANARY_QUIET_S * 1.2 + _CHECK_S
_ASKED_S: Final = UNANSWERED_MEANS_DEAF * (ANSWER_WITHIN_S + _LONGEST_QUIET_S)
"""After so long a session that is told nothing must have been found by questions."""
# Minutes become seconds, so that every rule has its turn within a run.
LIMITS: Final = {
    "WATCHDOG_CHECK_SEC": f"{_CHECK_S:g}",
    "WATCHDOG_MAX_DISCONNECT_SEC": "10",
    "WATCHDOG_ACK_TIMEOUT_SEC": f"{_ACK_TIMEOUT_S:g}",
    "WATCHDOG_ZOMBIE_IDLE_SEC": "20",
    "GATEWAY_SILENCE_SEC": "8",
    "CANARY_QUIET_SEC": f"{_CANARY_QUIET_S:g}",
    "CONNECT_RETRY_MAX_SEC": "2",
    "STOP_DEADLINE_SEC": "8",
    "SHEETS_CONNECT_TIMEOUT_SEC": "2",
    "SHEETS_READ_TIMEOUT_SEC": "3",
    "SHEETS_DEADLINE_SEC": "8",
    "SHEETS_REQUESTS_PER_MINUTE": "300",
}
_QUOTA: Final = 360
"""Reads a minute, and as many writes: as many tickets are closed in one as else in ten."""
_PAGES_WITHIN_S: Final = 2.0


class NoSuchTrouble(ValueError):
    """Nothing is left to deal."""


async def run_chaos(
    seed: str,
    seconds: float,
    *,
    say: Callable[[str], None] = lambda _: None,
    clock: Clock | None = None,
    everything: bool = False,
    only: str = "",
) -> Outcome:
    """Let both bots live through `seconds` of trouble and judge what is left.

    `everything`: what a bot is known to fail is dealt as well. `only`: a pattern that the names
    of the troubles match. Raises NoSuchTrouble.
    """
    off = frozenset[str]() if everything else troubles.NOT_YET
    lasts = {
        name: trouble.lasts
        for name, trouble in TROUBLES.items()
        if name not in off and re.search(only, name)
    }
    if not lasts:
        raise NoSuchTrouble(f"no trouble's name matches {only!r}; there are: {', '.join(TROUBLES)}")
    learnt = frozenset(Lesson) - (frozenset[Lesson]() if everything else lessons.NOT_YET)
    play = script.write(seed, seconds, lasts, learnt)
    async with _stage(play, say, clock or SystemClock()) as stage:
        await stage.start()
        await stage.storm()
        await stage.settle()
        await stage.finale()
        await stage.stop()
        return stage.outcome()


def _seats(app: str, box: Sandbox) -> dict[str, str]:
    return seats_env(box.places) if app == sample_world.CLANMATCH else {}


@contextlib.asynccontextmanager
async def _stage(play: Script, say: Callable[[str], None], clock: Clock) -> AsyncGenerator[Stage]:
    async with contextlib.AsyncExitStack() as open_things:
        enter = open_things.enter_async_context
        build = partial(world.build, welcome=play.welcome, promo=play.promo)
        box = await enter(Sandbox.open(seed=build, heartbeat_interval=_HEARTBEAT_S))
        box.sheets.quota.reads = box.sheets.quota.writes = _QUOTA
        limit = aiohttp.ClientTimeout(total=_PAGES_WITHIN_S)
        web = await enter(aiohttp.ClientSession(timeout=limit))
        folder = open_things.enter_context(tempfile.TemporaryDirectory(prefix="chaos-bots-"))
        witness = Witness(box, world.APPS, detect_s=_DETECT_S, asked_s=_ASKED_S, clock=clock)
        hosts = {
            app: Host(
                app,
                lambda it: {**box.bot_env(it), **LIMITS, **_seats(it, box)},
                folder=Path(folder),
                clock=clock,
                web=web,
                changed=witness.changed,
                said=witness.ears.said,
            )
            for app in world.APPS
        }
        stage = Stage(play, box, hosts, witness, say=say, clock=clock)
        open_things.push_async_callback(stage.close)
        yield stage
