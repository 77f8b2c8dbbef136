"""Watching tickets."""

from shared.config.fields import command_switch
from shared.config.load import Settings


class WatchSettings(Settings):
    """Watching tickets."""

    enable_cmd_watch_status: bool = command_switch("!watch_status")
