"""A welcome as Discord shows it: its embed within the limits."""

from typing import Any, Final

import discord

from apps.clanmatch.welcome.rules.again import Again
from apps.clanmatch.welcome.rules.compose import Welcome
from apps.clanmatch.welcome.rules.undo import Undo
from shared.chat import limits
from shared.chat.layout import layout
from shared.chat.passing import in_words

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
    go_on = "Welcome again" if said_already else "Welcome all the same"

    def button(label: str, style: discord.ButtonStyle, *, yes: bool) -> discord.ui.Button[Any]:
        custom_id = Again(inviter_id, newcomer_id, tag, yes=yes).custom_id()
        return discord.ui.Button[Any](label=label, custom_id=custom_id, style=style)

    return layout(
        button(go_on, discord.ButtonStyle.primary, yes=True),
        button("Leave it", discord.ButtonStyle.secondary, yes=False),
    )


def undo_control(undo: Undo) -> discord.ui.View:
    """The button below what was done."""
    return layout(discord.ui.Button[Any](label="Undo", custom_id=undo.custom_id()))


def whom_control(key: str) -> discord.ui.View:
    """The select that asks who is new in the clan with this key."""
    return layout(discord.ui.UserSelect[Any](custom_id=f"w3:{key}", placeholder="Who is new?"))


def general_notice(welcome: Welcome) -> str:
    """The short line for the general channel."""
    return limits.clip(welcome.notice, limits.CONTENT)


def why_not(place_id: int, error: BaseException) -> str:
    """Why Discord takes no message there, and what would help; `place_id` 0: unnamed."""
    where = f"<#{place_id}>" if place_id else "there"
    if isinstance(error, discord.Forbidden):
        return (
            f"I am not allowed to post {where}; I need View Channel, Send Messages "
            "(in threads: Send Messages in Threads) and Embed Links"
        )
    return f"Discord refuses the message {where}: {in_words(error)}"


def sentence(words: str) -> str:
    """With a capital letter, and one full stop."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
