"""What a check of the surroundings wants to know, and what it found, in words."""

from collections.abc import Mapping, Sequence
from enum import Enum

import discord

from shared.chat.text import count
from shared.immutable import immutable


class PlaceKind(Enum):
    """What a place is used for."""

    POSTS = "posts"
    """Messages are posted there: a channel or a thread."""
    THREAD = "thread"
    """The same, and it must be a thread."""
    TICKETS = "tickets"
    """Threads below it are written in, and never the channel itself."""


@immutable
class Need:
    """What the bot must be able to do in the channel that `variable` names."""

    variable: str
    channel_id: int
    permissions: discord.Permissions
    kind: PlaceKind = PlaceKind.POSTS

    def permissions_in(self, *, threads: bool) -> discord.Permissions:
        """What is needed there: Discord asks for one right to speak in channels, one in threads."""
        wanted = discord.Permissions(self.permissions.value)
        speaks = wanted.send_messages or wanted.send_messages_in_threads
        wanted.update(
            send_messages=speaks and not threads, send_messages_in_threads=speaks and threads
        )
        return wanted


def needs_of(
    places: Mapping[str, int | None],
    permissions: discord.Permissions,
    kind: PlaceKind = PlaceKind.POSTS,
) -> list[Need]:
    """The same needs of each place, by the variable that names it; of those that are set."""
    return [Need(name, place, permissions, kind) for name, place in places.items() if place]


@immutable
class RoleNeed:
    """Roles that `variable` names, and whether the bot mentions them."""

    variable: str
    role_ids: frozenset[int]
    mentioned: bool = False


def rung(roles: Mapping[str, int | None]) -> list[RoleNeed]:
    """Roles that the bot mentions, by the variable that names each; of those that are set."""
    set_ = {name: role_id for name, role_id in roles.items() if role_id}
    return [RoleNeed(name, frozenset({each}), mentioned=True) for name, each in set_.items()]


@immutable
class Finding:
    """One thing that was looked at, in words that say what to do when it isn't well."""

    well: bool
    words: str
    unseen: bool = False
    """It could not be looked at; `words` say why."""
    hint: bool = False
    """It is legal, and probably not meant."""
    left_out: bool = False
    """Nobody looked at it; `words` say what it is and why."""

    @property
    def mark(self) -> str:
        """Five characters before the words."""
        if self.unseen:
            return "?   "
        if self.hint:
            return "WARN"
        if self.left_out:
            return "-   "
        return "ok  " if self.well else "BAD "


def hint(words: str) -> Finding:
    """What is legal, and probably not meant."""
    return Finding(well=True, words=words, hint=True)


def in_words(findings: Sequence[Finding]) -> list[str]:
    """A line for each finding, then what was left out, and one for all of them."""
    ordered = sorted(findings, key=lambda finding: finding.left_out)
    lines = [f"{finding.mark} {finding.words}" for finding in ordered]
    left_out = sum(finding.left_out for finding in findings)
    if left_out:
        lines.insert(len(lines) - left_out, "Not looked at:")
    return [*lines, _summary(findings)]


def _summary(findings: Sequence[Finding]) -> str:
    unseen = sum(finding.unseen for finding in findings)
    ill = sum(not finding.well for finding in findings) - unseen
    hints = sum(finding.hint for finding in findings)
    parts = [f"{count(ill, 'thing')} to mend"] if ill else []
    if unseen:
        parts.append(f"{count(unseen, 'thing')} could not be looked at")
    if hints:
        parts.append(f"{count(hints, 'thing')} to think about")
    if not parts:
        return "All is well."
    return f"{'' if ill else 'Nothing is known to be broken; '}{', '.join(parts)}."
