"""Duplicate rows."""

from shared.config.fields import switch
from shared.config.load import Settings
from shared.config.setting import setting


class DedupeSettings(Settings):
    """Duplicate rows."""

    enable_cmd_dedupe: bool = setting(switch, default=True, description="switch of !dedupe_sheet")
