"""A page of results for a state: searched anew each time, in the sheet of now."""

import discord

from apps.clanmatch.roster.crests import Crest
from apps.clanmatch.roster.ports import RosterPorts
from apps.clanmatch.roster.rules.search import RESULTS_SOFT_CAP
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.search.cards import ResultsPage, results_page
from apps.clanmatch.search.controls import results_controls
from apps.clanmatch.search.rules.panel_state import ResultsState


class ResultsPages:
    """What is found, as embeds and the controls below them."""

    def __init__(
        self,
        *,
        roster: RosterSource,
        crest: Crest,
        ports: RosterPorts,
        soft_cap: int = RESULTS_SOFT_CAP,
    ) -> None:
        self._roster = roster
        self._crest = crest
        self._ports = ports
        self._soft_cap = soft_cap

    async def page(self, state: ResultsState, guild: discord.Guild | None) -> ResultsPage:
        """The page that `state` asks for. Raises ExpectedFailure without a roster."""
        copy = await self._roster.current()
        index = copy.value.index
        result = index.search(state.filters, cap=self._soft_cap)
        return results_page(
            result,
            state,
            crest=lambda clan: self._crest(guild, clan),
            seats_shown=self._ports.seats_shown,
            nearest=() if result.clans else index.nearest(state.filters),
            note=self._roster.note(copy),
        )

    async def read_again(self) -> None:
        """Read the sheet now. Raises ExpectedFailure where that fails."""
        await self._roster.read_again()

    def controls(self, page: ResultsPage) -> discord.ui.View:
        """What stands below the page."""
        return results_controls(page, self._ports.seats_shown)
