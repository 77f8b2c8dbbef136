"""Settings from the environment; the keepalive, which stands alone, holds the reader."""

from shared.keepalive.ground.load import (
    ENV_FILE,
    Problem,
    Settings,
    SettingsInvalid,
    env_file,
    environment,
    names_in,
    settings_of,
    texts_in,
    whence,
)

__all__ = [
    "ENV_FILE",
    "Problem",
    "Settings",
    "SettingsInvalid",
    "env_file",
    "environment",
    "names_in",
    "settings_of",
    "texts_in",
    "whence",
]
