"""What `--check` and the start say of seats: permissions, settings, and whether it may write."""

from typing import Final

import discord

from apps.clanmatch.seats.settings import SeatsSettings
from shared.chat.findings import Finding, Need, PlaceKind, hint, needs_of
from shared.features.feature import Opened
from shared.features.writing import protected, to_be_made, tried

IN_TICKETS: Final = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    send_messages_in_threads=True,
    embed_links=True,
)


def needs(settings: SeatsSettings) -> list[Need]:
    """What the bot must be allowed where tickets are."""
    tickets = {
        "WELCOME_CHANNEL_ID": settings.welcome_channel_id,
        "PROMO_CHANNEL_ID": settings.promo_channel_id,
    }
    return needs_of(tickets, IN_TICKETS, PlaceKind.TICKETS)


def hints(settings: SeatsSettings) -> list[Finding]:
    """Settings that leave nothing to hold a seat for."""
    if settings.ticket_channels:
        return []
    return [
        hint(
            "WELCOME_CHANNEL_ID and PROMO_CHANNEL_ID are empty: there is no ticket for which a "
            "seat could be held"
        )
    ]


async def look(settings: SeatsSettings, opened: Opened) -> list[Finding]:
    """Whether the bot may write, tried; and whether its tab is there."""
    what, tabs = "seats", [settings.seats_worksheet_name]
    return [
        *await protected(opened, tabs, what, lost="seats can't be held"),
        *to_be_made(opened, tabs, what),
        await tried(
            opened,
            well=f"{what}: the bot may write",
            ill=f"{what}: the bot can't write to the spreadsheet",
        ),
    ]
