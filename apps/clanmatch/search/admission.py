"""Every press of our messages comes in here: found by custom id, checked, handed on."""

from typing import Any

import discord
from discord.ext import commands

from apps.clanmatch.profile.flip import ProfileFlip
from apps.clanmatch.search.controls import decode_flip
from apps.clanmatch.search.presses import Click, PanelPresses
from apps.clanmatch.search.rules.panel_state import Control, PanelState, State, decode
from apps.clanmatch.welcome.rules.again import decode_again
from shared.chat.bot import PREFIX, ChatBot
from shared.chat.clicks import run_click
from shared.chat.errors import ExpectedFailure
from shared.chat.observer import Observer
from shared.timing.clock import Clock


class PanelsCog(commands.Cog, name="Panels"):
    """Listens for presses and for 💡. No view lives in memory, so a restart changes nothing."""

    def __init__(
        self,
        bot: ChatBot,
        *,
        presses: PanelPresses,
        flip: ProfileFlip,
        observer: Observer,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._presses = presses
        self._flip = flip
        self._observer = observer
        self._clock = clock

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A button or a select of one of our messages."""
        if interaction.type is discord.InteractionType.component:
            data: Any = interaction.data or {}
            if decode_again(str(data.get("custom_id", ""))):
                return  # a welcome's question, which its own cog answers
            await run_click(interaction, self._press(interaction), self._observer)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Perhaps 💡 on a profile."""
        await self._flip.on_reaction(self._bot, payload)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Where we may not tidy up, people take their own 💡 back and expect a flip."""
        await self._flip.on_reaction(self._bot, payload)

    async def _press(self, click: Click) -> None:
        data: Any = click.data or {}
        custom_id = str(data.get("custom_id", ""))
        if profile := decode_flip(custom_id):
            shown, key, _ = profile
            await self._flip.on_press(click, shown, key)
            return
        decoded = decode(custom_id)
        if decoded is None or click.message is None:
            raise ExpectedFailure(
                "That belongs to another version of me. "
                f"`{PREFIX}clansearch` or `{PREFIX}clan` gives you a new one."
            )
        await self._press_panel(click, click.message, *decoded)

    async def _press_panel(
        self, click: Click, message: discord.Message, state: State, control: Control
    ) -> None:
        self._admit(click, state)
        if state.expired(self._clock.now().timestamp()):
            await self._presses.on_expired(click, state)
        elif isinstance(state, PanelState):
            await self._presses.on_panel(click, message, state, control)
        else:
            await self._presses.on_results(click, message, state, control)

    def _admit(self, click: Click, state: State) -> None:
        """Raises ExpectedFailure unless this person may use this panel, here and now."""
        kind = state.kind if isinstance(state, PanelState) else state.view.kind
        if not self._bot.home.includes(click.guild, self._bot.guilds):
            raise ExpectedFailure("Panels work only on the cluster's own server.")
        if click.user.id != state.owner:
            raise ExpectedFailure(
                f"This panel is <@{state.owner}>'s. `{PREFIX}{kind.command}` opens your own."
            )
        # Roles and switches may have changed since it was opened.
        self._bot.gate.check(kind.command, self._bot.person(click.user, click.guild))
