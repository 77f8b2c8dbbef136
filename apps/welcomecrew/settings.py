"""Every environment variable of this bot, typed and checked."""

from datetime import time
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from apps.welcomecrew.domain.env_report import SettingFact
from shared.config.fields import Id, IdSet, OptionalId, Switch, TimesOfDay, Zone
from shared.config.load import Settings, names_of
from shared.keepalive.settings import KeepaliveSettings
from shared.lease.settings import LeaseSettings
from shared.sheets.settings import SheetsSettings, TabName
from shared.timing.zones import zone


class PlacesSettings(Settings):
    """Where tickets are, who may do what, and whom the bot tells."""

    guild_ids: IdSet = Field(
        default=frozenset(),
        description="home servers; empty: those with a role or channel named below",
    )
    welcome_channel_id: Id = Field(description="channel of the welcome tickets")
    promo_channel_id: Id = Field(description="channel of the promo and move tickets")

    @field_validator("promo_channel_id")
    @classmethod
    def _channel_of_its_own(cls, value: int, info: ValidationInfo) -> int:
        # The channel is what tells the two kinds of tickets apart.
        if value == info.data.get("welcome_channel_id"):
            raise ValueError("is the same channel as WELCOME_CHANNEL_ID; each kind has its own")
        return value

    admin_role_ids: IdSet = Field(
        default=frozenset(),
        description="roles of admins; Administrator and Manage Server count as well",
    )
    lead_role_ids: IdSet = Field(
        default=frozenset(), description="roles of recruitment leads; here the same as admins"
    )
    recruiter_role_ids: IdSet = Field(
        default=frozenset(),
        description="roles of recruiters: they may close a ticket by saying so, and answer any "
        "question for a tag",
    )
    ticket_bot_ids: IdSet = Field(
        default=frozenset(),
        description="users of the bots and webhooks that close tickets; empty: any but clanmatch "
        "and this bot",
    )
    sibling_bot_id: OptionalId = Field(
        default=None,
        description="clanmatch's user, whose words in a ticket tell nothing about it; empty: known "
        "by its buttons",
    )
    log_channel_id: OptionalId = Field(default=None, description="channel for the bot's log lines")
    alert_role_id: OptionalId = Field(
        default=None,
        description="role mentioned in that channel, once, when tickets wait or something else "
        "fails for half an hour; empty: nobody",
    )
    notify_channel_id: OptionalId = Field(
        default=None, description="channel for notes about threads that the bot can't speak in"
    )
    notify_ping_role_id: OptionalId = Field(
        default=None, description="role mentioned in those notes"
    )


class TicketSheetSettings(Settings):
    """The tabs, and how dates are written."""

    sheet1_name: TabName = Field(default="Sheet1", description="tab of the welcome tickets")
    sheet4_name: TabName = Field(default="Sheet4", description="tab of the promo tickets")
    clanlist_tab_name: TabName = Field(default="clanlist", description="tab of the clan list")
    clanlist_tag_column: int = Field(
        default=2,
        ge=1,
        le=702,
        description="its column of tags, from 1, when no header is clantag, tag, abbr or code",
    )
    clan_tags_cache_ttl_sec: float = Field(
        default=28_800, gt=0, description="age in seconds at which the known tags are stale"
    )
    timezone: Zone = Field(
        default=zone("UTC"), description="time zone of the dates in the sheet and REFRESH_TIMES"
    )
    refresh_times: TimesOfDay = Field(
        default=(time(2), time(10), time(18)),
        description="when tags are read again and missed tickets caught up with",
    )

    @field_validator("sheet4_name", "clanlist_tab_name")
    @classmethod
    def _tab_of_its_own(cls, value: str, info: ValidationInfo) -> str:
        # Two kinds of rows in one tab would overwrite each other.
        taken = {name: tab for name, tab in info.data.items() if name.endswith("_name")}
        for name, tab in taken.items():
            if name != info.field_name and str(tab).casefold() == value.casefold():
                raise ValueError(f"is the same tab as {name.upper()}; give each its own")
        return value


