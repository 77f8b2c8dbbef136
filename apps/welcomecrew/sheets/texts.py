"""What the sheet commands say: the workbook and its tabs."""

from collections.abc import Sequence

import discord

from apps.welcomecrew.sheets.rules import TabCheck
from shared.chat import limits
from shared.chat.text import count, plain
from shared.sheets.ports import WorkbookInfo

_SHOWN = 10


def workbook_embed(info: WorkbookInfo, wanted: Sequence[str]) -> discord.Embed:
    """Title, tabs and the address to share with."""
    tabs = ", ".join(f"`{plain(tab)}`" for tab in info.tabs) or "none"
    missing = [tab for tab in wanted if not info.has(tab)]
    embed = discord.Embed(
        title=limits.clip(plain(info.title), limits.EMBED_TITLE),
        colour=discord.Colour.orange() if missing else discord.Colour.green(),
    )
    embed.add_field(name="Tabs", value=limits.clip(tabs, limits.FIELD_VALUE), inline=False)
    if missing:
        words = ", ".join(f"`{plain(tab)}`" for tab in missing)
        embed.add_field(name="Missing", value=limits.clip(words, limits.FIELD_VALUE), inline=False)
    embed.add_field(name="Share with", value=f"`{info.share_with}` as an Editor", inline=False)
    return embed


def check_embed(checks: Sequence[TabCheck], absent: Sequence[str], tags: str) -> discord.Embed:
    """One field a tab, with its counts and what is odd."""
    well = not absent and all(check.is_well for check in checks)
    embed = discord.Embed(
        title="The sheet is well" if well else "The sheet needs a look",
        colour=discord.Colour.green() if well else discord.Colour.orange(),
    )
    for check in checks:
        text = "\n".join(_findings(check))
        embed.add_field(
            name=limits.clip(plain(check.tab), limits.FIELD_NAME),
            value=limits.clip(text, limits.FIELD_VALUE),
            inline=False,
        )
    for tab in absent:
        embed.add_field(
            name=limits.clip(plain(tab), limits.FIELD_NAME), value="⚠ no such tab", inline=False
        )
    embed.add_field(name="Clan tags", value=limits.clip(tags, limits.FIELD_VALUE), inline=False)
    return embed


def _findings(check: TabCheck) -> list[str]:
    lines = _headers(check)
    if check.missing_headers and not check.tickets:
        return lines
    lines.insert(0, count(check.tickets, "ticket"))
    if check.incomplete:
        lines.append(f"{check.incomplete} without tag or date: {_some(check.unfinished)}")
    if check.blank:
        lines.append(f"⚠ {count(check.blank, 'row')} without a ticket number")
    if check.duplicates:
        lines.append(
            f"⚠ logged more than once: {_some(check.duplicates)}; `!dedupe_sheet` mends that"
        )
    if check.clashes:
        lines.append(f"⚠ numbers that several tickets have: {_some(check.clashes)}")
    if check.unread:
        lines.append(f"⚠ cells that can't be read: {plain(_some(check.unread))}")
    return lines


def _headers(check: TabCheck) -> list[str]:
    lines: list[str] = []
    if check.missing_headers:
        names = ", ".join(f"`{name}`" for name in check.missing_headers)
        then = "they are added at the next write"
        if not check.has_key:
            then = "nothing is written there before the ticket numbers have theirs"
        lines.append(f"⚠ headers missing: {names}; {then}")
    if check.repeated_headers:
        names = ", ".join(f"`{name}`" for name in check.repeated_headers)
        lines.append(f"⚠ headers that are there twice: {names}; the leftmost is used")
    return lines


def _some(findings: Sequence[str]) -> str:
    more = len(findings) - _SHOWN
    return ", ".join(findings[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
