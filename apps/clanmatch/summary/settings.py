"""The variables of the recruitment summary."""

from collections.abc import Mapping
from datetime import time

from shared.config.fields import PerhapsOneOf, Thing, command_switch, time_of_day
from shared.config.load import Settings
from shared.config.setting import setting


class SummarySettings(Settings):
    """The summary for recruiters."""

    post_time_utc: time = setting(
        time_of_day, default=time(17, 30), description="when the daily summary is posted, in UTC"
    )
    role_id_recruitment_coordinator: int | None = setting(
        PerhapsOneOf(Thing.ROLE), default=None, description="role mentioned in the daily summary"
    )
    role_id_recruitment_scout: int | None = setting(
        PerhapsOneOf(Thing.ROLE),
        default=None,
        description="second role mentioned in the daily summary",
    )
    enable_cmd_report: bool = command_switch("!report")

    @property
    def called(self) -> Mapping[str, int | None]:
        """The roles that the daily summary mentions, by their variables."""
        return {
            "ROLE_ID_RECRUITMENT_COORDINATOR": self.role_id_recruitment_coordinator,
            "ROLE_ID_RECRUITMENT_SCOUT": self.role_id_recruitment_scout,
        }
