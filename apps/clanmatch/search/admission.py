"""Who may press on a panel or on its results: its owner, while it is fresh, if still allowed."""

from dataclasses import dataclass
from functools import partial

import discord

from apps.clanmatch.presses import Answer, Click
from apps.clanmatch.search.presses import PanelPresses
from apps.clanmatch.search.rules.filter_controls import Control
from apps.clanmatch.search.rules.panel_state import PanelState, State, decode
from shared.chat.bot import ChatBot
from shared.chat.errors import ExpectedFailure
from shared.chat.failures import PREFIX
from shared.timing.clock import Clock


@dataclass(frozen=True, eq=False, repr=False)
class Admission:
    """Checks a press and hands it on."""

    bot: ChatBot
    presses: PanelPresses
    clock: Clock

    def reads(self, custom_id: str) -> Answer | None:
        """What answers a press of one of our controls; None for those of others."""
        decoded = decode(custom_id)
        return partial(self._press, *decoded) if decoded else None

    async def _press(self, state: State, control: Control, click: Click) -> None:
        self._admit(click, state)
        if click.message is None:
            raise TypeError("a component without its message")  # Discord's presses have it
        message: discord.Message = click.message
        if state.expired(self.clock.now().timestamp()):
            await self.presses.on_expired(click, state)
        elif isinstance(state, PanelState):
            await self.presses.on_panel(click, message, state, control)
        else:
            await self.presses.on_results(click, message, state, control)

    def _admit(self, click: Click, state: State) -> None:
        """Raises ExpectedFailure unless this person may use this panel, here and now."""
        kind = state.kind if isinstance(state, PanelState) else state.view.kind
        if not self.bot.home.includes(click.guild, self.bot.guilds):
            raise ExpectedFailure("Panels work only on the cluster's own server.")
        if click.user.id != state.owner:
            raise ExpectedFailure(
                f"This panel is <@{state.owner}>'s. `{PREFIX}{kind.command}` opens your own."
            )
        # Roles and switches may have changed since it was opened.
        self.bot.gate.check(kind.command, self.bot.person(click.user, click.guild))
