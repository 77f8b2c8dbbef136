"""Getting into a ticket's thread, so that the bot hears and may speak there."""

import logging

import discord

from shared.chat.passing import REST_FAILURES, persistently

_log = logging.getLogger(__name__)


class Membership:
    """Joins threads; adds itself to private ones where that is allowed."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    async def join(self, thread: discord.Thread, *, asked: bool = False) -> bool:
        """Whether the bot is in the thread now. An archived one can't be joined and needn't be.

        `asked`: somebody wants it there, so what is remembered of its being there may be wrong.
        """
        if thread.me is not None and not asked:
            return True
        if thread.archived or (thread.is_private() and not self._allow_private):
            return False
        try:
            await persistently(thread.join)
        except REST_FAILURES as error:
            _log.info("can't join the thread %s (%d): %s", thread.name, thread.id, error)
            return thread.is_private() and await self._add_itself(thread)
        return True

    async def _add_itself(self, thread: discord.Thread) -> bool:
        try:
            await persistently(lambda: thread.add_user(thread.guild.me))
        except REST_FAILURES as error:
            _log.warning("can't add myself to the thread %d: %s", thread.id, error)
            return False
        return True
