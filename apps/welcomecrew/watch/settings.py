"""Watching tickets."""

from shared.config.fields import switch
from shared.config.load import Settings
from shared.config.setting import setting


class WatchSettings(Settings):
    """Watching tickets."""

    enable_cmd_watch_status: bool = setting(
        switch, default=True, description="switch of !watch_status"
    )
