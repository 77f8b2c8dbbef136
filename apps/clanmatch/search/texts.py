"""The panel's own embed: what it is for, whose it is, and that it has expired."""

from typing import Final

import discord

from apps.clanmatch.search.rules.panel_state import LIFETIME, PanelKind, PanelState
from shared.chat.failures import PREFIX

_COLOUR: Final = discord.Colour(0x5865A8)
_OFF_COLOUR: Final = discord.Colour(0x80848E)
HOW_TO_SEARCH: Final = (
    "A panel has a select for each boss and for the play style, and buttons that go "
    "through their choices. **Search** lists the clans that match everything chosen, in "
    "the order of the sheet.\n"
    "A difficulty matches clans that fight it: NM does not find clans that only fight UNM. "
    "**Roster** shows clans with open spots, with inactives, full ones, or any.\n"
    "**Choose a clan** below the results shows its card, for your eyes alone, with what you can do "
    "there. Where nothing matches, the nearest clans are named with what stands against each.\n"
    "By slash the filters are options, and what you give shows results at once; what a member "
    "finds so only they see.\n"
    "Only whoever opened a panel can use it. After 30 minutes without use it expires."
)
"""What `!help search` says."""
_TITLES: Final = {
    PanelKind.RECRUITER: "Place a recruit",
    PanelKind.MEMBER: "Find a clan",
}


def panel_embed(state: PanelState, *, off: bool = False) -> discord.Embed:
    """The embed above a panel's controls."""
    text = (
        f"{expired_words(state.kind)}"
        if off
        else (
            "Choose filters, then press **Search**. "
            "A difficulty matches clans that fight it; the buttons go through their choices."
        )
    )
    return discord.Embed(
        title=_TITLES[state.kind],
        description=f"{text}\nPanel of <@{state.owner}>",
        colour=_OFF_COLOUR if off else _COLOUR,
    )


def expired_words(kind: PanelKind) -> str:
    """Why nothing can be pressed any more, and what to do."""
    return (
        f"This has expired after {LIFETIME // 60} minutes without use. "
        f"`{PREFIX}{kind.command}` opens a new panel."
    )
