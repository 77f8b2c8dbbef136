"""What the settings name on Discord, and what the bot must be able to do there."""

import discord

from apps.clanmatch.bot import POST_PERMISSIONS
from apps.clanmatch.settings import ClanmatchSettings
from shared.chat.findings import Finding, Need, PlaceKind, RoleNeed, hint


def needs(settings: ClanmatchSettings) -> list[Need]:
    """What the bot must be able to do, channel by channel."""
    tidy = POST_PERMISSIONS | discord.Permissions(manage_messages=True)
    posts, thread = PlaceKind.POSTS, PlaceKind.THREAD
    places = [
        ("LOG_CHANNEL_ID", settings.log_channel_id, POST_PERMISSIONS, posts),
        (
            "WELCOME_GENERAL_CHANNEL_ID",
            settings.welcome_general_channel_id,
            POST_PERMISSIONS,
            posts,
        ),
        ("RECRUITERS_THREAD_ID", settings.recruiters_thread_id, POST_PERMISSIONS, posts),
        *(
            ("CLEANUP_THREAD_IDS", each, tidy, posts)
            for each in sorted(settings.cleanup_thread_ids)
        ),
    ]
    if settings.panel_thread_mode == "fixed":
        fixed = settings.panel_fixed_thread_id
        places.append(("PANEL_FIXED_THREAD_ID", fixed, POST_PERMISSIONS, thread))
    return [
        Need(variable, place, rights, kind) for variable, place, rights, kind in places if place
    ]


def role_needs(settings: ClanmatchSettings) -> list[RoleNeed]:
    """The roles that somebody has to have, and those that are mentioned."""
    named = [
        RoleNeed("RECRUITER_ROLE_IDS", settings.recruiter_role_ids),
        RoleNeed("LEAD_ROLE_IDS", settings.lead_role_ids),
        RoleNeed("ADMIN_ROLE_IDS", settings.admin_role_ids),
        RoleNeed("WELCOME_ALLOWED_ROLES", settings.welcome_allowed_roles),
    ]
    for variable, role_id in (
        ("ROLE_ID_RECRUITMENT_COORDINATOR", settings.role_id_recruitment_coordinator),
        ("ROLE_ID_RECRUITMENT_SCOUT", settings.role_id_recruitment_scout),
    ):
        if role_id is not None:
            named.append(RoleNeed(variable, frozenset({role_id}), mentioned=True))
    return named


def hints(settings: ClanmatchSettings) -> list[Finding]:
    """What is legal and leaves a command or a job without anybody: pure."""
    found: list[Finding] = []
    staff = settings.recruiter_role_ids | settings.lead_role_ids | settings.admin_role_ids
    if not staff:
        found.append(
            hint(
                "RECRUITER_ROLE_IDS, LEAD_ROLE_IDS and ADMIN_ROLE_IDS are empty: only "
                "Administrators can use !clanmatch, !reload, !report and !health"
            )
        )
    elif not settings.recruiter_role_ids | settings.admin_role_ids:
        found.append(hint("RECRUITER_ROLE_IDS is empty: only Administrators can use !clanmatch"))
    elif not settings.lead_role_ids | settings.admin_role_ids:
        found.append(
            hint("LEAD_ROLE_IDS is empty: only Administrators can use !reload, !report and !health")
        )
    if not staff | settings.welcome_allowed_roles:
        found.append(hint("WELCOME_ALLOWED_ROLES is empty too: only Administrators can welcome"))
    if settings.log_channel_id is None:
        found.append(hint("LOG_CHANNEL_ID is empty: what goes wrong is told in the log only"))
    return found
