"""Presses of our messages, and forms that they opened, by features that read their custom ids.

What none reads is an old one. No view lives in memory, so a restart changes nothing.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord
from discord.ext import commands

from shared.chat.clicks import run_click
from shared.chat.errors import ExpectedFailure
from shared.chat.failures import PREFIX
from shared.chat.observer import Observer

Click = discord.Interaction[Any]
_OURS: Final = {discord.InteractionType.component, discord.InteractionType.modal_submit}
Answer = Callable[[Click], Awaitable[None]]
Reader = Callable[[str], Answer | None]
"""From a custom id to what answers its press; None for the ids of others."""


class Presses:
    """What the features said of their custom ids."""

    def __init__(self) -> None:
        self._readers: list[Reader] = []

    def add(self, reader: Reader) -> None:
        """Have presses of the custom ids that it knows answered as it says."""
        self._readers.append(reader)

    def answer_to(self, custom_id: str) -> Answer:
        """What answers a press. Raises ExpectedFailure when nobody knows the custom id."""
        for reader in self._readers:
            if answer := reader(custom_id):
                return answer
        raise ExpectedFailure(
            "That belongs to another version of me. "
            f"`{PREFIX}clansearch` or `{PREFIX}clan` gives you a new one."
        )


class PressesCog(commands.Cog, name="Presses"):
    """Every press of a button or a select comes in here, and every form that is sent."""

    def __init__(self, presses: Presses, *, observer: Observer) -> None:
        self._presses = presses
        self._observer = observer

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Click) -> None:
        """Find out whose it is, and answer whatever comes of it."""
        if interaction.type in _OURS:
            await run_click(interaction, self._answered(interaction), self._observer)

    async def _answered(self, click: Click) -> None:
        await self._presses.answer_to(custom_id_of(click))(click)


def custom_id_of(click: Click) -> str:
    """The custom id of what was pressed or sent; empty when there is none."""
    data: Any = click.data or {}
    return str(data.get("custom_id", ""))


def values_of(click: Click) -> list[str]:
    """What was chosen in a select; empty for a button."""
    data: Any = click.data or {}
    return [str(value) for value in data.get("values", [])]
