"""`!clanmatch` and `!clansearch`: they open panels, nothing more."""

from typing import Any, Protocol

from discord.ext import commands

from apps.clanmatch.search.rules.panel_state import PanelKind
from shared.chat.bot import PREFIX
from shared.chat.errors import ExpectedFailure

Context = commands.Context[Any]


class OpensPanels(Protocol):
    """Posts a panel, or points to the one that is open already."""

    async def open(self, ctx: Context, kind: PanelKind) -> None:
        """Open a panel of this kind for the asker."""
        ...


class SearchCog(commands.Cog, name="Search"):
    """The two commands."""

    def __init__(self, panels: OpensPanels) -> None:
        self._panels = panels

    @commands.hybrid_command(
        name="clanmatch",
        brief="Find a clan for a recruit",
        help="Opens a panel with filters and buttons; your results appear below it.",
    )
    @commands.guild_only()
    @commands.cooldown(1, 2, commands.BucketType.user)
    async def clanmatch(self, ctx: Context) -> None:
        """The recruiter panel."""
        _refuse_argument(ctx)
        await self._panels.open(ctx, PanelKind.RECRUITER)

    @commands.hybrid_command(
        name="clansearch",
        brief="Look for a clan that suits you",
        help="Opens a panel with filters and buttons; matching clans appear below it.",
    )
    @commands.guild_only()
    @commands.cooldown(1, 2, commands.BucketType.user)
    async def clansearch(self, ctx: Context) -> None:
        """The member panel."""
        _refuse_argument(ctx)
        await self._panels.open(ctx, PanelKind.MEMBER)


def _refuse_argument(ctx: Context) -> None:
    """Somebody who names a clan wants to see that clan."""
    if ctx.interaction is None and ctx.view.read_rest().strip():
        if ctx.command is not None:
            ctx.command.reset_cooldown(ctx)
        raise ExpectedFailure(
            f"`{PREFIX}{ctx.invoked_with}` takes nothing after it; it opens a panel. For one clan "
            f"use `{PREFIX}clan <tag or name>`."
        )
