"""The variables that belong to no feature alone; those of a feature are in its folder."""

from datetime import tzinfo

from apps.clanmatch.roster.settings import CrestSettings, RosterSettings
from shared.config.fields import PerhapsOneOf, SomeOf, Thing, time_zone
from shared.config.load import Settings
from shared.config.setting import setting
from shared.features.settings import GroundSettings
from shared.timing.zones import zone


class ClusterSettings(Settings):
    """Who may do what, and by which clock."""

    recruiter_role_ids: frozenset[int] = setting(
        SomeOf(Thing.ROLE), default=frozenset(), description="roles of recruiters"
    )
    lead_role_ids: frozenset[int] = setting(
        SomeOf(Thing.ROLE), default=frozenset(), description="roles of recruitment leads"
    )
    admin_role_ids: frozenset[int] = setting(
        SomeOf(Thing.ROLE),
        default=frozenset(),
        description="roles of admins; the Administrator permission counts as well",
    )
    welcome_allowed_roles: frozenset[int] = setting(
        SomeOf(Thing.ROLE),
        default=frozenset(),
        description="roles that may welcome; empty: admins, leads and recruiters",
    )
    recruiters_thread_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE),
        default=None,
        description="the recruiters' thread: daily summary; empty: none is posted",
    )
    timezone: tzinfo = setting(
        time_zone,
        default=zone("Europe/Vienna"),
        description="time zone of REFRESH_TIMES and {NOW}",
    )


class ClanmatchGroundSettings(CrestSettings, RosterSettings, ClusterSettings, GroundSettings):
    """All of these."""
