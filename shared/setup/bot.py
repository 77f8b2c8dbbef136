"""What `--setup` is told about a bot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import discord

from shared.chat.findings import Need, RoleNeed
from shared.config.load import Settings

S = TypeVar("S", bound=Settings)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class NewBot(Generic[S]):
    """A bot that is to get its settings: those of the keepalive and of a workbook among them."""

    name: str
    settings: type[S]
    needs: Callable[[S], Sequence[Need]]
    roles: Callable[[S], Sequence[RoleNeed]]
    intents: discord.Intents
    invite: discord.Permissions
    """What it is invited with."""
    writes: bool
    """Whether it writes to the spreadsheet."""
    makes_tabs: frozenset[str] = frozenset()
    """Fields of the tabs that it makes where they are missing."""
    usual: Sequence[str] = ()
    """Fields that nobody must set, and nearly everybody does."""

    def invite_link(self, application_id: int) -> str:
        """Asks for exactly what the bot uses."""
        return discord.utils.oauth_url(
            application_id, permissions=self.invite, scopes=("bot", "applications.commands")
        )
