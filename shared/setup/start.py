"""`--setup` from its first line to the written file."""

from pathlib import Path
from typing import Any, Final

from shared.checkup.command_line import SetupFailed
from shared.config.load import ENV_FILE, env_file, environment, texts_in
from shared.keepalive.settings import KeepaliveSettings
from shared.setup import env_store
from shared.setup.answers import Word, meaning
from shared.setup.bot import NewBot
from shared.setup.env_text import FileUnreadable, changed, unreadable_lines
from shared.setup.interview import Interview, Sources
from shared.setup.terminal import Terminal
from shared.setup.trials import Trials
from shared.timing.clock import Clock

_NEXT_PORT: Final = 1
_NOTHING_CHANGED: Final = "Nothing was changed."


def set_up(bot: NewBot[Any], file: Path, *, terminal: Terminal, clock: Clock) -> Path | None:
    """Ask, show, write; the file with the settings, or None where somebody ended it.

    Raises SetupFailed.
    """
    terminal.say(
        f"Setting up {bot.name}. Nothing is written before the end; Ctrl-C leaves everything as "
        "it is."
    )
    try:
        return _set_up(bot, file, terminal, clock)
    except KeyboardInterrupt:
        terminal.say("", _NOTHING_CHANGED)
        return None
    except EOFError:
        raise SetupFailed(f"No more answers came. {_NOTHING_CHANGED}") from None
    except OSError as error:
        raise SetupFailed(f"{error.filename}: {error.strerror}. {_NOTHING_CHANGED}") from error
    except FileUnreadable as error:
        raise SetupFailed(f"{file.absolute()}: {error}. {_NOTHING_CHANGED}") from error


def _set_up(bot: NewBot[Any], file: Path, terminal: Terminal, clock: Clock) -> Path | None:
    neighbour = file
    if file == ENV_FILE:
        file = _choose_file(bot, file, terminal)
    text = env_store.read(file)
    if odd := unreadable_lines(text):
        which = ", ".join(map(str, odd))
        terminal.say(
            f"In {file.absolute()} nothing can be made of line {which}; it stays as it is."
        )
    interview = Interview(
        bot,
        Sources(environment(), env_file(file)),
        terminal=terminal,
        trials=Trials(bot, terminal, clock),
    )
    if file != neighbour and not file.exists():
        interview.want({"port": str(_port_of(neighbour) + _NEXT_PORT)})
    changes = interview.changes(file)
    if changes is None:
        terminal.say("", _NOTHING_CHANGED)
        return None
    if changes:
        env_store.write(file, changed(text, changes))
        terminal.say("", f"Written: {file.absolute()}")
    return file


def _choose_file(bot: NewBot[Any], file: Path, terminal: Terminal) -> Path:
    """The file itself, or one beside it: each bot has a token of its own."""
    if "discord_token" not in texts_in(KeepaliveSettings, env_file(file)):
        return file
    other = file.with_name(f"{file.name}.{bot.name}")
    terminal.say(
        "",
        f"{file.absolute()} has a bot's settings already.",
        f"    1  They are {bot.name}'s: change them",
        f"    2  They are another bot's: leave them, and use {other.name} for {bot.name}",
    )
    while True:
        match meaning(terminal.ask("  [1 or 2, Enter for 1] > ")):
            case Word.KEEP | "1":
                return file
            case "2":
                return other
            case _:
                terminal.say("  1 or 2.")


def _port_of(file: Path) -> int:
    values = texts_in(KeepaliveSettings, env_file(file))
    read, _ = KeepaliveSettings.read(values)
    return int(read.get("port", 10_000))
