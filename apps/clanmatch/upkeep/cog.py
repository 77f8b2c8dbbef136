"""`!reload` and `!mmhealth`: fresh sheets, and one line for dashboards."""

import platform
from collections.abc import Mapping
from typing import Any

from discord.ext import commands

from apps.clanmatch.roster.refreshing import Source, refreshed
from shared.chat.limits import CONTENT, clip
from shared.chat.replies import answer, take_time
from shared.chat.text import plain

Context = commands.Context[Any]


class AdminCog(commands.Cog, name="Admin"):
    """For those who run the bot, and for their dashboards."""

    def __init__(self, *, sources: Mapping[str, Source], instance: str) -> None:
        self._sources = sources
        self._instance = instance

    @commands.hybrid_command(
        name="reload",
        brief="Read the sheets again",
        help="Drops the kept copies and reads the spreadsheet now. Says what is in it, and which "
        "rows could not be read. When Google fails, the last good copy stays in use.",
    )
    @commands.cooldown(1, 5, commands.BucketType.guild)
    async def reload(self, ctx: Context) -> None:
        """Read every source anew and say what came of each."""
        await take_time(ctx)
        lines = [await _line(name, source) for name, source in self._sources.items()]
        await answer(ctx, clip("\n".join(lines), CONTENT), ephemeral=True)

    @commands.hybrid_command(
        name="mmhealth",
        brief="One line for dashboards",
        help="Says that I am alive, on which instance, with which Python.",
    )
    async def mmhealth(self, ctx: Context) -> None:
        """Alive, host instance, Python version."""
        line = f"🟢 alive · instance `{self._instance}` · Python {platform.python_version()}"
        await answer(ctx, line)


async def _line(name: str, source: Source) -> str:
    words, problem = await refreshed(source)
    if not problem:
        return f"🟢 **{name}**: {plain(words)}"
    kept = " The last good copy stays in use." if words else ""
    return f"🔴 **{name}**: {plain(problem.rstrip('.'))}.{kept}"
