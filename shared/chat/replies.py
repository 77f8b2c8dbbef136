"""Answers that ping nobody and are posted once, even when two instances of the bot run at once."""

import hashlib
import io
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

import discord
from discord.ext import commands

from shared.chat import limits
from shared.chat.errors import AnsweredElsewhere
from shared.chat.interactions import is_acknowledged, raise_if_answered, respond
from shared.chat.passing import REST_FAILURES, in_words, persistently

_log = logging.getLogger(__name__)

_PROMISED: Final = "an answer is promised"
"""In an interaction's extras: Discord shows that we think, until the answer takes that place."""


_LOOK_AFTER: Final = 20
"""Messages after a command among which the answer of another instance is looked for."""


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
    only_below: bool = False,
) -> discord.Message:
    """Answer a command: a reply to the message, or the response to the slash command.

    `ephemeral` shows a slash answer to the asker alone; a prefix answer is always public.
    `purpose` tells several answers to one message apart.
    A message that is gone is answered without pointing at it; `only_below`: not at all, since
    whoever removed it has answered it, or wants no such answer.
    Raises AnsweredElsewhere where another instance was first, discord.HTTPException otherwise.
    """
    extras: dict[str, Any] = {"embeds": list(embeds)}
    if view is not None:
        extras["view"] = view
    copies = _copies_of(files)
    if ctx.interaction is not None:
        return await _respond(
            ctx.interaction, content, ephemeral=ephemeral, extras=extras, files=copies
        )
    extras["nonce"] = answer_nonce(ctx.message.id, purpose)
    question = ctx.message.to_reference(fail_if_not_exists=only_below)
    try:
        message = await persistently(
            lambda: ctx.channel.send(
                content, reference=question, mention_author=False, files=copies(), **extras
            )
        )
    except discord.HTTPException as error:
        if only_below and _is_reply_to_nothing(error):
            raise AnsweredElsewhere from error
        raise
    if isinstance(ctx, Asked):
        ctx.answered = True
    return message


class Asked(commands.Context[Any]):
    """A command as this instance of the bot hears it; another one may hear it, too."""

    answered = False
    """Whether this instance has answered it, if only in part."""

    async def is_answered_elsewhere(self) -> bool:
        """Whether a reply of the bot stands below the message that is not of this instance.

        False where that can't be seen.
        """
        if self.answered or self.interaction is not None:
            return False
        try:
            later = self.channel.history(limit=_LOOK_AFTER, after=self.message)
            return any([self._is_answer(message) async for message in later])
        except REST_FAILURES as error:
            _log.debug("could not look for another answer: %s", in_words(error))
            return False

    def _is_answer(self, message: discord.Message) -> bool:
        to = message.reference.message_id if message.reference else None
        return message.author == self.me and to == self.message.id


async def acknowledge(interaction: discord.Interaction[Any], *, thinking: bool = False) -> None:
    """Tell Discord within its three seconds that the click was seen; the answer may follow.

    Raises AnsweredElsewhere where another instance was first.
    """
    if not is_acknowledged(interaction):
        await respond(
            interaction,
            lambda: interaction.response.defer(thinking=thinking, ephemeral=thinking),
        )
        interaction.extras[_PROMISED] = thinking


async def take_time(ctx: commands.Context[Any], *, public: bool = False) -> None:
    """Tell Discord that a slash command's answer takes longer than its three seconds.

    Whether that answer is for the asker alone or `public` is decided here.
    Raises AnsweredElsewhere where another instance was first.
    """
    if ctx.interaction is None or is_acknowledged(ctx.interaction):
        return
    response = ctx.interaction.response
    await respond(ctx.interaction, lambda: response.defer(ephemeral=not public, thinking=True))
    ctx.interaction.extras[_PROMISED] = True


async def tell(interaction: discord.Interaction[Any], text: str) -> None:
    """A hint for the presser's eyes alone. Raises AnsweredElsewhere as above."""
    text = limits.clip(text, limits.CONTENT)
    try:
        if is_acknowledged(interaction):
            await interaction.followup.send(text, ephemeral=True)
        else:
            await respond(
                interaction,
                lambda: interaction.response.send_message(text, ephemeral=True),
            )
    except discord.HTTPException as error:
        raise_if_answered(error)
        raise


async def remove_invocation(ctx: commands.Context[Any]) -> None:
    """Delete the message that gave the command, where the bot may; else leave it."""
    if ctx.interaction is not None:
        return
    try:
        await persistently(ctx.message.delete, tries=2)
    except REST_FAILURES as error:
        _log.debug("left the command message where it is: %s", in_words(error))


async def _respond(
    interaction: discord.Interaction[Any],
    content: str | None,
    *,
    ephemeral: bool,
    extras: dict[str, Any],
    files: "_Files",
) -> discord.Message:
    """Through the interaction or not at all.

    `Context.send` would post to the channel, for all to see, once the clock of this machine says
    that the interaction is too old (discord.py 2.7.1).
    """
    try:
        if interaction.extras.pop(_PROMISED, False):
            message = await persistently(
                # An edit may be made twice; a followup would be there twice.
                lambda: interaction.edit_original_response(
                    content=content, attachments=files(), **extras
                )
            )
        elif is_acknowledged(interaction):
            message = await interaction.followup.send(
                content or discord.utils.MISSING,
                ephemeral=ephemeral,
                files=files(),
                wait=True,
                **extras,
            )
        else:
            sent = await respond(
                interaction,
                lambda: interaction.response.send_message(
                    content, ephemeral=ephemeral, files=files(), **extras
                ),
            )
            message = sent.resource if sent is not None else None
            if not isinstance(message, discord.InteractionMessage):
                message = await persistently(interaction.original_response)
    except discord.HTTPException as error:
        raise_if_answered(error)
        raise
    return message


_Files = Callable[[], list[discord.File]]


def _copies_of(files: Sequence[discord.File]) -> _Files:
    """New files of the same content for each try: discord.py uses one up by sending it."""
    contents = [(file.fp.read(), file.filename, file.description) for file in files]

    def copies() -> list[discord.File]:
        return [
            discord.File(io.BytesIO(content), filename=name, description=description)
            for content, name, description in contents
        ]

    return copies


def _is_reply_to_nothing(error: discord.HTTPException) -> bool:
    # 50035 "invalid form body" names message_reference when the message is gone.
    return error.code == 50035 and "message_reference" in error.text
