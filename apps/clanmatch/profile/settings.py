"""The variables of clan profiles."""

from shared.config.fields import command_switch
from shared.config.load import Settings


class ProfileSettings(Settings):
    """Clan profiles."""

    enable_cmd_clan: bool = command_switch("!clan")
