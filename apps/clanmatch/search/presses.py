"""What a press on a panel or on its results does: decode, search, edit the message."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

import discord

from apps.clanmatch.presses import Click, custom_id_of, values_of
from apps.clanmatch.search.controls import panel_controls
from apps.clanmatch.search.job import PanelExpiry
from apps.clanmatch.search.latest import LatestEdits
from apps.clanmatch.search.messages import refused, state_of
from apps.clanmatch.search.pages import ResultsPages
from apps.clanmatch.search.rules.filter_controls import Control, pressed
from apps.clanmatch.search.rules.panel_state import (
    PanelKind,
    PanelState,
    ResultsState,
    ResultsView,
    panel_of,
    results_of,
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


@dataclass(kw_only=True, eq=False, repr=False)
class PanelPresses:
    """Answers presses whose presser, place and age were checked before."""

    pages: ResultsPages
    expiry: PanelExpiry
    clock: Clock
    _edits: LatestEdits = field(default_factory=LatestEdits)

    async def on_panel(
        self, click: Click, panel: discord.Message, state: PanelState, control: Control
    ) -> None:
        """A select or button of the panel itself."""
        filters = pressed(state.filters, control, values_of(click))
        state = replace(state, filters=filters, used_at=self._now())
        self._watch(panel, state)
        if control is Control.SEARCH and not state.filters.is_set:
            raise ExpectedFailure("Choose at least one filter first, then press Search.")
        if panel.flags.ephemeral or state.results == panel.id:
            await self._in_place(click, state, control)
            return
        # Before anything is waited for: presses count in the order in which they came.
        number = self._edits.draw(state.results) if state.results else 0
        if control is Control.SEARCH:
            await self._search(click, panel, state, number)
            return
        await update_message(click, embeds=[panel_embed(state)], view=panel_controls(state))
        if state.results:
            await self._edit_results(click, panel, state, number)

    async def _in_place(self, click: Click, state: PanelState, control: Control) -> None:
        """Panel and results are one message, which turns from one into the other."""
        if control is not Control.SEARCH:
            await update_message(click, embeds=[panel_embed(state)], view=panel_controls(state))
            return
        page = await self.pages.page(results_of(state, alone=True), click.guild)
        await update_message(click, embeds=page.embeds, view=self.pages.controls(page))

    async def on_results(
        self, click: Click, message: discord.Message, state: ResultsState, control: Control
    ) -> None:
        """A button below results; pages and views are searched anew, in the sheet of now."""
        if control is Control.CLOSE:
            await acknowledge(click)
            self.expiry.forget(message.channel.id, message.id)
            with suppress(discord.NotFound):  # deleted already, perhaps by our own try
                await persistently(click.delete_original_response)
            return
        state = replace(state, view=_VIEWS.get(control, state.view), used_at=self._now())
        self._watch(message, state)
        if control is Control.FILTERS:
            panel = panel_of(state, message.id)
            await update_message(click, embeds=[panel_embed(panel)], view=panel_controls(panel))
            return
        if control is Control.REFRESH:
            await acknowledge(click)
            await self.pages.read_again()
        page = await self.pages.page(state, click.guild)
        await update_message(click, embeds=page.embeds, view=self.pages.controls(page))

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
        place = click.client.get_partial_messageable(panel.channel.id)
        message = place.get_partial_message(state.results)
        async with self._edits.turn(state.results, number) as is_latest:
            try:
                if is_latest:
                    state = await _as_shown(message, state)
                    page = await self.pages.page(results_of(state), click.guild)
                    await persistently(
                        partial(
                            message.edit,
                            content=None,
                            embeds=page.embeds,
                            view=self.pages.controls(page),
                        )
                    )
            except discord.NotFound:
                return False
            except discord.HTTPException as error:
                raise refused(error, panel.channel.id) from error
        self.expiry.watch(panel.channel.id, state.results, state.used_at)
        return True

    async def _post_results(self, click: Click, panel: discord.Message, state: PanelState) -> int:
        page = await self.pages.page(results_of(state), click.guild)
        try:
            message = await persistently(
                lambda: panel.channel.send(
                    embeds=page.embeds,
                    view=self.pages.controls(page),
                    # A double press carries the same custom id: Discord posts its results once.
                    nonce=answer_nonce(panel.id, custom_id_of(click)),
                )
            )
        except discord.HTTPException as error:
            raise refused(error, panel.channel.id) from error
        self.expiry.watch(panel.channel.id, message.id, state.used_at)
        return message.id

    def _watch(self, message: discord.Message, state: PanelState | ResultsState) -> None:
        """What only its reader sees can't be switched off by us; it says so when it is pressed."""
        if not message.flags.ephemeral:
            self.expiry.watch(message.channel.id, message.id, state.used_at)

    def _now(self) -> int:
        return int(self.clock.now().timestamp())


async def _as_shown(message: discord.PartialMessage, state: PanelState) -> PanelState:
    """The panel with the view that its member chose below the results; that is written there."""
    if state.kind is PanelKind.RECRUITER:
        return state
    shown = state_of(await persistently(message.fetch))
    return replace(state, view=shown.view) if isinstance(shown, ResultsState) else state
