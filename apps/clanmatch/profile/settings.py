"""The variables of clan profiles."""

from shared.config.fields import switch
from shared.config.load import Settings
from shared.config.setting import setting


class ProfileSettings(Settings):
    """Clan profiles."""

    enable_cmd_clan: bool = setting(switch, default=True, description="switch of !clan")
