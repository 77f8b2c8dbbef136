"""`python -m apps.<bot> [--check]`: read the settings or say what is wrong; then run or check."""

import argparse
import logging
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from shared.config import interpreter
from shared.config.load import ENV_FILE, SettingsInvalid, whence
from shared.keepalive.lifetime import STANDBY_OPTION, ExitStatus, run_process
from shared.keepalive.settings import KeepaliveSettings
from shared.logs.setup import set_up_logging

S = TypeVar("S", bound=KeepaliveSettings)
_log = logging.getLogger(__name__)


def start(
    *,
    program: str,
    description: str,
    settings_type: type[S],
    run: Callable[[S, bool], Coroutine[Any, Any, ExitStatus]],
    check: Callable[[S], Coroutine[Any, Any, ExitStatus]],
) -> NoReturn:
    """Do what the command line asks, and end the process with the status that comes of it.

    `run` is also told whether to stand by until no other instance speaks.
    """
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument(
        "--check",
        action="store_true",
        help="look at settings, spreadsheet, Discord and permissions, say what is wrong, and end",
    )
    parser.add_argument(
        STANDBY_OPTION,
        action="store_true",
        help="with several instances: speak only when no other does, instead of taking over",
    )
    parser.add_argument(
        "--env-file",
        type=Path,
        default=ENV_FILE,
        metavar="FILE",
        help="read what the environment doesn't hold from FILE instead of .env in this folder",
    )
    options = parser.parse_args()
    checks: bool = options.check
    file: Path = options.env_file
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
    run_process(check(settings) if checks else run(settings, options.standby))


def _refuse(*lines: str) -> NoReturn:
    print(*lines, sep="\n", file=sys.stderr)  # noqa: T201 - there is no log yet
    sys.exit(ExitStatus.CONFIGURATION)


def _warn(words: str, *, as_finding: bool) -> None:
    if as_finding:
        print("WARN", words)  # noqa: T201 - for whoever typed `--check`
    else:
        _log.warning("%s", words)
