"""Looking at the settings."""

from shared.config.fields import switch
from shared.config.load import Settings
from shared.config.setting import setting


class EnvCheckSettings(Settings):
    """Looking at the settings."""

    enable_cmd_env_check: bool = setting(switch, default=True, description="switch of !env_check")
