"""A page of results for a state: searched anew each time, in the sheet of now."""

from dataclasses import dataclass

import discord

from apps.clanmatch.roster.crests import Crest
from apps.clanmatch.roster.ports import RosterPorts
from apps.clanmatch.roster.rules.search import RESULTS_SOFT_CAP
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.search.cards import ResultsPage, results_page
from apps.clanmatch.search.controls import results_controls
from apps.clanmatch.search.rules.panel_state import ResultsState


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ResultsPages:
    """What is found, as embeds and the controls below them."""

    roster: RosterSource
    crest: Crest
    ports: RosterPorts
    soft_cap: int = RESULTS_SOFT_CAP

    async def page(self, state: ResultsState, guild: discord.Guild | None) -> ResultsPage:
        """The page that `state` asks for. Raises ExpectedFailure without a roster."""
        copy = await self.roster.current()
        index = copy.value.index
        result = index.search(state.filters, cap=self.soft_cap)
        return results_page(
            result,
            state,
            crest=lambda clan: self.crest(guild, clan),
            seats_shown=self.ports.seats_shown,
            nearest=() if result.clans else index.nearest(state.filters),
            note=self.roster.note(copy),
        )

    async def read_again(self) -> None:
        """Read the sheet now. Raises ExpectedFailure where that fails."""
        await self.roster.read_again()

    def controls(self, page: ResultsPage) -> discord.ui.View:
        """What stands below the page."""
        return results_controls(page, self.ports.seats_shown)
