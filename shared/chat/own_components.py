"""Which of our two bots a component belongs to, by its custom id.

Each bot reads its own ids itself; here stands what they look like from outside, so that the
other one can tell who speaks.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import discord

CLANMATCH: Final = re.compile(
    r"[pr][12](?::[^:]*){6}|f1:[pc]:[0-9a-f]{16}:[0-9]{1,12}|(?:k[12]|f2|w[23]|i1):[0-9a-f]{16}|k1:choose"
    r"|w1:[yn](?::[0-9]{1,20}){2}:.{1,40}|w4(?::[0-9]{1,20}){4}"
    r"|s1:[a-z]+:[0-9a-f]{15,20}(?::[0-9]{1,20}){0,2}"
)
"""Panels, results, choices of a clan, profiles, seats, and what stands below a welcome."""


def is_clanmatchs(message: discord.Message) -> bool:
    """Whether clanmatch posted the message: people can't send components."""
    return any(map(CLANMATCH.fullmatch, custom_ids(message.components)))


def custom_ids(components: Iterable[object]) -> Iterator[str]:
    """Every custom id, however deep its component is nested."""
    for component in components:
        if isinstance(component, discord.ActionRow | discord.Container):
            yield from custom_ids(component.children)
        elif isinstance(component, discord.SectionComponent):
            yield from custom_ids((component.accessory,))
        elif isinstance(component, discord.Button | discord.SelectMenu) and component.custom_id:
            yield component.custom_id
