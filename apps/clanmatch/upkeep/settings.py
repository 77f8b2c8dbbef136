"""The variables of the sheets' upkeep."""

from datetime import time

from shared.config.fields import command_switch, times_of_day
from shared.config.load import Settings
from shared.config.setting import setting


class UpkeepSettings(Settings):
    """Reading the sheets again."""

    refresh_times: tuple[time, ...] = setting(
        times_of_day,
        default=(time(2), time(10), time(18)),
        description="when the sheets are read again",
    )
    enable_cmd_reload: bool = command_switch("!reload")
    enable_cmd_mmhealth: bool = command_switch("!mmhealth")
