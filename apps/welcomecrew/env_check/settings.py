"""Looking at the settings."""

from shared.config.fields import command_switch
from shared.config.load import Settings


class EnvCheckSettings(Settings):
    """Looking at the settings."""

    enable_cmd_env_check: bool = command_switch("!env_check")
