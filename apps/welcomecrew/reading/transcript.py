"""A thread's name and messages → the ticket: everything that can be read without asking anyone."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime

from apps.welcomecrew.question.state import answered_tag, corrected_tag
from apps.welcomecrew.tickets.markers import is_close_marker, last_close_marker, promo_type_of
from apps.welcomecrew.tickets.ticket import Kind, ThreadMessage, Ticket
from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import parse_thread_name


def read_ticket(
    kind: Kind,
    name: str,
    created_at: datetime,
    messages: Collection[ThreadMessage],
    tags: KnownTags,
    *,
    infer_tag: bool = True,
    named_by_us: bool = False,
    renamed_at: int = 0,
) -> Ticket | None:
    """The ticket as name and messages tell it; None where the name holds no ticket number.

    `renamed_at` is the id of the message that told of the thread's name of now; 0 where none did.
    """
    parts = parse_thread_name(name, tags, by_us=named_by_us)
    if parts is None:
        return None
    marker = last_close_marker(messages)
    ticket = Ticket(
        kind=kind,
        number=parts.number,
        username=parts.username,
        tag=parts.tag,
        created_at=created_at,
        closed_at=marker.said_at if marker else None,
        closed_after=marker.at if marker and marker.edited_at else None,
    )
    if ticket.tag:
        since = [message for message in messages if message.id > renamed_at]
        ticket = replace(ticket, tag=_as_corrected(ticket.tag, since, tags))
    if not ticket.tag:
        ticket = replace(ticket, tag=tag_answered(messages, tags) or "")
    if not ticket.tag and infer_tag:
        ticket = replace(ticket, tag=tag_in_messages(messages, tags, ticket.username) or "")
    if kind is Kind.PROMO:
        ticket = replace(ticket, promo_type=promo_type_of(messages))
    return ticket


def tag_answered(messages: Iterable[ThreadMessage], tags: KnownTags) -> str | None:
    """The tag with which our question was answered last; the bot may have ended right after."""
    answers = [
        tag
        for message in sorted(messages, key=_age)
        if message.is_ours and (tag := answered_tag(message.content)) and tags.is_answer(tag)
    ]
    return answers[-1] if answers else None


def _as_corrected(tag: str, since: Iterable[ThreadMessage], tags: KnownTags) -> str:
    """The tag of the name, or what it was corrected to since the thread got that name."""
    for message in sorted(since, key=_age):
        correction = corrected_tag(message.content) if message.is_ours else None
        if correction and correction[0] == tag and tags.is_answer(correction[1]):
            tag = correction[1]
    return tag


def tag_typed(
    answers: Iterable[ThreadMessage], tags: KnownTags, may_answer: Callable[[int], bool]
) -> str:
    """The latest tag, as it reads now, of those who may answer by their id; empty without one."""
    for message in sorted(answers, key=lambda each: (each.said_at, each.id), reverse=True):
        if (tag := tags.answer(message.content)) and may_answer(message.author_id):
            return tag
    return ""


def tag_in_messages(
    messages: Iterable[ThreadMessage], tags: KnownTags, username: str
) -> str | None:
    """The tag that the latest telling message names.

    A message that names several clans (a list, "not NOX but EMB") decides nothing, nor does a
    close marker or the user's own name, which may look like a tag.
    """
    for message in sorted(messages, key=_age, reverse=True):
        if message.by_our_bots or is_close_marker(message):
            continue
        named = _tags_named(message, tags, username)
        if len(named) == 1:
            return next(iter(named))
    return None


def _tags_named(message: ThreadMessage, tags: KnownTags, username: str) -> frozenset[str]:
    if tag := tags.exactly(message.content):
        return frozenset({tag})
    texts = message.texts()
    if tags.named_in(username):
        texts = tuple(text.replace(username, " ") for text in texts)
    return frozenset[str]().union(*(tags.named_in(text) for text in texts))


def _age(message: ThreadMessage) -> tuple[datetime, int]:
    return message.at, message.id
