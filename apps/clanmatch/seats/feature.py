"""Seats that are held for tickets, and the queue of full clans: off until ENABLE_SEATS=ON."""

from datetime import timedelta
from typing import Final

from apps.clanmatch.access import RECRUITERS
from apps.clanmatch.ground import ClanmatchGround
from apps.clanmatch.seats.asking import SeatAsking
from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.changing import SeatChanging
from apps.clanmatch.seats.checks import hints, look, needs
from apps.clanmatch.seats.cog import SeatsCog
from apps.clanmatch.seats.desk import SeatDesk
from apps.clanmatch.seats.job import SeatRounds
from apps.clanmatch.seats.messages import SeatCards
from apps.clanmatch.seats.minding import SeatMinding
from apps.clanmatch.seats.names import TicketNames
from apps.clanmatch.seats.presses import SeatPresses
from apps.clanmatch.seats.settings import SeatsSettings
from apps.clanmatch.seats.shows import daily, offer, shown
from apps.clanmatch.seats.strays import StrayCards
from apps.clanmatch.seats.threads import TicketThreads
from shared.features.feature import Brings, Component, Feature, Row
from shared.keepalive.components import About
from shared.keepalive.jobs import Job
from shared.timing.schedule import Every

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
    asking = SeatAsking(desk=desk, threads=threads, roster=ground.roster)
    presses = SeatPresses(client, asking=asking, changing=SeatChanging(desk, strays))
    ground.presses.add(presses.reads)
    ground.cards.show_seats(lambda clan: shown(book, clan))
    ground.cards.offer(offer)
    ground.cards.tell_daily(lambda: daily(book))
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


FEATURE: Final = Feature(
    name="seats",
    settings=SeatsSettings,
    bring=_bring,
    enabled=lambda settings: settings.enable_seats,
    writes=True,
    commands={"seats": Row(RECRUITERS)},
    needs=needs,
    landmarks=lambda settings: (settings.welcome_channel_id, settings.promo_channel_id),
    hints=hints,
    look=look,
    topics={
        "seats": (
            "**Hold a seat** on a clan's card keeps one for a ticket, for 1, 3 or 7 days. A full "
            "clan has a queue: when a seat is free, whoever put the first ticket there is asked in "
            "it. `/seats` lists all of it. A ticket that closes with a clan takes its seat there."
        )
    },
)
