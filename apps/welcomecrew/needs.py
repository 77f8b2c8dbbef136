"""What the settings name on Discord, and what the bot must be able to do there."""

from typing import Final

import discord

from apps.welcomecrew.settings import WelcomecrewGroundSettings
from shared.chat.findings import Finding, Need, PlaceKind, RoleNeed, hint, needs_of, rung

TICKET_PERMISSIONS: Final = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    send_messages=True,
    send_messages_in_threads=True,
    manage_threads=True,
    embed_links=True,
    attach_files=True,
    add_reactions=True,
)
"""What the bot must be able to do where tickets are."""
POST_PERMISSIONS: Final = discord.Permissions(view_channel=True, send_messages=True)
"""What it must be able to do where it only leaves a line."""
NOTE_PERMISSIONS: Final = POST_PERMISSIONS | discord.Permissions(read_message_history=True)
"""What it must be able to do where it leaves each note once."""


def needs(settings: WelcomecrewGroundSettings) -> list[Need]:
    """What the bot must be able to do, channel by channel."""
    tickets = {
        "WELCOME_CHANNEL_ID": settings.welcome_channel_id,
        "PROMO_CHANNEL_ID": settings.promo_channel_id,
    }
    return [
        *needs_of(tickets, TICKET_PERMISSIONS, PlaceKind.TICKETS),
        *needs_of({"LOG_CHANNEL_ID": settings.log_channel_id}, POST_PERMISSIONS),
        *needs_of({"NOTIFY_CHANNEL_ID": settings.notify_channel_id}, NOTE_PERMISSIONS),
    ]


def role_needs(settings: WelcomecrewGroundSettings) -> list[RoleNeed]:
    """The roles that somebody has to have, and the one that is mentioned."""
    return [
        RoleNeed("RECRUITER_ROLE_IDS", settings.recruiter_role_ids),
        RoleNeed("LEAD_ROLE_IDS", settings.lead_role_ids),
        RoleNeed("ADMIN_ROLE_IDS", settings.admin_role_ids),
        *rung({"NOTIFY_PING_ROLE_ID": settings.notify_ping_role_id}),
    ]


def hints(settings: WelcomecrewGroundSettings) -> list[Finding]:
    """What leaves something to nobody: pure."""
    found: list[Finding] = []
    if not settings.recruiter_role_ids | settings.lead_role_ids | settings.admin_role_ids:
        found.append(
            Finding(
                well=False,
                words="RECRUITER_ROLE_IDS, LEAD_ROLE_IDS, ADMIN_ROLE_IDS: all are empty, so no "
                "role may close a ticket or answer for its tag; set RECRUITER_ROLE_IDS at least",
            )
        )
    elif not settings.recruiter_role_ids:
        found.append(
            hint(
                "RECRUITER_ROLE_IDS is empty: recruiters can't close a ticket by saying so, nor "
                "answer for others"
            )
        )
    if settings.log_channel_id is None:
        found.append(hint("LOG_CHANNEL_ID is empty: what goes wrong is told in the log only"))
    return found
