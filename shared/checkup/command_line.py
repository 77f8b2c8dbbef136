"""`python -m apps.<bot> [--check]`: read the settings or say what is wrong; then run or check.

What is imported here is imported before the first page is served: no web server, no Discord.
"""

import argparse
import logging
import shlex
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

from shared.config import interpreter
from shared.config.load import ENV_FILE, SettingsInvalid, whence
from shared.immutable import immutable
from shared.keepalive.first_light import FirstLight
from shared.keepalive.lifetime import (
    STANDBY_OPTION,
    ExitStatus,
    StopRequest,
    hold_signals_back,
    run_process,
    say,
)
from shared.keepalive.listening import PortUnavailable
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.vitals import Vitals
from shared.logs.setup import set_up_logging
from shared.timing.clock import SystemClock

S = TypeVar("S", bound=KeepaliveSettings)
_log = logging.getLogger(__name__)
_SETUP_OPTION = "--setup"
_FILE_OPTION = "--env-file"


@immutable
class Beginning:
    """How this process was started, and the pages that it serves already, if it does."""

    first_light: FirstLight | None = None
    standby: bool = False
    """Wait until no other instance speaks, instead of asking for the turn."""


@immutable
class Program(Generic[S]):
    """What a bot does once it is loaded."""

    run: Callable[[S, Beginning], Coroutine[Any, Any, ExitStatus]]
    check: Callable[[S], Coroutine[Any, Any, ExitStatus]]
    set_up: Callable[[Path], Path | None] | None = None
    """Asks a person for the settings; the file that they are in, None if nothing was changed."""


class SetupFailed(Exception):
    """The settings could not be asked for or written; `str()` says why, in plain words."""


def start(
    *, program: str, description: str, settings_type: type[S], load: Callable[[], Program[S]]
) -> NoReturn:
    """Do what the command line asks, and end the process with the status that comes of it.

    `load` imports the bot, which takes most of a start: the settings are checked and the port is
    bound before.
    """
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument(
        "--check",
        action="store_true",
        help="look at settings, spreadsheet, Discord and permissions, say what is wrong, and end",
    )
    parser.add_argument(
        _SETUP_OPTION,
        action="store_true",
        help="ask for the settings one by one, try them, write them to .env, check, and end",
    )
    parser.add_argument(
        STANDBY_OPTION,
        action="store_true",
        help="with several instances: speak only when no other does, instead of taking over",
    )
    parser.add_argument(
        _FILE_OPTION,
        type=Path,
        default=ENV_FILE,
        metavar="FILE",
        help="read what the environment doesn't hold from FILE instead of .env in this folder",
    )
    options = parser.parse_args()
    checks: bool = options.check
    file: Path = options.env_file
    if options.setup:
        _set_up(load(), settings_type, file)
    if file != ENV_FILE and not file.is_file():
        _refuse(f"There is no file {file.absolute()}; correct --env-file.")
    try:
        settings = settings_type.load(file)
    except OSError as error:
        _refuse(f"{file.absolute()} can't be read: {error.strerror}.")
    except SettingsInvalid as invalid:
        _refuse(f"The settings need a change (read from {whence(file)}):", *invalid.lines())
    set_up_logging(
        # A check speaks for itself; its findings are no log lines.
        level="ERROR" if checks else settings.log_level,
        form=settings.log_format,
        secrets=settings.secrets(),
    )
    if not checks:
        _log.info("settings: from %s", whence(file))
    if (doubt := interpreter.doubt()) is not None:
        _warn(doubt, as_finding=checks)
    if checks:
        run_process(load().check(settings))
    # Loading the bot takes seconds on a slow host.
    hold_signals_back()
    first_light = _first_light(program, settings)
    run_process(load().run(settings, Beginning(first_light, standby=options.standby)))


def _set_up(program: Program[S], settings_type: type[S], file: Path) -> NoReturn:
    """Ask, write, check, and say how the bot is started."""
    if program.set_up is None:
        _refuse(f"This bot has no {_SETUP_OPTION}.")
    set_up_logging(level="ERROR")
    try:
        written = program.set_up(file)
    except SetupFailed as failure:
        _refuse(str(failure))
    if written is None:
        sys.exit(ExitStatus.STOPPED)
    try:
        settings = settings_type.load(written)
    except SettingsInvalid as invalid:
        _refuse(f"The settings need a change (read from {whence(written)}):", *invalid.lines())
    set_up_logging(level="ERROR", secrets=settings.secrets())

    async def check() -> ExitStatus:
        print("\nLooking at all of it, as --check does:")  # noqa: T201 - for whoever answered
        status = await program.check(settings)
        print("\nThis starts the bot:", f"  {command_to_start(sys.orig_argv, written)}", sep="\n")  # noqa: T201 - for whoever answered
        return status

    run_process(check())


def command_to_start(command: Sequence[str], file: Path) -> str:
    """The command line of a setup, made into that of the bot whose settings it wrote."""
    parts = [part for part in command if part != _SETUP_OPTION]
    if _FILE_OPTION in parts:
        at = parts.index(_FILE_OPTION)
        del parts[at : at + 2]
    parts = [part for part in parts if not part.startswith(f"{_FILE_OPTION}=")]
    if file != ENV_FILE:
        parts += [_FILE_OPTION, str(file)]
    return shlex.join(parts)


def _first_light(service: str, settings: KeepaliveSettings) -> FirstLight:
    clock = SystemClock()
    vitals = Vitals(service=service, settings=settings, clock=clock)
    first_light = FirstLight(
        vitals, port=settings.port, strict_probe=settings.strict_probe, clock=clock
    )
    try:
        first_light.open()
    except PortUnavailable as taken:
        stop = StopRequest(ExitStatus.PORT_UNAVAILABLE, str(taken), "port")
        say(stop)
        vitals.last_run.begin()
        vitals.last_run.end(stop)
        sys.exit(stop.status)
    return first_light


def _refuse(*lines: str) -> NoReturn:
    print(*lines, sep="\n", file=sys.stderr)  # noqa: T201 - there is no log yet
    sys.exit(ExitStatus.CONFIGURATION)


def _warn(words: str, *, as_finding: bool) -> None:
    if as_finding:
        print("WARN", words)  # noqa: T201 - for whoever typed `--check`
    else:
        _log.warning("%s", words)
