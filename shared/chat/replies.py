"""Answers that ping nobody and are posted once, even when two instances of the bot run at once."""

import hashlib
import logging
from collections.abc import Sequence
from typing import Any, Final

import discord
from discord.ext import commands

from shared.chat import limits
from shared.chat.errors import AnsweredElsewhere

_log = logging.getLogger(__name__)

# "Unknown interaction" (too late, or answered with another token) and "already acknowledged".
UNKNOWN_INTERACTION: Final = 10062
ALREADY_ACKNOWLEDGED: Final = 40060


def answer_nonce(*parts: object) -> str:
    """A nonce that any instance derives alike from what is being answered.

    Discord returns the first message instead of posting again when an author repeats a nonce
    within a few minutes (API documentation, Create Message, `enforce_nonce`).
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return digest[: limits.NONCE]


async def answer(
    ctx: commands.Context[Any],
    content: str | None = None,
    *,
    embeds: Sequence[discord.Embed] = (),
    view: discord.ui.View | None = None,
    files: Sequence[discord.File] = (),
    ephemeral: bool = False,
    purpose: str = "answer",
    delete_after: float | None = None,
) -> discord.Message:
    """Answer a command: a reply to the message, or the response to the slash command.

    `ephemeral` shows a slash answer to the asker alone; a prefix answer is always public.
    `purpose` tells several answers to one message apart. `delete_after` is in seconds.
    Raises AnsweredElsewhere where another instance was first, discord.HTTPException otherwise.
    """
    extras: dict[str, Any] = {"embeds": list(embeds), "files": list(files)}
    if view is not None:
        extras["view"] = view
    if delete_after is not None:
        extras["delete_after"] = delete_after
    if ctx.interaction is not None:
        return await _respond(ctx, content, ephemeral=ephemeral, extras=extras)
    extras["nonce"] = answer_nonce(ctx.message.id, purpose)
    try:
        return await ctx.reply(content, mention_author=False, **extras)
    except discord.HTTPException as error:
        if not _is_reply_to_nothing(error):
            raise
        # The command message is gone (deleted meanwhile): answer without pointing at it.
        return await ctx.channel.send(content, **extras)


async def acknowledge(interaction: discord.Interaction[Any], *, thinking: bool = False) -> None:
    """Tell Discord within its three seconds that the click was seen; the answer may follow.

    Raises AnsweredElsewhere where another instance was first.
    """
    if interaction.response.is_done():
        return
    try:
        await interaction.response.defer(thinking=thinking, ephemeral=thinking)
    except discord.HTTPException as error:
        raise_if_answered(error)
        raise


async def take_time(ctx: commands.Context[Any], *, public: bool = False) -> None:
    """Tell Discord that a slash command's answer takes longer than its three seconds.

    Whether that answer is for the asker alone or `public` is decided here.
    Raises AnsweredElsewhere where another instance was first.
    """
    if ctx.interaction is None:
        return
    try:
        await ctx.defer(ephemeral=not public)
    except discord.HTTPException as error:
        raise_if_answered(error)
        raise


async def tell(interaction: discord.Interaction[Any], text: str) -> None:
    """A hint for the presser's eyes alone. Raises AnsweredElsewhere as above."""
    text = limits.clip(text, limits.CONTENT)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except discord.HTTPException as error:
        raise_if_answered(error)
        raise


def raise_if_answered(error: discord.HTTPException) -> None:
    """Turn Discord's "somebody answered this already" into AnsweredElsewhere."""
    if is_answered(error):
        raise AnsweredElsewhere from error


def is_answered(error: Exception) -> bool:
    """Whether Discord says that the interaction was answered already, or is too old for it."""
    codes = {UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED}
    return isinstance(error, discord.HTTPException) and error.code in codes


async def remove_invocation(ctx: commands.Context[Any]) -> None:
    """Delete the message that gave the command, where the bot may; else leave it."""
    if ctx.interaction is not None:
        return
    try:
        await ctx.message.delete()
    except (discord.Forbidden, discord.NotFound) as error:
        _log.debug("left the command message where it is: %s", error)


async def _respond(
    ctx: commands.Context[Any],
    content: str | None,
    *,
    ephemeral: bool,
    extras: dict[str, Any],
) -> discord.Message:
    try:
        return await ctx.send(content, ephemeral=ephemeral, **extras)
    except discord.HTTPException as error:
        raise_if_answered(error)
        raise


def _is_reply_to_nothing(error: discord.HTTPException) -> bool:
    # 50035 "invalid form body" names message_reference when the message is gone.
    return error.code == 50035 and "message_reference" in error.text
