"""What was said in a ticket's thread, as far as the rules look at it; bounded throughout."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final

import discord

from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.tickets.ticket import EmbedText, ThreadMessage
from shared.immutable import immutable

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


def thread_message(message: discord.Message, speakers: Speakers) -> ThreadMessage:
    """A message as the rules see it."""
    return ThreadMessage(
        at=message.created_at,
        content=message.content,
        embeds=tuple(map(_embed_text, message.embeds)),
        id=message.id,
        author_id=message.author.id,
        is_ours=speakers.is_ours(message),
        mentioned_ids=tuple(user.id for user in message.mentions if not user.bot),
        other_texts=tuple(_other_texts(message)),
        edited_at=message.edited_at,
        is_siblings=speakers.is_siblings(message),
        by_bot=speakers.is_bot(message),
        may_close=speakers.may_close(message),
    )


@immutable
class Read:
    """As much of a thread as was read, newest first."""

    messages: list[discord.Message]
    whole: bool
    """Whether nothing was said before them."""
    names_given: Mapping[tuple[int, str], int]
    """Who gave the thread which name meanwhile, with the id of the last message about it."""
    renamed_at: int = 0
    """The id of the last message about a new name; 0 where none was read."""
    newest: discord.Message | None = None
    """The last one of any kind, such as "changed the channel name"."""


async def recent(thread: discord.Thread, *, enough: Callable[[discord.Message], bool]) -> Read:
    """Messages, newest first, until one is `enough`, that one included.

    Raises discord.HTTPException, also where the history is hidden, or TimeoutError when Discord is
    too slow about it.
    """
    found: list[discord.Message] = []
    names: dict[tuple[int, str], int] = {}
    renamed_at = 0
    newest: discord.Message | None = None
    count = 0
    async with asyncio.timeout(_SECONDS):
        async for message in thread.history(limit=MOST_MESSAGES):
            count += 1
            newest = newest or message
            if message.type is discord.MessageType.channel_name_change:
                names.setdefault((message.author.id, message.content), message.id)
                renamed_at = renamed_at or message.id
            if not is_spoken(message):
                continue
            found.append(message)
            if enough(message):
                return Read(found, False, names, renamed_at, newest)  # noqa: FBT003 - `whole`
    if not count:
        await _refuse_hidden(thread)
    return Read(found, count < MOST_MESSAGES, names, renamed_at, newest)


async def _refuse_hidden(thread: discord.Thread) -> None:
    """Raise discord.Forbidden where nothing is shown because nothing may be read.

    Without Read Message History a list of messages is empty, with 200; one message is refused.
    """
    if thread.last_message_id is not None:
        with suppress(discord.NotFound):
            await thread.fetch_message(thread.last_message_id)


async def beginning(thread: discord.Thread) -> list[discord.Message]:
    """The first messages, where a ticket bot says what the ticket is about. Raises as `recent`."""
    # A forum's post has the id of its first message.
    start = discord.Object(thread.id - 1)
    async with asyncio.timeout(_SECONDS):
        page = thread.history(limit=_FIRST_MESSAGES, after=start, oldest_first=True)
        return [message async for message in page if is_spoken(message)]


def in_rules_terms(messages: Iterable[discord.Message], speakers: Speakers) -> list[ThreadMessage]:
    """All of them, each once, as the rules see them."""
    unique = {message.id: message for message in messages}
    speakers.learn(unique.values())
    return [thread_message(message, speakers) for message in unique.values()]


def _other_texts(message: discord.Message) -> Iterator[str]:
    """What is said by components, and by messages that are forwarded in this one."""
    yield from _component_texts(message.components)
    for snapshot in message.message_snapshots:
        yield snapshot.content
        for embed in snapshot.embeds:
            yield from ThreadMessage(snapshot.created_at, embeds=(_embed_text(embed),)).texts()
        yield from _component_texts(snapshot.components)


def _component_texts(components: Sequence[object]) -> Iterator[str]:
    """The texts of Components V2; labels and placeholders are what can be done, and say nothing."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        elif isinstance(component, discord.Container | discord.SectionComponent):
            yield from _component_texts(component.children)


def _embed_text(embed: discord.Embed) -> EmbedText:
    return EmbedText(
        title=embed.title or "",
        description=embed.description or "",
        author=embed.author.name or "",
        fields=tuple((field.name or "", field.value or "") for field in embed.fields),
        footer=embed.footer.text or "",
    )
