"""Tickets at work as the list shows them."""

import discord

from apps.welcomecrew.closing.case import Case
from apps.welcomecrew.morning.rules.board import Entry
from apps.welcomecrew.morning.rules.talk import Thread


def thread_of(case: Case) -> Thread:
    """A closed ticket that no list of open threads shows."""
    number = case.ticket.number if case.ticket else ""
    opened = discord.utils.snowflake_time(case.thread_id)
    return Thread(
        case.thread_id, case.name, case.channel.channel_id, number, opened, 0, 0, shut=True
    )


def closed_entry(case: Case) -> Entry | None:
    """A ticket with its tag and its row, as a list shows it; None while not all is known."""
    ticket = case.ticket
    if ticket is None or ticket.closed_at is None or not ticket.tag:
        return None
    return Entry(
        case.thread_id,
        f"{ticket.number} {ticket.username}".strip(),
        ticket.number,
        ticket.closed_at,
        channel_id=case.channel.channel_id,
        tag=ticket.tag,
    )
