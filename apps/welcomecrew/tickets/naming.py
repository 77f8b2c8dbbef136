"""What a ticket's thread is to be called, and what a new name says of its ticket. Pure."""

from dataclasses import replace

from apps.welcomecrew.tickets.ticket import Ticket
from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import closed_name, parse_thread_name


def name_of(ticket: Ticket) -> str:
    """What the ticket's thread is to be called."""
    return closed_name(ticket.number, ticket.username, ticket.tag)


def renamed(ticket: Ticket, name: str, tags: KnownTags, *, settled: bool) -> Ticket:
    """`ticket` as the thread's new name has it: number, person, tag; what it doesn't say stays.

    Of a `settled` ticket, logged and named, a name with another number and another person speaks
    of it only where it is one like ours: people call old threads all kinds of things.
    """
    parts = parse_thread_name(name, tags)
    if parts is None or name == name_of(ticket):
        return ticket
    readings = (parts, parse_thread_name(name, tags, by_us=True) or parts)
    is_same_person = (
        not parts.username
        or any(ticket.username == each.username for each in readings)
        # A long one that we had to cut; or of a clan that has left the list.
        or name == closed_name(parts.number, ticket.username, parts.tag or ticket.tag)
    )
    is_like_ours = name == closed_name(parts.number, parts.username, parts.tag)
    if settled and not is_same_person and not is_like_ours:
        is_about_it = parts.number == ticket.number
        return replace(ticket, tag=parts.tag or ticket.tag) if is_about_it else ticket
    username = ticket.username if is_same_person else parts.username
    return replace(ticket, number=parts.number, username=username, tag=parts.tag or ticket.tag)


def is_spelled_otherwise(ticket: Ticket, name: str, tags: KnownTags) -> bool:
    """Whether it is a name of this ticket, and not the one that its thread is to have."""
    parts = parse_thread_name(name, tags)
    return parts is not None and parts.number == ticket.number and name != name_of(ticket)


def says_tag(name: str, tags: KnownTags) -> bool:
    """Whether the name names a clan."""
    parts = parse_thread_name(name, tags)
    return parts is not None and bool(parts.tag)
