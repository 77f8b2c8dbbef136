"""Looking at the spreadsheet."""

from shared.config.fields import command_switch
from shared.config.load import Settings


class SheetCommandSettings(Settings):
    """Looking at the spreadsheet."""

    enable_cmd_sheetstatus: bool = command_switch("!sheetstatus")
    enable_cmd_checksheet: bool = command_switch("!checksheet")
    enable_cmd_clan_tags_debug: bool = command_switch("!clan_tags_debug")
