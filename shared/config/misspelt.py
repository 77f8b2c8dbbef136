"""Variables that are set and mean nothing, though they look like one that does."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from shared.config.load import ENV_FILE, Settings, env_file
from shared.config.variables import variables

# By trial: RECRUITER_ROLE_ID and WELCOME_CHANNEL are hits, and no two of our own variables are.
_ALIKE_ENOUGH: Final = 89.0
_SHORTEST: Final = 6


def names_set(file: Path = ENV_FILE) -> set[str]:
    """Every variable of the environment and of the file that settings are read from."""
    names = set(os.environ)  # noqa: TID251 - names alone, to compare them with those of settings
    return names | {name.upper() for name in env_file(file)}


def misspelt(settings: type[Settings], names: Iterable[str]) -> list[tuple[str, str]]:
    """Of `names` those that `settings` don't know, each with the unset variable it resembles."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - for `--check`; no start needs it

    known = {
        name for variable in variables(settings) for name in (variable.name, *variable.older_names)
    }
    given = {name.upper() for name in names}
    missed = sorted(known - given)
    found: list[tuple[str, str]] = []
    for name in sorted(given - known):
        if len(name) < _SHORTEST:
            continue
        best = process.extractOne(name, missed, scorer=fuzz.ratio, score_cutoff=_ALIKE_ENOUGH)
        if best is not None:
            found.append((name, best[0]))
    return found
