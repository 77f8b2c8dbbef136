"""Sheet cells as text for embeds: harmless, short enough, and nothing where nothing was given."""

from collections.abc import Iterable
from typing import Final

from apps.clanmatch.roster.ports import Seats
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.rules.tokens import is_blank
from shared.chat.limits import clip
from shared.chat.text import one_line, plain

SHORT: Final = 120
"""For a name, a tier, a number: what fits into a line."""
LONG: Final = 500
"""For comments and requirements."""

Fact = tuple[str, str]
"""A label and a cell."""

_IN_SHORT: Final = {"CvC minimum": "CvC", "CvC minimum with personal rewards": "CvC with rewards"}


def cell(text: str, limit: int = SHORT) -> str:
    """A cell as its writer saw it, on one line; empty when it says nothing."""
    return "" if is_blank(text) else clip(plain(one_line(text)), limit)


def facts(pairs: Iterable[Fact], *, limit: int = SHORT) -> list[str]:
    """`**Label** text` for each cell that says something."""
    return [f"**{label}** {shown}" for label, text in pairs if (shown := cell(text, limit))]


def title(clan: Clan) -> str:
    """`Ashen Vigil · C1CE`."""
    return " · ".join(part for part in (cell(clan.name), cell(clan.tag, 30)) if part)


def tier(name: str, wins: str) -> str:
    """`Gold IV, 17 wins`."""
    parts = (name if not is_blank(name) else "", f"{wins} wins" if not is_blank(wins) else "")
    return ", ".join(part for part in parts if part)


def criteria(clan: Clan) -> list[Fact]:
    """What a clan asks, in the order in which recruiters go through it."""
    asked = clan.criteria
    return [
        ("Clan Boss", asked.clan_boss),
        ("Hydra", asked.hydra),
        ("Hydra keys", asked.hydra_keys),
        ("Chimera", asked.chimera),
        ("Chimera keys", asked.chimera_keys),
        ("CvC minimum", asked.cvc_minimum),
        ("CvC minimum with personal rewards", asked.cvc_minimum_with_rewards),
    ]


def criteria_in_short(clan: Clan) -> list[Fact]:
    """The same where a line must do."""
    return [(_IN_SHORT.get(label, label), asked) for label, asked in criteria(clan)]


def styles(clan: Clan) -> str:
    """The play styles, the calmest first."""
    order = sorted(clan.traits.styles, key=lambda style: list(type(style)).index(style))
    return ", ".join(style.value for style in order)


def is_open(clan: Clan, seats: Seats) -> bool:
    """Whether somebody can join; a cell that holds words and no number closes no clan."""
    return bool(seats.free or clan.spots_in_words)


def spots(clan: Clan, seats: Seats) -> str:
    """How many seats everybody is shown; the sheet's own words where it holds no number."""
    if clan.spots_in_words and not seats.free:
        return f"“{clip(one_line(clan.spots_in_words), 40)}”"
    return str(seats.free)


def spots_for_recruiters(clan: Clan, seats: Seats) -> str:
    """The same with what made it of the sheet's figure: `3, 1 held`."""
    return f"{spots(clan, seats)}, {seats.why}" if seats.why else spots(clan, seats)
