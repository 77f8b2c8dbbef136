"""Looking at the spreadsheet."""

from shared.config.fields import switch
from shared.config.load import Settings
from shared.config.setting import setting


class SheetCommandSettings(Settings):
    """Looking at the spreadsheet."""

    enable_cmd_sheetstatus: bool = setting(
        switch, default=True, description="switch of !sheetstatus"
    )
    enable_cmd_checksheet: bool = setting(switch, default=True, description="switch of !checksheet")
    enable_cmd_clan_tags_debug: bool = setting(
        switch, default=True, description="switch of !clan_tags_debug"
    )
