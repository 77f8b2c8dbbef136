"""A whole bot, watched: `DISCORD_TOKEN=… python examples/keepalive/ten_lines.py`."""

import os

import discord
import discord_keepalive
from discord.ext import commands

bot = commands.Bot("!", intents=discord.Intents.default())
discord_keepalive.attach(bot)
bot.run(os.environ["DISCORD_TOKEN"])
