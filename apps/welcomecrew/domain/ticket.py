"""A ticket, and the messages of its thread as far as the rules look at them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Which channel a ticket's thread hangs under, and so which tab it is logged to."""

    WELCOME = "welcome"
    PROMO = "promo"


class PromoType(StrEnum):
    """What a promo ticket is about; the value is what the sheet says."""

    UNKNOWN = ""
    RETURNING_PLAYER = "returning player"
    PLAYER_MOVE = "player move request"
    LEAD_MOVE = "clan lead move request"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is known of a ticket; an empty tag or a missing close time is not known (yet)."""

    kind: Kind
    number: str
    """Four digits, zero-padded; text, never a number."""
    username: str
    tag: str = ""
    created_at: datetime | None = None
    closed_at: datetime | None = None
    promo_type: PromoType = PromoType.UNKNOWN
    thread_id: int = 0
    """Which thread it is, whatever its name says; 0 where that isn't known."""


@dataclass(frozen=True, slots=True)
class EmbedText:
    """The words of one embed."""

    title: str = ""
    description: str = ""
    author: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """Names and values, in order."""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One message of a ticket's thread."""

    at: datetime
    content: str = ""
    embeds: tuple[EmbedText, ...] = ()
    id: int = 0
    author_id: int = 0
    is_ours: bool = False
    """Written by this bot; its questions and notes must not be read as answers."""
    mentioned_ids: tuple[int, ...] = ()
    """People mentioned in its text; Discord notes none of those in embeds."""

    def texts(self) -> tuple[str, ...]:
        """Every text of the message by itself; a field's name and value are read as one."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.title, embed.description, embed.author]
            parts += [f"{name} {value}" for name, value in embed.fields]
            parts.append(embed.footer)
        return tuple(part for part in parts if part)
