"""What became of a ticket."""

from shared.config.fields import command_switch
from shared.config.load import Settings


class WhySettings(Settings):
    """What became of a ticket."""

    enable_cmd_why: bool = command_switch("!why")
