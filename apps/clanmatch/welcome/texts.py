"""A welcome as Discord shows it: its embed within the limits."""

from typing import Final

import discord

from apps.clanmatch.welcome.rules.again import Again
from apps.clanmatch.welcome.rules.compose import Welcome
from apps.clanmatch.welcome.rules.undo import Undo
from shared.chat import limits

COLOUR: Final = discord.Colour.gold()
# Together with title and body this stays below what all embeds of a message may hold.
_FOOTER: Final = 1024


def welcome_embed(
    welcome: Welcome, *, thumbnail: str | None, footer_icon: str | None
) -> discord.Embed:
    """The embed; `thumbnail` is the clan's crest, for rows that name no picture of their own."""
    embed = discord.Embed(
        title=limits.clip(welcome.title, limits.EMBED_TITLE) or None,
        description=limits.clip(welcome.body, limits.EMBED_DESCRIPTION),
        colour=COLOUR,
    )
    if picture := welcome.crest_url or thumbnail:
        embed.set_thumbnail(url=picture)
    if welcome.footer:
        embed.set_footer(text=limits.clip(welcome.footer, _FOOTER), icon_url=footer_icon)
    return embed


def again_controls(
    inviter_id: int, newcomer_id: int, tag: str, *, said_already: bool
) -> discord.ui.View:
    """The buttons below "Again?"."""
    view = discord.ui.View(timeout=None)
    go_on = "Welcome again" if said_already else "Welcome all the same"
    for yes, label in ((True, go_on), (False, "Leave it")):
        custom_id = Again(inviter_id, newcomer_id, tag, yes=yes).custom_id()
        style = discord.ButtonStyle.primary if yes else discord.ButtonStyle.secondary
        view.add_item(discord.ui.Button(label=label, custom_id=custom_id, style=style))
    return view


def undo_control(undo: Undo) -> discord.ui.View:
    """The button below what was done."""
    view = discord.ui.View(timeout=None)
    style = discord.ButtonStyle.secondary
    view.add_item(discord.ui.Button(label="Undo", custom_id=undo.custom_id(), style=style))
    view.stop()
    return view


def whom_control(key: str) -> discord.ui.View:
    """The select that asks who is new in the clan with this key."""
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.UserSelect(custom_id=f"w3:{key}", placeholder="Who is new?"))
    view.stop()
    return view


def general_notice(welcome: Welcome) -> str:
    """The short line for the general channel."""
    return limits.clip(welcome.notice, limits.CONTENT)
