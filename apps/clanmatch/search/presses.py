"""What a press on a panel or on its results does: decode, search, edit the message."""

from contextlib import suppress
from dataclasses import replace

import discord

from apps.clanmatch.presses import Click, custom_id_of, values_of
from apps.clanmatch.roster.crests import Crest
from apps.clanmatch.roster.ports import RosterPorts
from apps.clanmatch.roster.rules.search import RESULTS_SOFT_CAP
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.search.cards import ResultsPage, results_page
from apps.clanmatch.search.controls import panel_controls, results_controls
from apps.clanmatch.search.job import PanelExpiry
from apps.clanmatch.search.latest import LatestEdits
from apps.clanmatch.search.messages import refused
from apps.clanmatch.search.rules.panel_state import (
    Control,
    PanelState,
    ResultsState,
    ResultsView,
    pressed,
)
from apps.clanmatch.search.texts import expired_words, panel_embed
from shared.chat.clicks import update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import persistently
from shared.chat.replies import acknowledge, answer_nonce
from shared.timing.clock import Clock

_VIEWS = {
    Control.SHOW_SHORT: ResultsView.SHORT,
    Control.SHOW_CRITERIA: ResultsView.CRITERIA,
    Control.SHOW_PROFILE: ResultsView.PROFILE,
}


class PanelPresses:
    """Answers presses whose presser, place and age were checked before."""

    def __init__(
        self,
        *,
        roster: RosterSource,
        crest: Crest,
        ports: RosterPorts,
        expiry: PanelExpiry,
        clock: Clock,
        soft_cap: int = RESULTS_SOFT_CAP,
    ) -> None:
        self._roster = roster
        self._crest = crest
        self._ports = ports
        self._expiry = expiry
        self._clock = clock
        self._soft_cap = soft_cap
        self._edits = LatestEdits()

    async def on_panel(
        self, click: Click, panel: discord.Message, state: PanelState, control: Control
    ) -> None:
        """A select or button of the panel itself."""
        filters = pressed(state.filters, control, values_of(click))
        state = replace(state, filters=filters, used_at=self._now())
        self._expiry.watch(panel.channel.id, panel.id, state.used_at)
        # Before anything is waited for: presses count in the order in which they came.
        number = self._edits.draw(state.results) if state.results else 0
        if control is Control.SEARCH:
            await self._search(click, panel, state, number)
            return
        await update_message(click, embeds=[panel_embed(state)], view=panel_controls(state))
        if state.results:
            await self._edit_results(click, panel, state, number)

    async def on_results(
        self, click: Click, message: discord.Message, state: ResultsState, control: Control
    ) -> None:
        """A button below results; pages and views are searched anew, in the sheet of now."""
        if control is Control.CLOSE:
            await acknowledge(click)
            self._expiry.forget(message.channel.id, message.id)
            with suppress(discord.NotFound):  # deleted already, perhaps by our own try
                await persistently(click.delete_original_response)
            return
        state = replace(state, view=_VIEWS.get(control, state.view), used_at=self._now())
        page = await self._page(state, click.guild)
        self._expiry.watch(message.channel.id, message.id, state.used_at)
        await update_message(
            click, embeds=page.embeds, view=results_controls(page, self._ports.seats_shown)
        )

    async def on_expired(self, click: Click, state: PanelState | ResultsState) -> None:
        """A press that came too late: controls off, and how to open a new panel."""
        if isinstance(state, PanelState):
            await update_message(
                click,
                embeds=[panel_embed(state, off=True)],
                view=panel_controls(state, off=True),
            )
            raise ExpectedFailure(expired_words(state.kind))
        await update_message(click, content=expired_words(state.view.kind), view=None)
        raise ExpectedFailure(expired_words(state.view.kind))

    async def _search(
        self, click: Click, panel: discord.Message, state: PanelState, number: int
    ) -> None:
        if not state.filters.is_set:
            raise ExpectedFailure("Choose at least one filter first, then press Search.")
        # Before anything is posted: of two instances only the one that is first goes on.
        await acknowledge(click)
        shown = bool(state.results) and await self._edit_results(click, panel, state, number)
        if not shown:
            state = replace(state, results=await self._post_results(click, panel, state))
        await update_message(click, embeds=[panel_embed(state)], view=panel_controls(state))

    async def _edit_results(
        self, click: Click, panel: discord.Message, state: PanelState, number: int
    ) -> bool:
        """Show the panel's filters in its results message; False when that was deleted."""
        page = await self._page(_results_of(state), click.guild)
        place = click.client.get_partial_messageable(panel.channel.id)
        message = place.get_partial_message(state.results)
        async with self._edits.turn(state.results, number) as is_latest:
            try:
                if is_latest:
                    await persistently(
                        lambda: message.edit(
                            content=None,
                            embeds=page.embeds,
                            view=results_controls(page, self._ports.seats_shown),
                        )
                    )
            except discord.NotFound:
                return False
            except discord.HTTPException as error:
                raise refused(error, panel.channel.id) from error
        self._expiry.watch(panel.channel.id, state.results, state.used_at)
        return True

    async def _post_results(self, click: Click, panel: discord.Message, state: PanelState) -> int:
        page = await self._page(_results_of(state), click.guild)
        try:
            message = await persistently(
                lambda: panel.channel.send(
                    embeds=page.embeds,
                    view=results_controls(page, self._ports.seats_shown),
                    # A double press carries the same custom id: Discord posts its results once.
                    nonce=answer_nonce(panel.id, custom_id_of(click)),
                )
            )
        except discord.HTTPException as error:
            raise refused(error, panel.channel.id) from error
        self._expiry.watch(panel.channel.id, message.id, state.used_at)
        return message.id

    async def _page(self, state: ResultsState, guild: discord.Guild | None) -> ResultsPage:
        copy = await self._roster.current()
        result = copy.value.index.search(state.filters, cap=self._soft_cap)
        return results_page(
            result,
            state,
            crest=lambda clan: self._crest(guild, clan),
            seats_shown=self._ports.seats_shown,
            note=self._roster.note(copy),
        )

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _results_of(panel: PanelState) -> ResultsState:
    """The first page of what the panel's filters find."""
    recruiter = panel.kind is ResultsView.RECRUITER.kind
    return ResultsState(
        view=ResultsView.RECRUITER if recruiter else ResultsView.SHORT,
        owner=panel.owner,
        used_at=panel.used_at,
        filters=panel.filters,
    )
