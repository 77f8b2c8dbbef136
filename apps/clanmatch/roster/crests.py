"""Addresses of crests for embeds: our own `/emoji-pad`, or Discord's where that is allowed."""

from collections.abc import Callable, Iterable
from typing import Final, Protocol, TypeVar
from urllib.parse import urlencode

import discord

from apps.clanmatch.roster.rules.clan import Clan
from shared.pictures.canvas import Canvas

PATH: Final = "/emoji-pad"

Crest = Callable[[discord.Guild | None, Clan], str | None]
"""The address of a clan's crest in this server, if it has one."""


class Emoji(Protocol):
    """What a crest is made from; discord.py's Emoji and PartialEmoji are ones."""

    @property
    def id(self) -> int | None:
        """The emoji's id."""
        ...

    @property
    def name(self) -> str:
        """The emoji's name: letters, digits and underscores."""
        ...

    @property
    def url(self) -> str:
        """Its picture on Discord's servers."""
        ...


E = TypeVar("E", bound=Emoji)


class CrestLinks:
    """Makes the addresses. Without a base address there are none, unless `strict` is off."""

    def __init__(self, *, base_url: str, strict: bool, thumbnail: Canvas, badge: Canvas) -> None:
        self._base_url = base_url.rstrip("/")
        self._strict = strict
        self._thumbnail = thumbnail
        self._badge = badge

    @property
    def canvas(self) -> Canvas:
        """The square of a large crest."""
        return self._thumbnail

    def of(self, guild: discord.Guild | None, clan: Clan) -> str | None:
        """The large crest of `clan`, if this server has one."""
        return self.thumbnail(find_crest(guild.emojis, clan.tag)) if guild else None

    def small_of(self, guild: discord.Guild | None, clan: Clan) -> str | None:
        """The same for a small card."""
        return self.badge(find_crest(guild.emojis, clan.tag)) if guild else None

    def thumbnail(self, emoji: Emoji | None) -> str | None:
        """The crest for the corner of a large embed."""
        return self._link(emoji, self._thumbnail)

    def badge(self, emoji: Emoji | None) -> str | None:
        """The crest for a small card."""
        return self._link(emoji, self._badge)

    def _link(self, emoji: Emoji | None, canvas: Canvas) -> str | None:
        if emoji is None:
            return None
        if not self._base_url:
            return None if self._strict else emoji.url
        # v makes Discord's own image cache see a new address when the emoji is replaced.
        query = {"u": emoji.url, "s": canvas.size, "box": f"{canvas.box:g}", "v": emoji.id or 0}
        return f"{self._base_url}{PATH}?{urlencode(query)}"


def find_crest(emojis: Iterable[E], tag: str) -> E | None:
    """The emoji named like the clan's `tag`.

    The same letters first; then whatever their case; then without what an emoji's name can't hold
    (`F-IT` is `F_IT` or `FIT`).
    """
    candidates = list(emojis)
    for alike in (str, str.casefold, _letters):
        wanted = alike(tag.strip())
        for emoji in candidates:
            if wanted and alike(emoji.name) == wanted:
                return emoji
    return None


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
