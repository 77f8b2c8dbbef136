"""Are the bot's servers there? While Discord has lost one, nothing is heard from it."""

import discord

from .components import ComponentFailing
from .spoken import counted


async def check_servers(client: discord.Client) -> str:
    """How many there are. Raises ComponentFailing while one is unavailable at Discord."""
    servers = client.guilds
    away = sum(server.unavailable for server in servers)
    # Before that they are still on their way.
    if away and client.is_ready():
        are = "is" if away == 1 else "are"
        raise ComponentFailing(
            f"{away} of {counted(len(servers), 'server')} {are} unavailable at Discord; "
            "nothing is heard from there"
        )
    return counted(len(servers) - away, "server")
