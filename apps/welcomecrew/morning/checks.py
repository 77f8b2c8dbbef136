"""What `--check` and the start say of the morning list: permissions, and settings."""

from typing import Final

import discord

from apps.welcomecrew.morning.settings import MorningSettings
from apps.welcomecrew.needs import NOTE_PERMISSIONS
from apps.welcomecrew.settings import WelcomecrewGroundSettings
from shared.chat.findings import Finding, Need, hint, needs_of

_PERMISSIONS: Final = NOTE_PERMISSIONS | discord.Permissions(embed_links=True, attach_files=True)


def grounded(settings: MorningSettings) -> WelcomecrewGroundSettings:
    """The same settings, as what they are besides. Raises TypeError for others."""
    if not isinstance(settings, WelcomecrewGroundSettings):
        raise TypeError("the morning list needs the settings of the whole bot")
    return settings


def needs(settings: MorningSettings) -> list[Need]:
    """The thread of the list, where it is posted."""
    if settings.morning_list_time is None or settings.morning_list_thread_id is None:
        return []
    return [
        *needs_of({"MORNING_LIST_THREAD_ID": settings.morning_list_thread_id}, _PERMISSIONS),
        # The line with the date is read again, so that no list is posted twice.
        *needs_of({"LOG_CHANNEL_ID": grounded(settings).log_channel_id}, NOTE_PERMISSIONS),
    ]


def hints(settings: MorningSettings) -> list[Finding]:
    """A list without a time, and one that nothing remembers."""
    if settings.morning_list_time is None:
        if settings.morning_list_thread_id is None:
            return []
        return [hint("MORNING_LIST_TIME is empty: no morning list is posted")]
    if grounded(settings).log_channel_id is None and not grounded(settings).state_dir:
        return [
            hint(
                "LOG_CHANNEL_ID and STATE_DIR are empty: nothing tells that today's morning list "
                "was posted but the list itself; deleted by hand, it may come again"
            )
        ]
    return []
