"""Every environment variable of this bot, typed and checked."""

from collections.abc import Iterator, Mapping
from datetime import time, tzinfo
from typing import Any

from shared.config.fields import (
    id_set,
    number,
    one_number_of,
    one_of,
    optional_id,
    switch,
    time_of_day,
    time_zone,
    times_of_day,
    url,
    whole,
)
from shared.config.load import Settings
from shared.config.setting import setting
from shared.keepalive.lease.settings import LeaseSettings
from shared.keepalive.settings import KeepaliveSettings
from shared.sheets.settings import SheetsSettings, tab_name
from shared.timing.zones import zone


class AccessSettings(Settings):
    """Who may do what, and where."""

    guild_ids: frozenset[int] = setting(
        id_set,
        default=frozenset(),
        description="home servers; empty: those with a role or channel named below",
    )
    recruiter_role_ids: frozenset[int] = setting(
        id_set, default=frozenset(), description="roles of recruiters"
    )
    lead_role_ids: frozenset[int] = setting(
        id_set, default=frozenset(), description="roles of recruitment leads"
    )
    admin_role_ids: frozenset[int] = setting(
        id_set,
        default=frozenset(),
        description="roles of admins; the Administrator permission counts as well",
    )
    welcome_allowed_roles: frozenset[int] = setting(
        id_set,
        default=frozenset(),
        description="roles that may welcome; empty: admins, leads and recruiters",
    )
    log_channel_id: int | None = setting(
        optional_id, default=None, description="channel for the bot's log lines"
    )
    alert_role_id: int | None = setting(
        optional_id,
        default=None,
        description="role mentioned in that channel, once, when tickets wait or something else "
        "fails for half an hour; empty: nobody",
    )


class CommandSwitches(Settings):
    """One switch for each command."""

    enable_cmd_clanmatch: bool = setting(switch, default=True, description="switch of !clanmatch")
    enable_cmd_clansearch: bool = setting(switch, default=True, description="switch of !clansearch")
    enable_cmd_clan: bool = setting(switch, default=True, description="switch of !clan")
    enable_cmd_welcome: bool = setting(switch, default=True, description="switch of !welcome")
    enable_cmd_welcome_refresh: bool = setting(
        switch, default=True, description="switch of !welcome-refresh"
    )
    enable_cmd_welcome_on: bool = setting(switch, default=True, description="switch of !welcome-on")
    enable_cmd_welcome_off: bool = setting(
        switch, default=True, description="switch of !welcome-off"
    )
    enable_cmd_welcome_status: bool = setting(
        switch, default=True, description="switch of !welcome-status"
    )
    enable_cmd_reload: bool = setting(switch, default=True, description="switch of !reload")
    enable_cmd_report: bool = setting(switch, default=True, description="switch of !report")
    enable_cmd_health: bool = setting(
        switch, default=True, description="switch of !health and !status"
    )
    enable_cmd_ping: bool = setting(switch, default=True, description="switch of !ping")
    enable_cmd_mmhealth: bool = setting(switch, default=True, description="switch of !mmhealth")
    enable_cmd_help: bool = setting(switch, default=True, description="switch of !help")


