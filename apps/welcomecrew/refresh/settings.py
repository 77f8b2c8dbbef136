"""The refresh."""

from datetime import time

from shared.config.fields import command_switch, times_of_day
from shared.config.load import Settings
from shared.config.setting import setting


class RefreshSettings(Settings):
    """The refresh."""

    refresh_times: tuple[time, ...] = setting(
        times_of_day,
        default=(time(2), time(10), time(18)),
        description="when tags are read again and missed tickets caught up with",
    )
    enable_cmd_reload: bool = command_switch("!reload")
