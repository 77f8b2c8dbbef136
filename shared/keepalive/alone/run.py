"""`run(client, token)`: the keepalive owns the process, from the first page to the exit status."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Final, NoReturn

import discord

from ..discord_internals import follower
from ..ground.clock import Clock, SystemClock
from ..ground.load import ENV_FILE, SettingsInvalid, whence
from ..ground.turn import OnlyInstance, Turn
from ..lifetime import ExitStatus, begin_anew, end_now, run_process
from ..service import Keepalive
from ..settings import SHORTEST_TOKEN, WatchSettings
from ..vitals import instance_name
from .about import ABOUT_REST, README
from .checks import AnyCheck, as_check
from .foreign import why_not
from .name import name_of_program

_STANDBY: Final = "KEEPALIVE_STANDBY"


def run(
    client: discord.Client,
    token: str,
    *,
    name: str = "",
    components: Mapping[str, AnyCheck] | None = None,
    redis_url: str = "",
) -> NoReturn:
    """In place of `client.run(token)`; ends the process with a status that says why.

    Beyond what `attach` does: SIGTERM is an ordered stop, the first connect is tried again, a rate
    limit at login and an empty budget of identifies are waited for, and what no restart will mend
    ends with 78. `components`: as `Attached.component`. `redis_url`: of several instances one
    speaks (`discord-keepalive[lease]`).
    """
    if words := why_not(client):
        _refuse(words)
    if follower(client) is not None:
        _refuse("this client has a keepalive attached: take either attach() or run()")
    if len((token or "").strip()) < SHORTEST_TOKEN:
        _refuse("the token is missing or too short to be one; give run() the bot's token")
    try:
        settings = WatchSettings.load()
    except SettingsInvalid as invalid:
        _refuse(f"the settings need a change (from {whence(ENV_FILE)}):", *invalid.lines())
    if not logging.getLogger().handlers:
        discord.utils.setup_logging()
    service, clock = name or name_of_program(), SystemClock()
    keepalive = Keepalive(
        service=service,
        settings=settings,
        clock=clock,
        turn=_turn(redis_url, service=service, settings=settings, clock=clock),
        end_process=_end_now,
        runbook=README,
        about_rest=ABOUT_REST,
    )
    for part, check in (components or {}).items():
        keepalive.components.register(part, as_check(part, check))
    run_process(keepalive.run(client, token.strip()), anew=_stand_by)


def _turn(redis_url: str, *, service: str, settings: WatchSettings, clock: Clock) -> Turn:
    if not redis_url:
        return OnlyInstance()
    from ..lease.choice import turn_for  # noqa: PLC0415 - an extra
    from ..lease.settings import LeaseSettings  # noqa: PLC0415 - an extra

    try:
        lease = LeaseSettings.of({"redis_url": redis_url})
    except SettingsInvalid as invalid:
        _refuse("redis_url can't be used:", *invalid.lines())
    standby = bool(os.environ.pop(_STANDBY, ""))  # noqa: TID251 - ours, from `_stand_by`
    return turn_for(
        lease,
        service=service,
        shards=None,
        instance=instance_name(settings),
        standby=standby,
        clock=clock,
    )


def _stand_by() -> NoReturn:
    """The program begins anew with its own arguments: it may know no option of ours."""
    os.environ[_STANDBY] = "1"  # noqa: TID251 - for the same program, in this process
    begin_anew(sys.orig_argv)


def _end_now(status: int) -> NoReturn:
    if status == ExitStatus.STAND_BY:
        _stand_by()
    end_now(status)


def _refuse(*lines: str) -> NoReturn:
    print(*lines, sep="\n", file=sys.stderr)  # noqa: T201 - there may be no log yet
    sys.exit(ExitStatus.CONFIGURATION)
