"""The variables of the morning list and the figures."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from shared.config.fields import PerhapsOneOf, Thing, command_switch, time_of_day
from shared.config.load import Settings
from shared.config.setting import setting


class MorningSettings(Settings):
    """The morning list and the figures."""

    morning_list_time: time | None = setting(
        time_of_day,
        default=None,
        description="when the list of open tickets is posted, in TIMEZONE; empty: never",
    )
    morning_list_thread_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE),
        default=None,
        description="thread or channel of the morning list",
    )
    morning_list_ping_role_id: int | None = setting(
        PerhapsOneOf(Thing.ROLE),
        default=None,
        description="role mentioned in the morning list, once a day; empty: nobody",
    )
    enable_cmd_tickets: bool = command_switch("!tickets")
    enable_cmd_figures: bool = command_switch("!figures")

    @classmethod
    def clashes(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """A list needs a place."""
        if read.get("morning_list_time") is not None and not read.get("morning_list_thread_id"):
            yield (
                "morning_list_thread_id",
                "is needed by MORNING_LIST_TIME: where is the list to go?",
            )
