"""Discord archives a thread in which nothing has happened for the time that its settings give."""

from datetime import datetime, timedelta

from sandbox.discord.simcord_door import Channel, ThreadMetadata
from sandbox.discord.world.world import World


class AutoArchive:
    """Archives quiet threads when their time comes; what was overdue before stays as it is."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._looked_at = world.clock.now()

    def look(self) -> list[int]:
        """Archive every thread that has become due since the last look; returns their ids."""
        before, self._looked_at = self._looked_at, self._world.clock.now()
        backend = self._world.backend
        asleep = [
            thread.id
            for guild_id in backend.guilds
            for thread in backend.active_threads(guild_id)
            if thread.thread_metadata is not None
            and before < self._due(thread, thread.thread_metadata) <= self._looked_at
        ]
        for thread_id in asleep:
            backend.edit_thread(thread_id, archived=True)
        return asleep

    def _due(self, thread: Channel, meta: ThreadMetadata) -> datetime:
        last = self._world.backend.messages[thread.id].get(thread.last_message_id or 0)
        active = datetime.fromisoformat(meta.archive_timestamp)
        if last is not None:
            active = max(active, datetime.fromisoformat(last.timestamp))
        return active + timedelta(minutes=meta.auto_archive_duration)
