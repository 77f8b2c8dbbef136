"""The post of a day, known again by its footer: `Daily summary 2026-11-27`."""

import re
from collections.abc import Iterable
from datetime import date

import discord


def dated(title: str, day: date) -> str:
    """The footer, or what it begins with."""
    return f"{title} {day.isoformat()}"


def day_in(embeds: Iterable[discord.Embed], title: str) -> date | None:
    """The day whose post a message holds; None for all other messages."""
    footer = re.compile(rf"{re.escape(title)} (\d{{4}}-\d{{2}}-\d{{2}})(?: |$)")
    for embed in embeds:
        if match := footer.match(embed.footer.text or ""):
            try:
                return date.fromisoformat(match[1])
            except ValueError:
                continue
    return None
