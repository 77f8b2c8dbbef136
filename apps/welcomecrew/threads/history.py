"""What was said in a ticket's thread, as far as the rules look at it; bounded throughout."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

import discord

from apps.welcomecrew.domain.ticket import EmbedText, ThreadMessage

MOST_MESSAGES: Final = 500
"""How far back a thread is read, newest first."""
_FIRST_MESSAGES: Final = 25
_SECONDS: Final = 60.0
_SPOKEN: Final = frozenset(
    {
        discord.MessageType.default,
        discord.MessageType.reply,
        discord.MessageType.chat_input_command,
        discord.MessageType.context_menu_command,
    }
)


def is_spoken(message: discord.Message) -> bool:
    """Whether somebody wrote it; "changed the channel name" and the like are Discord's own."""
    return message.type in _SPOKEN


def thread_message(message: discord.Message, own_id: int) -> ThreadMessage:
    """A message as the rules see it."""
    return ThreadMessage(
        at=message.created_at,
        content=message.content,
        embeds=tuple(map(_embed_text, message.embeds)),
        id=message.id,
        author_id=message.author.id,
        is_ours=message.author.id == own_id,
        mentioned_ids=tuple(user.id for user in message.mentions if not user.bot),
    )


async def recent(
    thread: discord.Thread, *, enough: Callable[[discord.Message], bool]
) -> list[discord.Message]:
    """Messages, newest first, until one is `enough`, that one included.

    Raises discord.HTTPException, or TimeoutError when Discord is too slow about it.
    """
    found: list[discord.Message] = []
    async with asyncio.timeout(_SECONDS):
        async for message in thread.history(limit=MOST_MESSAGES):
            if not is_spoken(message):
                continue
            found.append(message)
            if enough(message):
                break
    return found


async def beginning(thread: discord.Thread) -> list[discord.Message]:
    """The first messages, where a ticket bot says what the ticket is about. Raises as `recent`."""
    start = discord.Object(thread.id)
    async with asyncio.timeout(_SECONDS):
        page = thread.history(limit=_FIRST_MESSAGES, after=start, oldest_first=True)
        return [message async for message in page if is_spoken(message)]


def in_rules_terms(messages: Iterable[discord.Message], own_id: int) -> list[ThreadMessage]:
    """All of them, each once, as the rules see them."""
    unique = {message.id: message for message in messages}
    return [thread_message(message, own_id) for message in unique.values()]


def _embed_text(embed: discord.Embed) -> EmbedText:
    return EmbedText(
        title=embed.title or "",
        description=embed.description or "",
        author=embed.author.name or "",
        fields=tuple((field.name or "", field.value or "") for field in embed.fields),
        footer=embed.footer.text or "",
    )
