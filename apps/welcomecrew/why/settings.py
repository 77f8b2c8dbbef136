"""What became of a ticket."""

from shared.config.fields import switch
from shared.config.load import Settings
from shared.config.setting import setting


class WhySettings(Settings):
    """What became of a ticket."""

    enable_cmd_why: bool = setting(switch, default=True, description="switch of !why")
