"""A ticket, and the messages of its thread as far as the rules look at them."""

from datetime import datetime
from enum import StrEnum

from shared.immutable import immutable


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


@immutable
class Ticket:
    """What is known of a ticket; an empty tag or a missing close time is not known (yet)."""

    kind: Kind
    number: str
    """Four to six digits, zero-padded; text, never a number."""
    username: str
    tag: str = ""
    created_at: datetime | None = None
    closed_at: datetime | None = None
    closed_after: datetime | None = None
    """Where `closed_at` is a guess, as the marker was edited: when the marker was written first."""
    promo_type: PromoType = PromoType.UNKNOWN
    thread_id: int = 0
    """Which thread it is, whatever its name says; 0 where that isn't known."""


@immutable
class EmbedText:
    """The words of one embed."""

    title: str = ""
    description: str = ""
    author: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """Names and values, in order."""
    footer: str = ""


@immutable
class ThreadMessage:
    """One message of a ticket's thread."""

    at: datetime
    """When it was written first."""
    content: str = ""
    embeds: tuple[EmbedText, ...] = ()
    id: int = 0
    author_id: int = 0
    is_ours: bool = False
    """Written by this bot; its questions and notes must not be read as answers."""
    mentioned_ids: tuple[int, ...] = ()
    """People mentioned in its text; Discord notes none of those in embeds."""
    other_texts: tuple[str, ...] = ()
    """Text in components, and all the texts of what it forwards."""
    edited_at: datetime | None = None
    is_siblings: bool = False
    """Written by the other bot of this project, which decides nothing about tickets."""
    by_bot: bool = False
    """Written by any bot or webhook."""
    may_close: bool = True
    """Whether its author's word that the ticket is closed, or open again, counts."""

    @property
    def said_at(self) -> datetime:
        """When it became what it says now."""
        return self.edited_at or self.at

    @property
    def by_our_bots(self) -> bool:
        """Whether either bot of this project wrote it."""
        return self.is_ours or self.is_siblings

    def texts(self) -> tuple[str, ...]:
        """Every text of the message by itself; a field's name and value are read as one."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.title, embed.description, embed.author]
            parts += [f"{name} {value}" for name, value in embed.fields]
            parts.append(embed.footer)
        return tuple(part for part in (*parts, *self.other_texts) if part)
