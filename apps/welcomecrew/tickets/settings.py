"""Where tickets are, whose word closes them, and which of them are looked after."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.config.fields import OneOf, PerhapsOneOf, SomeOf, Thing, switch
from shared.config.load import Settings
from shared.config.setting import setting


class TicketSettings(Settings):
    """Where tickets are, and what closes them."""

    welcome_channel_id: int = setting(
        OneOf(Thing.PLACE), description="channel of the welcome tickets"
    )
    promo_channel_id: int = setting(
        OneOf(Thing.PLACE), description="channel of the promo and move tickets"
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

    @classmethod
    def clashes(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The channel is what tells the two kinds of tickets apart."""
        promo = read.get("promo_channel_id")
        if promo is not None and promo == read.get("welcome_channel_id"):
            words = "is the same channel as WELCOME_CHANNEL_ID; each kind has its own"
            yield "promo_channel_id", words
