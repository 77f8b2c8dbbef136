"""What any feature of any bot may stand on; each bot adds its own rooms below the features."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from shared.chat.bot import ChatBot
from shared.chat.discord_clock import DiscordClock
from shared.chat.findings import Need
from shared.chat.log_channel import LogChannel
from shared.keepalive.service import Keepalive
from shared.sheets.ports import Workbook
from shared.timing.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Ground:
    """The bot as a client, and what surrounds it. Nothing of it is connected yet."""

    client: ChatBot
    clock: Clock
    discord_clock: DiscordClock
    """The date by Discord, where this machine's own may be wrong."""
    keepalive: Keepalive
    workbook: Workbook
    log_channel: LogChannel
    needs: Sequence[Need]
    """What all features must be able to do, channel by channel."""

    def shared(self) -> dict[str, Any]:
        """All of it by name, for the ground of one bot, which adds to it."""
        return {each.name: getattr(self, each.name) for each in fields(Ground)}
