"""`!clanmatch` and `!clansearch`: they open panels, nothing more."""

from typing import Any, Protocol

from discord.ext import commands

from apps.clanmatch.roster.rules.search import Filters
from apps.clanmatch.search.options import FilterOptions
from apps.clanmatch.search.rules.panel_state import PanelKind
from shared.chat.errors import ExpectedFailure
from shared.chat.failures import PREFIX

Context = commands.Context[Any]


class OpensPanels(Protocol):
    """Posts a panel, or points to the one that is open already."""

    async def open(self, ctx: Context, kind: PanelKind, filters: Filters | None) -> None:
        """Show what `filters` find, or open a panel of this kind for the asker."""
        ...


class SearchCog(commands.Cog, name="Search"):
    """The two commands."""

    def __init__(self, panels: OpensPanels) -> None:
        self._panels = panels

    @commands.hybrid_command(
        name="clanmatch",
        brief="Find a clan for a recruit",
        help="Opens a panel with filters and buttons; your results appear below it. By slash the "
        "filters are options, and what you give shows results at once.",
        usage="",
    )
    @commands.guild_only()
    @commands.cooldown(1, 2, commands.BucketType.user)
    async def clanmatch(self, ctx: Context, *, options: FilterOptions) -> None:
        """The recruiter panel."""
        await self._panels.open(ctx, PanelKind.RECRUITER, _filters(ctx, options))

    @commands.hybrid_command(
        name="clansearch",
        brief="Look for a clan that suits you",
        help="Opens a panel with filters and buttons; matching clans appear below it. By slash "
        "only you see it, and the filters are options.",
        usage="",
    )
    @commands.guild_only()
    @commands.cooldown(1, 2, commands.BucketType.user)
    async def clansearch(self, ctx: Context, *, options: FilterOptions) -> None:
        """The member panel."""
        await self._panels.open(ctx, PanelKind.MEMBER, _filters(ctx, options))


def _filters(ctx: Context, options: FilterOptions) -> Filters | None:
    """What was asked for. Somebody who names a clan wants to see that clan: ExpectedFailure."""
    filters = options.filters()
    typed = ctx.view.buffer.partition(ctx.invoked_with or "")[2].strip()
    if filters is None and ctx.interaction is None and typed:
        if ctx.command is not None:
            ctx.command.reset_cooldown(ctx)
        raise ExpectedFailure(
            f"`{PREFIX}{ctx.invoked_with}` takes nothing after it; it opens a panel. For one clan "
            f"use `{PREFIX}clan <tag or name>`."
        )
    return filters
