"""Settings of a bot that isn't ours: what is wrong costs that setting, not the watch."""

from typing import Any

from ..ground.load import (
    ENV_FILE,
    Problem,
    SettingsInvalid,
    env_file,
    environment,
    settings_of,
    texts_in,
)
from ..ground.setting import names_of
from ..settings import WatchSettings


def read_what_is_right(**given: Any) -> tuple[WatchSettings, tuple[Problem, ...]]:  # noqa: ANN401 - of any setting's type
    """The settings with the defaults of those that are wrong, and what is wrong with these.

    `given` by the program goes before the environment; None counts as not given.
    """
    values: dict[str, Any] = texts_in(WatchSettings, environment(), env_file(ENV_FILE))
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return WatchSettings.of(values), ()
    except SettingsInvalid as invalid:
        wrong = {problem.variable for problem in invalid.problems}
        bad = {each.name for each in settings_of(WatchSettings) if names_of(each)[0] in wrong}
        right = {name: value for name, value in values.items() if name not in bad}
        return WatchSettings.of(right), invalid.problems
