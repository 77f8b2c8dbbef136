"""Buttons and selects: every press is answered within Discord's three seconds, whatever happens."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any, Final

import discord

from shared.chat.errors import TROUBLE, AnsweredElsewhere, ExpectedFailure
from shared.chat.failures import owned_up, refusal_in_words
from shared.chat.interactions import is_acknowledged, raise_if_answered, respond
from shared.chat.observer import Observer
from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.chat.replies import acknowledge, tell

_log = logging.getLogger(__name__)

# Discord voids an interaction that is not answered within 3 s; this leaves time for the way.
ACKNOWLEDGE_AFTER: Final = 1.5
"""Seconds after which a handler that is still at work is acknowledged on its behalf."""


async def run_click(
    interaction: discord.Interaction[Any], handler: Awaitable[None], observer: Observer
) -> None:
    """Await `handler`, the work behind a press, and answer whatever comes of it.

    An ExpectedFailure is told to the presser alone; AnsweredElsewhere is left quietly; anything
    else is logged with its traceback, counted, and owned up to.
    """
    patience = _Patience(interaction)
    try:
        await handler
    except AnsweredElsewhere:
        _log.debug("click %s was answered by another instance", interaction.id)
    except ExpectedFailure as failure:
        await _tell_if_possible(interaction, str(failure))
    except Exception as error:  # noqa: BLE001 - the border: a press must never go unanswered
        await _own_up(interaction, error, observer)
    finally:
        await patience.end()


async def update_message(
    interaction: discord.Interaction[Any],
    *,
    content: str | None = discord.utils.MISSING,
    embeds: Sequence[discord.Embed] = discord.utils.MISSING,
    view: discord.ui.View | None = discord.utils.MISSING,
    attachments: Sequence[discord.File] = discord.utils.MISSING,
) -> None:
    """Change the message that was pressed, whether or not the press was acknowledged before."""
    changes: dict[str, Any] = {
        "content": content,
        "embeds": embeds,
        "view": view,
        "attachments": attachments,
    }
    try:
        if is_acknowledged(interaction):
            await persistently(lambda: interaction.edit_original_response(**changes))
        else:
            await respond(interaction, lambda: interaction.response.edit_message(**changes))
    except discord.HTTPException as error:
        raise_if_answered(error)
        raise


async def show_privately(
    interaction: discord.Interaction[Any],
    content: str | None = None,
    *,
    embeds: Sequence[discord.Embed] = (),
    view: discord.ui.View,
) -> None:
    """Answer a press with a new message for the presser's eyes alone."""
    extras: dict[str, Any] = {"embeds": list(embeds), "view": view, "ephemeral": True}
    try:
        if is_acknowledged(interaction):
            await interaction.followup.send(content or discord.utils.MISSING, **extras)
        else:
            await respond(interaction, lambda: interaction.response.send_message(content, **extras))
    except discord.HTTPException as error:
        raise_if_answered(error)
        raise


class _Patience:
    """Acknowledges a press that is not answered in time.

    Most are, and cost a timer only, which is less than a task.
    """

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._interaction = interaction
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(ACKNOWLEDGE_AFTER, self._begin)

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._acknowledge(), name="acknowledge click")

    async def _acknowledge(self) -> None:
        with suppress(AnsweredElsewhere, *REST_FAILURES):
            await acknowledge(self._interaction)

    async def end(self) -> None:
        """Nothing more is to be done."""
        self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task


async def _own_up(
    interaction: discord.Interaction[Any], error: Exception, observer: Observer
) -> None:
    if interaction.client.is_closed():
        _log.info("click %s was cut short by the stop: %r", interaction.id, error)
        return
    observer.count_error(type(error).__name__)
    words = _words_for(error)
    if words is None:
        words = owned_up("click", interaction.id, error)
    else:
        _log.warning("click refused by Discord: %s", in_words(error))
    await _tell_if_possible(interaction, words)


def _words_for(error: Exception) -> str | None:
    match error:
        case discord.NotFound():
            return "What that belonged to is gone. Run the command again for a new one."
        case _ if passes_by(error):
            return TROUBLE
        case _:
            return refusal_in_words(error)


async def _tell_if_possible(interaction: discord.Interaction[Any], words: str) -> None:
    try:
        await tell(interaction, words)
    except AnsweredElsewhere:
        _log.debug("click %s was answered by another instance", interaction.id)
    except (*REST_FAILURES, RuntimeError) as error:  # RuntimeError: the bot is closing its session
        _log.warning("could not answer click %s: %s", interaction.id, in_words(error))
