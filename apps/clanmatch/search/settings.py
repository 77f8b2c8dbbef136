"""The variables of searching and of its panels."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.config.fields import PerhapsOneOf, Thing, command_switch, one_number_of, one_of, whole
from shared.config.load import Settings
from shared.config.setting import setting


class SearchSettings(Settings):
    """Searching the roster, and the panels."""

    search_results_soft_cap: int = setting(
        whole(at_least=1, at_most=100), default=25, description="most clans that a search shows"
    )
    panel_thread_mode: str = setting(
        one_of("same", "fixed"),
        default="same",
        description="where recruiter panels open: `same` channel, or the `fixed` thread",
    )
    panel_fixed_thread_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE), default=None, description="the thread of PANEL_THREAD_MODE=fixed"
    )
    panel_thread_archive_min: int = setting(
        one_number_of(60, 1440, 4320, 10080),
        default=10080,
        description="minutes of silence after which Discord archives that thread",
    )
    enable_cmd_clanmatch: bool = command_switch("!clanmatch")
    enable_cmd_clansearch: bool = command_switch("!clansearch")

    @property
    def fixed_thread_id(self) -> int | None:
        """Where recruiter panels open; None: where they are asked for."""
        return self.panel_fixed_thread_id if self.panel_thread_mode == "fixed" else None

    @classmethod
    def clashes(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Panels that open in one thread need to know which."""
        if (
            read.get("panel_thread_mode") == "fixed"
            and read.get("panel_fixed_thread_id", 0) is None
        ):
            yield "panel_fixed_thread_id", "PANEL_THREAD_MODE=fixed needs the id of the thread"