class RosterSettings(Settings):
    """The roster, searching it, and the panels."""

    worksheet_name: str = setting(
        tab_name, default="bot_info", description="tab that holds the roster"
    )
    sheets_cache_ttl_sec: float = setting(
        number(above=0),
        default=28_800,
        description="age in seconds at which a copy of the sheet is stale",
    )
    search_results_soft_cap: int = setting(
        whole(at_least=1, at_most=100), default=25, description="most clans that a search shows"
    )
    panel_thread_mode: str = setting(
        one_of("same", "fixed"),
        default="same",
        description="where recruiter panels open: `same` channel, or the `fixed` thread",
    )
    panel_fixed_thread_id: int | None = setting(
        optional_id, default=None, description="the thread of PANEL_THREAD_MODE=fixed"
    )

    panel_thread_archive_min: int = setting(
        one_number_of(60, 1440, 4320, 10080),
        default=10080,
        description="minutes of silence after which Discord archives that thread",
    )

    @classmethod
    def clashes(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Panels that open in one thread need to know which."""
        if (
            read.get("panel_thread_mode") == "fixed"
            and read.get("panel_fixed_thread_id", 0) is None
        ):
            yield "panel_fixed_thread_id", "PANEL_THREAD_MODE=fixed needs the id of the thread"


class CrestSettings(Settings):
    """Clan crests and `/emoji-pad`."""

    public_base_url: str = setting(
        url,
        default="",
        description="this service's own address, for links to /emoji-pad; empty: Render's",
    )
    strict_emoji_proxy: bool = setting(
        switch,
        default=True,
        description="OFF allows raw CDN addresses when there is no base address",
    )
    emoji_max_bytes: int = setting(
        whole(at_least=1_000, at_most=10_000_000),
        default=2_000_000,
        description="largest emoji that is fetched",
    )
    emoji_pad_size: int = setting(
        whole(at_least=64, at_most=512), default=256, description="side of a crest, pixels"
    )
    emoji_pad_box: float = setting(
        number(at_least=0.2, at_most=0.95),
        default=0.85,
        description="part of the square that a crest fills",
    )
    tag_badge_px: int = setting(
        whole(at_least=64, at_most=512),
        default=128,
        description="side of the small crest in results, pixels",
    )
    tag_badge_box: float = setting(
        number(at_least=0.2, at_most=0.95),
        default=0.90,
        description="part of the square that a small crest fills",
    )


class WelcomeSettings(Settings):
    """The welcome module."""

    welcome_enabled: bool = setting(
        switch, default=True, description="whether !welcome starts switched on"
    )
    welcome_sheet_tab: str = setting(
        tab_name, default="WelcomeTemplates", description="tab that holds the welcome templates"
    )
    welcome_general_channel_id: int | None = setting(
        optional_id,
        default=None,
        description="channel of the short general notice; empty: no notice",
    )
    c1c_footer_emoji_id: int | None = setting(
        optional_id, default=None, description="emoji shown beside a welcome's footer"
    )


class JobSettings(Settings):
    """What runs by itself, and when."""

    timezone: tzinfo = setting(
        time_zone,
        default=zone("Europe/Vienna"),
        description="time zone of REFRESH_TIMES and {NOW}",
    )
    refresh_times: tuple[time, ...] = setting(
        times_of_day,
        default=(time(2), time(10), time(18)),
        description="when the sheets are read again",
    )
    post_time_utc: time = setting(
        time_of_day, default=time(17, 30), description="when the daily summary is posted, in UTC"
    )
    recruiters_thread_id: int | None = setting(
        optional_id, default=None, description="thread of the daily summary; empty: none is posted"
    )
    role_id_recruitment_coordinator: int | None = setting(
        optional_id, default=None, description="role mentioned in the daily summary"
    )
    role_id_recruitment_scout: int | None = setting(
        optional_id, default=None, description="second role mentioned in the daily summary"
    )
    cleanup_thread_ids: frozenset[int] = setting(
        id_set,
        default=frozenset(),
        description="threads in which the bot's old messages are removed",
    )
    cleanup_every_hours: float = setting(
        number(above=0, at_most=720), default=24.0, description="hours between two clean-ups"
    )
    cleanup_age_hours: float = setting(
        number(above=0, at_most=8760),
        default=24.0,
        description="age in hours at which its messages are removed",
    )


class ClanmatchSettings(
    JobSettings,
    WelcomeSettings,
    CrestSettings,
    RosterSettings,
    CommandSwitches,
    AccessSettings,
    SheetsSettings,
    LeaseSettings,
    KeepaliveSettings,
):
    """All of it."""
