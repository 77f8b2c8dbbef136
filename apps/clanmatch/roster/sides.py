"""A clan's two sides: its profile, and what it asks of those who want in."""

from enum import Enum
from typing import Final

import discord

from apps.clanmatch.roster import cells
from apps.clanmatch.roster.ports import Seats
from apps.clanmatch.roster.rules.clan import Clan
from shared.chat.limits import FOOTER, clip

PROFILE_COLOUR: Final = discord.Colour(0x3B6EA5)
CRITERIA_COLOUR: Final = discord.Colour(0xC58B2A)
FLIP_EMOJI: Final = "💡"
_FULL: Final = "none, the clan is full"


class Side(Enum):
    """Which side of a clan is shown; the value goes into custom ids."""

    PROFILE = "p"
    CRITERIA = "c"

    @property
    def other(self) -> "Side":
        """The side that a flip shows."""
        return Side.CRITERIA if self is Side.PROFILE else Side.PROFILE


def side_embed(
    clan: Clan, side: Side, *, seats: Seats, crest: str | None = None, note: str = ""
) -> discord.Embed:
    """One side of a clan. `crest` is the address of a picture, `note` goes below."""
    embed = profile_embed(clan, seats) if side is Side.PROFILE else criteria_embed(clan)
    if crest:
        embed.set_thumbnail(url=crest)
    hint = f"{FLIP_EMOJI} {'entry criteria' if side is Side.PROFILE else 'profile'}"
    embed.set_footer(text=clip(" · ".join(filter(None, (hint, note))), FOOTER))
    return embed


def card_embeds(
    clan: Clan, seats: Seats, *, is_recruiter: bool, crest: str | None = None, note: str = ""
) -> list[discord.Embed]:
    """Both sides, one below the other; to recruiters also why there are so many spots."""
    profile = profile_embed(clan, seats, is_recruiter=is_recruiter)
    criteria = criteria_embed(clan)
    profile.set_thumbnail(url=crest)
    criteria.title = "Entry criteria"
    return [profile, criteria.set_footer(text=clip(note, FOOTER) or None)]


def profile_embed(clan: Clan, seats: Seats, *, is_recruiter: bool = False) -> discord.Embed:
    """Who they are. Inactives and reserved spots are the recruiters' business alone."""
    standing = cells.facts((("Level", clan.level), ("Global rank", clan.rank or "beyond 1k")))
    lines = [" · ".join(standing), _spots(clan, seats, is_recruiter=is_recruiter)]
    lines += cells.facts(
        (
            ("Progression", clan.progression),
            ("Play style", cells.styles(clan)),
            ("Clan lead", clan.lead),
            ("Deputies", clan.deputies),
        ),
        limit=200,
    )
    fights = cells.facts(
        (
            ("Clan Boss", clan.clan_boss),
            ("Hydra", clan.hydra),
            ("Chimera", clan.chimera),
            ("CvC", cells.tier(clan.cvc_tier, clan.cvc_wins)),
            ("Siege", cells.tier(clan.siege_tier, clan.siege_wins)),
        )
    )
    return _embed(clan, "\n".join([*lines, "", *fights]), PROFILE_COLOUR)


def _spots(clan: Clan, seats: Seats, *, is_recruiter: bool) -> str:
    if is_recruiter:
        figures = f"**Inactives** {clan.inactives} · **Reserved** {clan.reserved}"
        return f"**Open spots** {cells.spots_for_recruiters(clan, seats)} · {figures}"
    shown = cells.spots(clan, seats) if cells.is_open(clan, seats) else _FULL
    return "".join(cells.facts([("Open spots", shown)]))


def criteria_embed(clan: Clan) -> discord.Embed:
    """What they ask of newcomers."""
    lines = cells.facts(cells.criteria(clan), limit=200)
    lines += cells.facts(
        (("Requirements", clan.requirements), ("Comments", clan.comments)), limit=cells.LONG
    )
    text = "\n".join(lines) or "No entry criteria were given; ask the clan's lead."
    return _embed(clan, text, CRITERIA_COLOUR)


def _embed(clan: Clan, text: str, colour: discord.Colour) -> discord.Embed:
    return discord.Embed(title=cells.title(clan), description=text.strip(), colour=colour)
