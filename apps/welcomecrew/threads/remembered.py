"""What discord.py remembers of threads, but for what it can't know since an outage.

A server that becomes available again tells of its open threads only. discord.py 2.7.1 keeps the
others as they were before: open, though they may have been archived meanwhile.
"""

from collections.abc import Mapping

import discord


class RememberedThreads:
    """Gives threads from discord.py's memory as long as it is told what happens to them."""

    def __init__(self) -> None:
        self._doubted: dict[int, Mapping[int, discord.Thread]] = {}

    def doubt(self, guild: discord.Guild) -> None:
        """The server went out of sight: what happens to its threads now, nobody is told."""
        self._doubted[guild.id] = {thread.id: thread for thread in guild.threads}

    def get(self, guild: discord.Guild, thread_id: int) -> discord.Thread | None:
        """The thread; None where it has to be asked for."""
        thread = guild.get_thread(thread_id)
        # One that the server told of when it came back is another object.
        is_stale = thread is not None and self._doubted.get(guild.id, {}).get(thread_id) is thread
        return None if is_stale else thread
