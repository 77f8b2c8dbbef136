"""Components that are known by their custom ids, however old their message is.

discord.py makes an item of a class for each press whose custom id fits the class's template; no
view has to live in memory, so a restart changes nothing.
"""

from collections.abc import Awaitable, Callable
from re import Match
from typing import Any, Self, TypeVar

import discord

AnyItem = discord.ui.Item[Any]
Pressable = type[discord.ui.DynamicItem[AnyItem]]
"""For `Client.add_dynamic_items`."""
S = TypeVar("S")


def pressable(
    template: str,
    read: Callable[[Match[str]], S | None],
    press: Callable[[discord.Interaction[Any], S], Awaitable[None]],
) -> Pressable:
    """The class of all components whose custom ids fit `template`.

    `read` takes the custom id apart, and what it gives goes to `press`. None raises ValueError,
    which discord.py logs.
    """

    class Item(discord.ui.DynamicItem[AnyItem], template=template):
        """One press."""

        def __init__(self, item: AnyItem, state: S) -> None:
            super().__init__(item)
            self._state = state

        @classmethod
        async def from_custom_id(
            cls, _interaction: discord.Interaction[Any], item: AnyItem, match: Match[str], /
        ) -> Self:
            """Discord.py found that the custom id fits our template."""
            state = read(match)
            if state is None:
                raise ValueError(f"{match.string!r} fits the template and can't be read")
            return cls(item, state)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            """Somebody pressed it."""
            await press(interaction, self._state)

    return Item
