"""Red-DiscordBot as its owner starts it, pointed at the sandbox, with its data in a folder."""

import os
import sys
from pathlib import Path

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

DATA = Path(os.environ["DATA"])
os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = os.environ["HOME"] = str(DATA)

Route.BASE = os.environ["DISCORD_API_URL"]
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])

from redbot import setup as redbot_setup  # noqa: E402 - its folders are chosen at import
from redbot.__main__ import main  # noqa: E402 - the same

sys.argv = [
    "redbot-setup",
    "--no-prompt",
    "--instance-name",
    "sandboxed",
    "--data-path",
    str(DATA),
    "--backend",
    "json",
]
try:
    redbot_setup.run_cli()
except SystemExit as end:
    if end.code:
        raise
sys.argv = [
    "redbot", "sandboxed", "--no-prompt", "--no-cogs", "--prefix", "!",
    "--owner", os.environ["OWNER_ID"], "--token", os.environ["TOKEN"],
    "--cog-path", os.environ["COGS"],
]  # fmt: skip
main()
