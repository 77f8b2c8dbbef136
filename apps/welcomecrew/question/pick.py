"""An answer to the question for a tag, on its way to the desk."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord

from shared.chat.errors import ExpectedFailure
from shared.immutable import immutable
from shared.tickets.tags import KnownTags


@immutable
class Pick:
    """An answer, and the thread that it is about."""

    thread_id: int
    channel_id: int
    """The channel under which the thread hangs."""
    message_id: int
    tag: str
    by_id: int


Keep = Callable[[str, discord.ui.View | None], Awaitable[None]]
"""Leaves these words and components where the question was. May raise AnsweredElsewhere."""


def check_known(tag: str, tags: KnownTags) -> None:
    """Raises ExpectedFailure for the tag of a clan that left the list since it was offered.

    Where the list can't be read (`tags` is empty), nobody knows that.
    """
    if len(tags) and not tags.is_answer(tag):
        raise ExpectedFailure(f"No clan has the tag `{tag}` any more; choose another one.")


def pick_of(interaction: discord.Interaction[Any], question_id: int, tag: str) -> Pick:
    """What a press in the question's thread answers. Raises ExpectedFailure outside of threads."""
    place = interaction.channel
    if not isinstance(place, discord.Thread):
        raise ExpectedFailure("That question is in no thread any more.")
    return Pick(
        thread_id=place.id,
        channel_id=place.parent_id,
        message_id=question_id,
        tag=tag,
        by_id=interaction.user.id,
    )
