"""Every environment variable of this bot, typed and checked."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from shared.config.fields import IdSet, OptionalId, Switch, TimeOfDay, TimesOfDay, Url, Zone
from shared.config.load import Settings
from shared.keepalive.settings import KeepaliveSettings
from shared.lease.settings import LeaseSettings
from shared.sheets.settings import SheetsSettings, TabName
from shared.timing.zones import zone


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


ThreadMode = Annotated[Literal["same", "fixed"], BeforeValidator(_lower)]


class AccessSettings(Settings):
    """Who may do what, and where."""

    guild_ids: IdSet = Field(
        default=frozenset(),
        description="home servers; empty: those with a role or channel named below",
    )
    recruiter_role_ids: IdSet = Field(default=frozenset(), description="roles of recruiters")
    lead_role_ids: IdSet = Field(default=frozenset(), description="roles of recruitment leads")
    admin_role_ids: IdSet = Field(
        default=frozenset(),
        description="roles of admins; the Administrator permission counts as well",
    )
    welcome_allowed_roles: IdSet = Field(
        default=frozenset(),
        description="roles that may welcome; empty: admins, leads and recruiters",
    )
    log_channel_id: OptionalId = Field(default=None, description="channel for the bot's log lines")
    alert_role_id: OptionalId = Field(
        default=None,
        description="role mentioned in that channel, once, when tickets wait or something else "
        "fails for half an hour; empty: nobody",
    )


class CommandSwitches(Settings):
    """One switch for each command."""

    enable_cmd_clanmatch: Switch = Field(default=True, description="switch of !clanmatch")
    enable_cmd_clansearch: Switch = Field(default=True, description="switch of !clansearch")
    enable_cmd_clan: Switch = Field(default=True, description="switch of !clan")
    enable_cmd_welcome: Switch = Field(default=True, description="switch of !welcome")
    enable_cmd_welcome_refresh: Switch = Field(
        default=True, description="switch of !welcome-refresh"
    )
    enable_cmd_welcome_on: Switch = Field(default=True, description="switch of !welcome-on")
    enable_cmd_welcome_off: Switch = Field(default=True, description="switch of !welcome-off")
    enable_cmd_welcome_status: Switch = Field(default=True, description="switch of !welcome-status")
    enable_cmd_reload: Switch = Field(default=True, description="switch of !reload")
    enable_cmd_report: Switch = Field(default=True, description="switch of !report")
    enable_cmd_health: Switch = Field(default=True, description="switch of !health and !status")
    enable_cmd_ping: Switch = Field(default=True, description="switch of !ping")
    enable_cmd_mmhealth: Switch = Field(default=True, description="switch of !mmhealth")
    enable_cmd_help: Switch = Field(default=True, description="switch of !help")


class RosterSettings(Settings):
    """The roster, searching it, and the panels."""

    worksheet_name: TabName = Field(default="bot_info", description="tab that holds the roster")
    sheets_cache_ttl_sec: float = Field(
        default=28_800, gt=0, description="age in seconds at which a copy of the sheet is stale"
    )
    search_results_soft_cap: int = Field(
        default=25, ge=1, le=100, description="most clans that a search shows"
    )
    panel_thread_mode: ThreadMode = Field(
        default="same",
        description="where recruiter panels open: `same` channel, or the `fixed` thread",
    )
    panel_fixed_thread_id: OptionalId = Field(
        default=None, description="the thread of PANEL_THREAD_MODE=fixed"
    )

    @field_validator("panel_fixed_thread_id")
    @classmethod
    def _thread_for_fixed_mode(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is None and info.data.get("panel_thread_mode") == "fixed":
            raise ValueError("PANEL_THREAD_MODE=fixed needs the id of the thread")
        return value

    panel_thread_archive_min: Literal[60, 1440, 4320, 10080] = Field(
        default=10080, description="minutes of silence after which Discord archives that thread"
    )


class CrestSettings(Settings):
    """Clan crests and `/emoji-pad`."""

    public_base_url: Url = Field(
        default="",
        description="this service's own address, for links to /emoji-pad; empty: Render's",
    )
    strict_emoji_proxy: Switch = Field(
        default=True, description="OFF allows raw CDN addresses when there is no base address"
    )
    emoji_max_bytes: int = Field(
        default=2_000_000, ge=1_000, le=10_000_000, description="largest emoji that is fetched"
    )
    emoji_pad_size: int = Field(default=256, ge=64, le=512, description="side of a crest, pixels")
    emoji_pad_box: float = Field(
        default=0.85, ge=0.2, le=0.95, description="part of the square that a crest fills"
    )
    tag_badge_px: int = Field(
        default=128, ge=64, le=512, description="side of the small crest in results, pixels"
    )
    tag_badge_box: float = Field(
        default=0.90, ge=0.2, le=0.95, description="part of the square that a small crest fills"
    )


class WelcomeSettings(Settings):
    """The welcome module."""

    welcome_enabled: Switch = Field(default=True, description="whether !welcome starts switched on")
    welcome_sheet_tab: TabName = Field(
        default="WelcomeTemplates", description="tab that holds the welcome templates"
    )
    welcome_general_channel_id: OptionalId = Field(
        default=None, description="channel of the short general notice; empty: no notice"
    )
    c1c_footer_emoji_id: OptionalId = Field(
        default=None, description="emoji shown beside a welcome's footer"
    )


class JobSettings(Settings):
    """What runs by itself, and when."""

    timezone: Zone = Field(
        default=zone("Europe/Vienna"), description="time zone of REFRESH_TIMES and {NOW}"
    )
    refresh_times: TimesOfDay = Field(
        default=(time(2), time(10), time(18)), description="when the sheets are read again"
    )
    post_time_utc: TimeOfDay = Field(
        default=time(17, 30), description="when the daily summary is posted, in UTC"
    )
    recruiters_thread_id: OptionalId = Field(
        default=None, description="thread of the daily summary; empty: none is posted"
    )
    role_id_recruitment_coordinator: OptionalId = Field(
        default=None, description="role mentioned in the daily summary"
    )
    role_id_recruitment_scout: OptionalId = Field(
        default=None, description="second role mentioned in the daily summary"
    )
    cleanup_thread_ids: IdSet = Field(
        default=frozenset(), description="threads in which the bot's old messages are removed"
    )
    cleanup_every_hours: float = Field(
        default=24.0, gt=0, le=720, description="hours between two clean-ups"
    )
    cleanup_age_hours: float = Field(
        default=24.0, gt=0, le=8760, description="age in hours at which its messages are removed"
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
