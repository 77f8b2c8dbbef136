"""The filters of a search as options of its slash commands."""

from typing import Literal

from discord.ext import commands

from apps.clanmatch.roster.rules.clan import Difficulty, PlayStyle
from apps.clanmatch.roster.rules.search import NO_CHOICE, Filters, RosterMode

# Discord shows these words; they are the values of the enumerations, which a test compares.
Boss = Literal["Easy", "Normal", "Hard", "Brutal", "NM", "UNM"]
Style = Literal["Stress-Free", "Casual", "Semi-Competitive", "Competitive"]
YesNo = Literal["yes", "no"]
Roster = Literal["open spots", "with inactives", "full", "any"]


class FilterOptions(commands.FlagConverter, case_insensitive=True):
    """Each may be left out; what is given shows results at once."""

    clan_boss: Boss | None = commands.flag(default=None, description="Which Clan Boss they fight")
    hydra: Boss | None = commands.flag(default=None, description="Which Hydra they fight")
    chimera: Boss | None = commands.flag(default=None, description="Which Chimera they fight")
    style: Style | None = commands.flag(default=None, description="How they play")
    cvc: YesNo | None = commands.flag(default=None, description="Clan versus Clan")
    siege: YesNo | None = commands.flag(default=None, description="Siege")
    roster: Roster | None = commands.flag(default=None, description="How full they are")

    def filters(self) -> Filters | None:
        """What was asked for; None when nothing was."""
        given = (self.clan_boss, self.hydra, self.chimera, self.style)
        if all(each is None for each in (*given, self.cvc, self.siege, self.roster)):
            return None
        return Filters(
            clan_boss=_difficulty(self.clan_boss),
            hydra=_difficulty(self.hydra),
            chimera=_difficulty(self.chimera),
            styles=PlayStyle(self.style) if self.style else None,
            cvc=_answer(self.cvc),
            siege=_answer(self.siege),
            roster=RosterMode(self.roster) if self.roster else NO_CHOICE.roster,
        )


def _difficulty(word: Boss | None) -> Difficulty | None:
    return Difficulty(word) if word else None


def _answer(word: YesNo | None) -> bool | None:
    return None if word is None else word == "yes"
