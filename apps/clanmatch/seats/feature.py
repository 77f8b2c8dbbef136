"""Seats that are held for tickets, and the queue of full clans: off until ENABLE_SEATS=ON."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import discord

from apps.clanmatch.access import RECRUITERS
from apps.clanmatch.ground import ClanmatchGround
from apps.clanmatch.roster.ports import Asker, CardAction, Seats, Weight
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.cog import SeatsCog
from apps.clanmatch.seats.controls import hold_id
from apps.clanmatch.seats.desk import SeatDesk
from apps.clanmatch.seats.job import SeatRounds
from apps.clanmatch.seats.messages import SeatCards
from apps.clanmatch.seats.minding import SeatMinding
from apps.clanmatch.seats.names import TicketNames
from apps.clanmatch.seats.presses import SeatPresses
from apps.clanmatch.seats.rules.shown import seats_shown
from apps.clanmatch.seats.settings import SeatsSettings
from apps.clanmatch.seats.strays import StrayCards
from apps.clanmatch.seats.texts import held_in_short
from apps.clanmatch.seats.threads import TicketThreads
from shared.chat.findings import Finding, Need, PlaceKind, hint, needs_of
from shared.features.feature import Brings, Component, Feature, Opened, Row
from shared.features.writing import protected, to_be_made, tried
from shared.keepalive.components import About
from shared.keepalive.jobs import Job
from shared.timing.schedule import Every

IN_TICKETS: Final = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    send_messages_in_threads=True,
    embed_links=True,
)
_ABOUT: Final = About(title="Seats", section="seats", lost="seats can't be held; nothing drifts")


def _bring(ground: ClanmatchGround, settings: SeatsSettings) -> Brings:
    client, clock = ground.client, ground.clock
    book = SeatBook(
        workbook=ground.workbook,
        tab=settings.seats_worksheet_name,
        roster_tab=ground.roster.tab,
        clock=clock,
    )
    cards = SeatCards(client, recruiters_thread_id=ground.recruiters_thread_id)
    rounds = SeatRounds(
        book=book, cards=cards, clock=clock, hours=settings.call_hours, zone=ground.zone
    )
    desk = SeatDesk(book=book, rounds=rounds, clock=clock)
    threads = TicketThreads(client, settings.ticket_channels)
    strays = StrayCards(book=book, cards=cards, open_tickets=threads.open_tickets)
    names = TicketNames(
        client, desk=desk, threads=threads, roster=ground.roster, clock=ground.discord_clock
    )
    presses = SeatPresses(client, desk=desk, strays=strays, threads=threads, roster=ground.roster)
    ground.presses.add(presses.reads)
    ground.cards.show_seats(lambda clan: _shown(book, clan))
    ground.cards.offer(_offer)
    ground.cards.tell_daily(lambda: _daily(book))
    ground.needed.append(rounds.is_card)
    minding = SeatMinding(
        book=book,
        rounds=rounds,
        names=names,
        strays=strays,
        cards=cards,
        log_channel=ground.log_channel,
    )
    minute = Every(timedelta(minutes=1))
    cog = SeatsCog(book=book, names=names, rounds=rounds, strays=strays, threads=threads)
    return Brings(
        cogs=[cog],
        jobs=[Job("seats", minute, minding.step, at_start=True, often=True)],
        components=[Component("seats", minding.state, _ABOUT)],
    )


def _shown(book: SeatBook, clan: Clan) -> Seats:
    """By the rows and, where a read of them brought it along, the cell of that moment."""
    sheet = book.latest
    if sheet is None or not clan.tag:
        return Seats(max(0, clan.spots))
    cell = sheet.cell(clan.tag)
    if cell is None and not clan.spots_in_words:
        cell = clan.spots
    found = seats_shown(sheet.seats, clan.tag, cell)
    return Seats(found.free, found.why())


def _offer(clan: Clan, asker: Asker) -> Sequence[CardAction]:
    if not asker.is_recruiter or not clan.tag:
        return ()
    return [CardAction("Hold a seat", hold_id(clan.tag), Weight.MAIN)]


def _daily(book: SeatBook) -> Sequence[str]:
    line = held_in_short(book.latest.seats) if book.latest else ""
    return [line] if line else []


def _needs(settings: SeatsSettings) -> list[Need]:
    tickets = {
        "WELCOME_CHANNEL_ID": settings.welcome_channel_id,
        "PROMO_CHANNEL_ID": settings.promo_channel_id,
    }
    return needs_of(tickets, IN_TICKETS, PlaceKind.TICKETS)


def _hints(settings: SeatsSettings) -> list[Finding]:
    if settings.ticket_channels:
        return []
    return [
        hint(
            "WELCOME_CHANNEL_ID and PROMO_CHANNEL_ID are empty: there is no ticket for which a "
            "seat could be held"
        )
    ]


async def _look(settings: SeatsSettings, opened: Opened) -> list[Finding]:
    """Whether the bot may write, tried; and whether its tab is there."""
    what, tabs = "seats", [settings.seats_worksheet_name]
    return [
        *await protected(opened, tabs, what, lost="seats can't be held"),
        *to_be_made(opened, tabs, what),
        await tried(
            opened,
            well=f"{what}: the bot may write",
            ill=f"{what}: the bot can't write to the spreadsheet",
        ),
    ]


FEATURE: Final = Feature(
    name="seats",
    settings=SeatsSettings,
    bring=_bring,
    enabled=lambda settings: settings.enable_seats,
    writes=True,
    commands={"seats": Row(RECRUITERS)},
    needs=_needs,
    landmarks=lambda settings: (settings.welcome_channel_id, settings.promo_channel_id),
    hints=_hints,
    look=_look,
    topics={
        "seats": (
            "**Hold a seat** on a clan's card keeps one for a ticket, for 1, 3 or 7 days. A full "
            "clan has a queue: when a seat is free, whoever put the first ticket there is asked in "
            "it. `/seats` lists all of it. A ticket that closes with a clan takes its seat there."
        )
    },
)
