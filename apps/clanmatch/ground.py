"""What the features of this bot stand on: the roster, crests, presses, and ports to each other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

import discord

from apps.clanmatch.presses import Presses
from apps.clanmatch.roster.crests import CrestLinks
from apps.clanmatch.roster.ports import RosterPorts
from apps.clanmatch.roster.refreshing import Source
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.settings import ClanmatchGroundSettings
from shared.features.ground import Ground
from shared.pictures.canvas import Canvas

POST_PERMISSIONS: Final = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    send_messages=True,
    embed_links=True,
    add_reactions=True,
)
"""What the bot must be able to do where it posts."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ClanmatchGround(Ground):
    """The last four are ports: features add to them while they are put together."""

    roster: RosterSource
    crests: CrestLinks
    recruiters_thread_id: int | None
    """Where recruiters are told what has no other place."""
    zone: tzinfo
    """The cluster's time zone."""
    sheets_ttl: float
    """The age in seconds at which a copy of a tab is stale."""
    cdn_url: str
    """What stands for Discord's CDN; empty: itself."""
    cards: RosterPorts
    """Seats that are shown of a clan, and buttons on its card."""
    presses: Presses
    sources: dict[str, Source]
    """What is read from the spreadsheet, as people call it; `!reload` reads it again."""
    needed: list[Callable[[discord.Message], bool]]
    """Whether a message of ours is needed still; the clean-up leaves it alone."""


def lay_ground(base: Ground, settings: ClanmatchGroundSettings) -> ClanmatchGround:
    """Nothing is read yet."""
    roster = RosterSource(
        workbook=base.workbook,
        tab=settings.worksheet_name,
        ttl=settings.sheets_cache_ttl_sec,
        clock=base.clock,
        zone=settings.timezone,
    )
    crests = CrestLinks(
        base_url=settings.public_base_url or settings.render_external_url,
        strict=settings.strict_emoji_proxy,
        thumbnail=Canvas(size=settings.emoji_pad_size, box=settings.emoji_pad_box),
        badge=Canvas(size=settings.tag_badge_px, box=settings.tag_badge_box),
    )
    return ClanmatchGround(
        **base.shared(),
        roster=roster,
        crests=crests,
        recruiters_thread_id=settings.recruiters_thread_id,
        zone=settings.timezone,
        sheets_ttl=settings.sheets_cache_ttl_sec,
        cdn_url=settings.discord_cdn_url,
        cards=RosterPorts(),
        presses=Presses(),
        sources={"Roster": roster},
        needed=[],
    )
