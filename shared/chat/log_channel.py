"""Lines for the people who run the bot, in a channel of their server."""

import asyncio
import logging
from typing import Final

import discord

from shared.chat import limits
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.chat.pings import call, pings
from shared.chat.places import find_place
from shared.chat.replies import answer_nonce

_log = logging.getLogger(__name__)
_SECONDS: Final = 15.0


class LogChannel:
    """Posts lines to the channel with `channel_id`; without one they only go to the log."""

    def __init__(self, *, client: discord.Client, channel_id: int | None) -> None:
        self._client = client
        self.channel_id = channel_id

    async def say(self, text: str, *, about: tuple[object, ...]) -> None:
        """Post `text`, pinging nobody. Never raises: whoever reports must not fail by that.

        `about` names what happened, alike in every instance, so that two post one line.
        """
        await self._post(text, about, role_id=None)

    async def call(self, role_id: int, text: str, *, about: tuple[object, ...]) -> bool:
        """The same, pinging this role and nobody else; False when another try may get there."""
        return await self._post(text, about, role_id=role_id)

    async def _post(self, text: str, about: tuple[object, ...], *, role_id: int | None) -> bool:
        _log.info("%s", text)
        if self.channel_id is None:
            return True
        try:
            async with asyncio.timeout(_SECONDS):
                channel = await find_place(self._client, self.channel_id)
                await persistently(
                    lambda: channel.send(
                        limits.clip(call(role_id) + text, limits.CONTENT),
                        nonce=answer_nonce("log", *about),
                        allowed_mentions=pings(roles=[role_id]),
                        suppress_embeds=True,
                    )
                )
        except ExpectedFailure as failure:
            _log.warning("could not post to the log channel: %s", failure)
        except REST_FAILURES as error:
            _log.warning("could not post to the log channel: %s", in_words(error))
            return not passes_by(error)
        return True
