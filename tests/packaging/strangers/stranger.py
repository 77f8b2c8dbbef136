"""A stranger's bot, of each kind of client; STRANGER holds its kind and its way."""

import os

import discord
import discord_keepalive as keepalive
from discord.ext import commands

KINDS = {
    "client": lambda: discord.Client(intents=INTENTS),
    "sharded-client": lambda: discord.AutoShardedClient(intents=INTENTS, shard_count=2),
    "bot": lambda: commands.Bot("!", intents=INTENTS),
    "sharded-bot": lambda: commands.AutoShardedBot("!", intents=INTENTS, shard_count=1),
}
INTENTS = discord.Intents(guilds=True)


class Late(discord.Client):
    """One whose author put the line where others put theirs."""

    async def setup_hook(self) -> None:
        keepalive.attach(self)


async def no_database() -> None:
    raise ConnectionRefusedError("postgres://user:password@host")


def main(kind: str, way: str) -> None:
    token = os.environ["DISCORD_TOKEN"]
    if way == "late":
        Late(intents=INTENTS).run(token)
        return
    client = KINDS[kind]()
    if way == "run":
        keepalive.run(client, token, components={"database": no_database})
    attached = keepalive.attach(client)
    if way == "twice":
        keepalive.attach(client)
    attached.component("database", no_database)
    client.run(token)


if __name__ == "__main__":
    main(*os.environ["STRANGER"].split())
