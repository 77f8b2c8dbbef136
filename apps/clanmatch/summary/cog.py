"""`!report`: the summary, now."""

from typing import Any, Protocol

from discord.ext import commands

from shared.chat.places import Place
from shared.chat.replies import acknowledge, answer


class Reports(Protocol):
    """Posts the summary; the job of the daily one does."""

    async def report(self, *, by: str, request_id: int) -> Place:
        """Post it now and say where. Raises ExpectedFailure."""
        ...


class ReportCog(commands.Cog):
    """Posts the summary beside the daily one."""

    def __init__(self, *, summary: Reports) -> None:
        self._summary = summary

    # Above the command: below it, discord.py would share the cooldown among all bots of a process.
    @commands.cooldown(1, 10, commands.BucketType.guild)
    @commands.hybrid_command(
        name="report",
        brief="Post the recruitment summary now",
        help="Posts open, inactive and reserved spots to the recruiters' thread, and calls "
        "nobody. The daily one is posted at its time all the same.",
    )
    async def report(self, ctx: commands.Context[Any]) -> None:
        """Post it, and say where."""
        if ctx.interaction is not None:
            await acknowledge(ctx.interaction, thinking=True)
        place = await self._summary.report(by=ctx.author.display_name, request_id=ctx.message.id)
        await answer(ctx, f"Posted in {place.mention}.", ephemeral=True)
