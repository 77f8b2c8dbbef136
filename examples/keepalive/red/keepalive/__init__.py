"""A cog of Red-DiscordBot: `[p]addpath` its folder, `[p]load keepalive`, and Red is watched."""

import discord_keepalive
from redbot.core import commands
from redbot.core.bot import Red


class Keepalive(commands.Cog):
    """How this Red is, for monitors on `/healthz` and for people on `/status`."""

    def __init__(self, attached: discord_keepalive.Attached) -> None:
        super().__init__()
        self.attached = attached

    @commands.command()
    @commands.is_owner()
    async def keepalive(self, ctx: commands.Context) -> None:
        """How I am, the worst thing first."""
        health = self.attached.health
        await ctx.send(f"{health.state}: {health.reason}" if health else "not watched")

    async def red_delete_data_for_user(self, **_: object) -> None:
        """Nothing is kept of anybody."""


async def setup(bot: Red) -> None:
    """Called by Red."""
    await bot.add_cog(Keepalive(discord_keepalive.attach(bot, name="red")))
