"""What a ticket's thread is to be called."""

from apps.welcomecrew.tickets.ticket import Ticket
from shared.tickets.thread_name import closed_name


def name_of(ticket: Ticket) -> str:
    """What the ticket's thread is to be called."""
    return closed_name(ticket.number, ticket.username, ticket.tag)
