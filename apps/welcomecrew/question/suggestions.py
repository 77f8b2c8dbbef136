"""A typed answer that is almost a tag becomes a button: "Did you mean …?"."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import discord

from apps.welcomecrew.question.components import with_name
from apps.welcomecrew.question.near import near
from apps.welcomecrew.question.pick import pick_of
from apps.welcomecrew.question.picker import TagPicker
from apps.welcomecrew.question.state import PickerState
from shared.chat import limits
from shared.chat.layout import layout
from shared.chat.passing import REST_FAILURES, persistently
from shared.chat.pressable import Pressable, pressable
from shared.chat.replies import acknowledge, answer_nonce
from shared.chat.text import plain
from shared.immutable import immutable
from shared.tickets.tags import KnownTags

TEMPLATE: Final = (
    r"near:(?P<question>[0-9]{1,20}):(?P<asked>[0-9]{1,20}):(?P<was>[0-3]):(?P<tag>.+)"
)


@immutable
class Suggested:
    """What pressing a suggestion answers, and the question that it answers."""

    question_id: int
    asked_id: int
    tag: str
    shut: bool = False
    locked: bool = False

    @property
    def custom_id(self) -> str:
        """May be longer than Discord allows, where a tag is."""
        was = int(self.shut) + 2 * int(self.locked)
        return f"near:{self.question_id}:{self.asked_id}:{was}:{self.tag}"


def read_suggestion(custom_id: str) -> Suggested | None:
    """The reverse of `Suggested.custom_id`; None for a component that is not ours."""
    match = re.fullmatch(TEMPLATE, custom_id)
    if match is None:
        return None
    was = int(match["was"])
    return Suggested(
        int(match["question"]),
        int(match["asked"]),
        match["tag"],
        shut=bool(was & 1),
        locked=bool(was & 2),
    )


class Suggestions:
    """Offers what a message is near to; a press on it answers the question through the picker."""

    def __init__(self, *, picker: TagPicker, tags: Callable[[], KnownTags]) -> None:
        self._picker = picker
        self._tags = tags
        self.item: Pressable = pressable(
            TEMPLATE, lambda match: read_suggestion(match.string), self._press
        )

    async def offer(self, message: discord.Message, question_id: int, state: PickerState) -> None:
        """Reply to an answer that is almost a tag; nothing where it is like none.

        Raises as REST does.
        """
        tags = self._tags()
        offered = [
            Suggested(question_id, state.asked_id, tag, shut=state.shut, locked=state.locked)
            for tag in near(message.content, tags)
        ]
        offered = [each for each in offered if len(each.custom_id) <= limits.CUSTOM_ID]
        if not offered:
            return
        buttons = (
            discord.ui.Button[Any](
                label=limits.clip(with_name(each.tag, tags), limits.LABEL),
                custom_id=each.custom_id,
            )
            for each in offered
        )
        await message.reply(
            _words(offered, tags),
            view=layout(*buttons),
            mention_author=False,
            nonce=answer_nonce("did you mean", message.id, message.content),
        )

    async def _press(self, interaction: discord.Interaction[Any], it: Suggested) -> None:
        await self._picker.run(interaction, self._take(interaction, it))

    async def _take(self, interaction: discord.Interaction[Any], it: Suggested) -> None:
        self._picker.admit(interaction, it.asked_id)
        pick = pick_of(interaction, it.question_id, it.tag)
        state = PickerState(it.asked_id, 0, shut=it.shut, locked=it.locked)

        async def keep(words: str, view: discord.ui.View | None) -> None:
            await acknowledge(interaction)
            place = interaction.channel
            if isinstance(place, discord.Thread):
                question = place.get_partial_message(it.question_id)
                await persistently(lambda: question.edit(content=words, view=view))

        await self._picker.take(pick, state, keep)
        if interaction.message is not None:
            # What it offered is said by the question now.
            with suppress(*REST_FAILURES):
                await interaction.message.delete()


def _words(offered: list[Suggested], tags: KnownTags) -> str:
    if len(offered) > 1:
        return "Did you mean one of these?"
    (only,) = offered
    name = tags.name_of(only.tag)
    return f"Did you mean `{only.tag}`{f' ({plain(name)})' if name else ''}?"
