"""Components below a message, as a layout and nothing more: presses find their way by custom id."""

from typing import Any

import discord


def layout(*items: discord.ui.Item[Any]) -> discord.ui.View:
    """A view of these items, stopped: discord.py would else remember every view ever sent."""
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view
