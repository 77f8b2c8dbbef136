"""Duplicate rows."""

from shared.config.fields import command_switch
from shared.config.load import Settings


class DedupeSettings(Settings):
    """Duplicate rows."""

    enable_cmd_dedupe: bool = command_switch("!dedupe_sheet")