class WatchSettings(Settings):
    """What is watched, scanned and done by itself."""

    enable_live_watch: Switch = Field(default=True, description="watch tickets as they happen")
    enable_live_watch_welcome: Switch = Field(default=True, description="… the welcome tickets")
    enable_live_watch_promo: Switch = Field(default=True, description="… the promo tickets")
    enable_welcome_scan: Switch = Field(
        default=True, description="catch-up and backfill look at the welcome tickets"
    )
    enable_promo_scan: Switch = Field(
        default=True, description="catch-up and backfill look at the promo tickets"
    )
    require_close_marker_welcome: Switch = Field(
        default=False, description="an archived welcome ticket counts as closed only with a marker"
    )
    require_close_marker_promo: Switch = Field(
        default=False, description="an archived promo ticket counts as closed only with a marker"
    )
    enable_infer_tag_from_thread: Switch = Field(
        default=True, description="look for a missing tag in the thread's messages"
    )
    enable_notify_fallback: Switch = Field(
        default=True, description="post a note where the bot can't speak in a thread"
    )
    allow_self_join_private: Switch = Field(
        default=True, description="let the bot add itself to private ticket threads"
    )
    auto_post_backfill_details: Switch = Field(
        default=False, description="post the details file when a backfill ends"
    )
    post_backfill_summary: Switch = Field(
        default=True, description="post a summary when a backfill ends"
    )


class CommandSwitches(Settings):
    """One switch for each command, or for a few that belong together."""

    enable_cmd_help: Switch = Field(default=True, description="switch of !help")
    enable_cmd_ping: Switch = Field(default=True, description="switch of !ping")
    enable_cmd_health: Switch = Field(default=True, description="switch of !health")
    enable_cmd_env_check: Switch = Field(default=True, description="switch of !env_check")
    enable_cmd_sheetstatus: Switch = Field(default=True, description="switch of !sheetstatus")
    enable_cmd_checksheet: Switch = Field(default=True, description="switch of !checksheet")
    enable_cmd_backfill: Switch = Field(default=True, description="switch of !backfill_tickets")
    enable_cmd_backfill_status: Switch = Field(
        default=True,
        description="switch of !backfill_status, !backfill_stop and !backfill_details",
    )
    enable_cmd_dedupe: Switch = Field(default=True, description="switch of !dedupe_sheet")
    enable_cmd_reload: Switch = Field(default=True, description="switch of !reload")
    enable_cmd_clan_tags_debug: Switch = Field(
        default=True, description="switch of !clan_tags_debug"
    )
    enable_cmd_watch_status: Switch = Field(default=True, description="switch of !watch_status")
    enable_cmd_why: Switch = Field(default=True, description="switch of !why")
    enable_cmd_reboot: Switch = Field(default=True, description="switch of !reboot")


class WelcomecrewSettings(
    CommandSwitches,
    WatchSettings,
    TicketSheetSettings,
    PlacesSettings,
    SheetsSettings,
    LeaseSettings,
    KeepaliveSettings,
):
    """All of it."""

    def facts(self) -> list[SettingFact]:
        """What may be told about each variable; of a secret only whether it is set."""
        return [
            _fact(
                names_of(name, field)[0], getattr(self, name), is_set=name in self.model_fields_set
            )
            for name, field in type(self).model_fields.items()
            if not name.startswith("render_")  # set by the host, nobody's choice
        ]


# Whoever knows this address can say that the bot lives.
_SECRET_ADDRESSES = frozenset({"HEARTBEAT_URL"})


def _fact(variable: str, value: Any, *, is_set: bool) -> SettingFact:  # noqa: ANN401 - of any field's type
    if isinstance(value, SecretStr) or variable in _SECRET_ADDRESSES:
        return SettingFact(variable, is_set, is_secret=True)
    if isinstance(value, bool):
        return SettingFact(variable, is_set, switch=value)
    if variable == "TICKET_BOT_IDS":
        # Users, which a bot without the members intent can't turn into names.
        return SettingFact(variable, is_set, value=", ".join(map(str, sorted(value))) or "any")
    if isinstance(value, frozenset):
        ids: frozenset[int] = value  # pyright: ignore[reportUnknownVariableType] - ids of Discord's are the only sets here
        return SettingFact(variable, is_set, ids=tuple(sorted(ids)))
    if variable.endswith(("_CHANNEL_ID", "_ROLE_ID")):
        return SettingFact(variable, is_set, ids=() if value is None else (value,))
    return SettingFact(variable, is_set, value=_shown(variable, value))


def _shown(variable: str, value: Any) -> str:  # noqa: ANN401 - of any field's type
    if variable.endswith("_URL"):
        # The rest of an address may hold a password.
        return urlsplit(str(value)).hostname or ""
    if isinstance(value, tuple):
        return ", ".join(f"{each:%H:%M}" for each in value)  # pyright: ignore[reportUnknownVariableType] - times of day are the only tuples here
    return str(value)
