"""Which clients the keepalive can keep: those of discord.py, not of what was made from it. Pure.

Nothing of discord.py is imported here: beside py-cord, which owns the same folder, that would fail.
"""

import sys
from typing import Final

_HOME: Final = "discord"
_FORKS: Final = {"disnake": "disnake", "nextcord": "nextcord", "pycord": "py-cord"}


def why_not(client: object) -> str:
    """Why this client can't be kept, in one sentence; empty when it can."""
    homes = {kind.__module__.partition(".")[0] for kind in type(client).__mro__}
    for fork in ("disnake", "nextcord"):
        if fork in homes:
            return _refusal(_FORKS[fork])
    library = sys.modules.get(_HOME)
    client_type = getattr(library, "Client", None)
    if not isinstance(client_type, type) or not isinstance(client, client_type):
        return (
            "discord-keepalive keeps a discord.Client, a Bot, or their sharded kinds, and this is "
            f"a {type(client).__qualname__}"
        )
    title = str(getattr(library, "__title__", _HOME))
    return "" if title == _HOME else _refusal(_FORKS.get(title, title))


def _refusal(library: str) -> str:
    return (
        f"discord-keepalive knows the inside of discord.py, and this bot is made with {library}: "
        "it is left alone, and nobody watches it"
    )
