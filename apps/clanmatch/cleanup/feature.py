"""Threads that are meant to stay tidy lose the bot's own old messages."""

from datetime import timedelta
from typing import Final

import discord

from apps.clanmatch.cleanup.job import Cleanup
from apps.clanmatch.cleanup.settings import CleanupSettings
from apps.clanmatch.ground import POST_PERMISSIONS, ClanmatchGround
from shared.chat.findings import Need
from shared.features.feature import Brings, Feature
from shared.keepalive.jobs import Job
from shared.timing.schedule import Every

_TIDY: Final = POST_PERMISSIONS | discord.Permissions(manage_messages=True)


def _bring(ground: ClanmatchGround, settings: CleanupSettings) -> Brings:
    if not settings.cleanup_thread_ids:
        return Brings()
    cleanup = Cleanup(
        client=ground.client,
        clock=ground.clock,
        thread_ids=settings.cleanup_thread_ids,
        age=timedelta(hours=settings.cleanup_age_hours),
        keep=lambda message: any(is_needed(message) for is_needed in ground.needed),
    )
    period = Every(timedelta(hours=settings.cleanup_every_hours))
    return Brings(jobs=[Job("cleanup", schedule=period, step=cleanup.step)])


FEATURE: Final = Feature(
    name="cleanup",
    settings=CleanupSettings,
    bring=_bring,
    needs=lambda settings: [
        Need("CLEANUP_THREAD_IDS", each, _TIDY) for each in sorted(settings.cleanup_thread_ids)
    ],
)
