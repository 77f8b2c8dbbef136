"""Every environment variable of this bot, typed and checked."""

from collections.abc import Iterator, Mapping
from datetime import time, tzinfo
from typing import Any
from urllib.parse import urlsplit

from apps.welcomecrew.env_check.rules import SettingFact
from shared.config.fields import (
    OneOf,
    PerhapsOneOf,
    SomeOf,
    Thing,
    number,
    switch,
    time_zone,
    times_of_day,
    whole,
)
from shared.config.load import Settings, settings_of
from shared.config.secret import Secret
from shared.config.setting import names_of, setting
from shared.keepalive.lease.settings import LeaseSettings
from shared.keepalive.settings import KeepaliveSettings
from shared.sheets.settings import SheetsSettings, tab_name
from shared.timing.zones import zone


class PlacesSettings(Settings):
    """Where tickets are, who may do what, and whom the bot tells."""

    guild_ids: frozenset[int] = setting(
        SomeOf(Thing.SERVER),
        default=frozenset(),
        description="home servers; empty: those with a role or channel named below",
    )
    welcome_channel_id: int = setting(
        OneOf(Thing.PLACE), description="channel of the welcome tickets"
    )
    promo_channel_id: int = setting(
        OneOf(Thing.PLACE), description="channel of the promo and move tickets"
    )
    admin_role_ids: frozenset[int] = setting(
        SomeOf(Thing.ROLE),
        default=frozenset(),
        description="roles of admins; Administrator and Manage Server count as well",
    )
    lead_role_ids: frozenset[int] = setting(
        SomeOf(Thing.ROLE),
        default=frozenset(),
        description="roles of recruitment leads; here the same as admins",
    )
    recruiter_role_ids: frozenset[int] = setting(
        SomeOf(Thing.ROLE),
        default=frozenset(),
        description="roles of recruiters: they may close a ticket by saying so, and answer any "
        "question for a tag",
    )
    ticket_bot_ids: frozenset[int] = setting(
        SomeOf(Thing.USER),
        default=frozenset(),
        description="users of the bots and webhooks that close tickets; empty: any but clanmatch "
        "and this bot",
    )
    sibling_bot_id: int | None = setting(
        PerhapsOneOf(Thing.USER),
        default=None,
        description="clanmatch's user, whose words in a ticket tell nothing about it; empty: known "
        "by its buttons",
    )
    log_channel_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE), default=None, description="channel for the bot's log lines"
    )
    alert_role_id: int | None = setting(
        PerhapsOneOf(Thing.ROLE),
        default=None,
        description="role mentioned in that channel, once, when tickets wait or something else "
        "fails for half an hour; empty: nobody",
    )
    notify_channel_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE),
        default=None,
        description="channel for notes about threads that the bot can't speak in",
    )
    notify_ping_role_id: int | None = setting(
        PerhapsOneOf(Thing.ROLE), default=None, description="role mentioned in those notes"
    )

    @classmethod
    def clashes(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The channel is what tells the two kinds of tickets apart."""
        promo = read.get("promo_channel_id")
        if promo is not None and promo == read.get("welcome_channel_id"):
            words = "is the same channel as WELCOME_CHANNEL_ID; each kind has its own"
            yield "promo_channel_id", words


class TicketSheetSettings(Settings):
    """The tabs, and how dates are written."""

    sheet1_name: str = setting(
        tab_name,
        default="Sheet1",
        description="tab of the welcome tickets; the bot makes it, and headers that are missing "
        "(also `thread`, by which it knows whose row is whose)",
    )
    sheet4_name: str = setting(
        tab_name, default="Sheet4", description="tab of the promo tickets; made in the same way"
    )
    clanlist_tab_name: str = setting(
        tab_name, default="clanlist", description="tab of the clan list"
    )
    clanlist_tag_column: int = setting(
        whole(at_least=1, at_most=702),
        default=2,
        description="its column of tags, from 1, when no header is clantag, tag, abbr or code",
    )
    clan_tags_cache_ttl_sec: float = setting(
        number(above=0),
        default=28_800,
        description="age in seconds at which the known tags are stale",
    )
    timezone: tzinfo = setting(
        time_zone,
        default=zone("UTC"),
        description="time zone of the dates in the sheet and REFRESH_TIMES",
    )
    refresh_times: tuple[time, ...] = setting(
        times_of_day,
        default=(time(2), time(10), time(18)),
        description="when tags are read again and missed tickets caught up with",
    )

    @classmethod
    def clashes(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Two kinds of rows in one tab would overwrite each other."""
        names = ("sheet1_name", "sheet4_name", "clanlist_tab_name")
        for number_of, name in enumerate(names):
            for other in names[:number_of]:
                if name in read and str(read.get(other)).casefold() == read[name].casefold():
                    yield name, f"is the same tab as {other.upper()}; give each its own"


class WatchSettings(Settings):
    """What is watched, scanned and done by itself."""

    enable_live_watch: bool = setting(
        switch, default=True, description="watch tickets as they happen"
    )
    enable_live_watch_welcome: bool = setting(
        switch, default=True, description="… the welcome tickets"
    )
    enable_live_watch_promo: bool = setting(switch, default=True, description="… the promo tickets")
    enable_welcome_scan: bool = setting(
        switch, default=True, description="catch-up and backfill look at the welcome tickets"
    )
    enable_promo_scan: bool = setting(
        switch, default=True, description="catch-up and backfill look at the promo tickets"
    )
    require_close_marker_welcome: bool = setting(
        switch,
        default=False,
        description="an archived welcome ticket counts as closed only with a marker",
    )
    require_close_marker_promo: bool = setting(
        switch,
        default=False,
        description="an archived promo ticket counts as closed only with a marker",
    )
    enable_infer_tag_from_thread: bool = setting(
        switch, default=True, description="look for a missing tag in the thread's messages"
    )
    enable_notify_fallback: bool = setting(
        switch, default=True, description="post a note where the bot can't speak in a thread"
    )
    allow_self_join_private: bool = setting(
        switch, default=True, description="let the bot add itself to private ticket threads"
    )
    auto_post_backfill_details: bool = setting(
        switch, default=False, description="post the details file when a backfill ends"
    )
    post_backfill_summary: bool = setting(
        switch, default=True, description="post a summary when a backfill ends"
    )


class CommandSwitches(Settings):
    """One switch for each command, or for a few that belong together."""

    enable_cmd_help: bool = setting(switch, default=True, description="switch of !help")
    enable_cmd_ping: bool = setting(switch, default=True, description="switch of !ping")
    enable_cmd_health: bool = setting(switch, default=True, description="switch of !health")
    enable_cmd_env_check: bool = setting(switch, default=True, description="switch of !env_check")
    enable_cmd_sheetstatus: bool = setting(
        switch, default=True, description="switch of !sheetstatus"
    )
    enable_cmd_checksheet: bool = setting(switch, default=True, description="switch of !checksheet")
    enable_cmd_backfill: bool = setting(
        switch, default=True, description="switch of !backfill_tickets"
    )
    enable_cmd_backfill_status: bool = setting(
        switch,
        default=True,
        description="switch of !backfill_status, !backfill_stop and !backfill_details",
    )
    enable_cmd_dedupe: bool = setting(switch, default=True, description="switch of !dedupe_sheet")
    enable_cmd_reload: bool = setting(switch, default=True, description="switch of !reload")
    enable_cmd_clan_tags_debug: bool = setting(
        switch, default=True, description="switch of !clan_tags_debug"
    )
    enable_cmd_watch_status: bool = setting(
        switch, default=True, description="switch of !watch_status"
    )
    enable_cmd_why: bool = setting(switch, default=True, description="switch of !why")
    enable_cmd_reboot: bool = setting(switch, default=True, description="switch of !reboot")


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
            _fact(names_of(each)[0], getattr(self, each.name), is_set=each.name in self.given)
            for each in settings_of(type(self))
            if not each.name.startswith("render_")  # set by the host, nobody's choice
        ]


# Whoever knows this address can say that the bot lives.
_SECRET_ADDRESSES = frozenset({"HEARTBEAT_URL"})


def _fact(variable: str, value: Any, *, is_set: bool) -> SettingFact:  # noqa: ANN401 - of any field's type
    if isinstance(value, Secret) or variable in _SECRET_ADDRESSES:
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
