"""Searching the roster: `!clanmatch` and `!clansearch` open panels, whose results are pages."""

from datetime import timedelta
from typing import Final

from apps.clanmatch.access import RECRUITERS
from apps.clanmatch.ground import POST_PERMISSIONS, ClanmatchGround
from apps.clanmatch.search.admission import Admission
from apps.clanmatch.search.cog import SearchCog
from apps.clanmatch.search.job import PanelExpiry
from apps.clanmatch.search.opening import PanelOpener
from apps.clanmatch.search.pages import ResultsPages
from apps.clanmatch.search.presses import PanelPresses
from apps.clanmatch.search.settings import SearchSettings
from apps.clanmatch.search.texts import HOW_TO_SEARCH
from shared.chat.findings import PlaceKind, needs_of
from shared.features.feature import Brings, Feature, Row
from shared.keepalive.jobs import Job
from shared.timing.schedule import Every


def _bring(ground: ClanmatchGround, settings: SearchSettings) -> Brings:
    bot, clock = ground.client, ground.clock
    expiry = PanelExpiry(
        client=bot,
        clock=clock,
        at_home=lambda guild: bot.home.includes(guild, bot.guilds),
        observer=ground.keepalive.metrics,
    )
    pages = ResultsPages(
        roster=ground.roster,
        crest=ground.crests.small_of,
        ports=ground.cards,
        soft_cap=settings.search_results_soft_cap,
    )
    presses = PanelPresses(pages=pages, expiry=expiry, clock=clock)
    ground.presses.add(Admission(bot, presses=presses, clock=clock).reads)
    opener = PanelOpener(
        bot,
        pages=pages,
        expiry=expiry,
        clock=clock,
        fixed_thread_id=settings.fixed_thread_id,
        archive_minutes=settings.panel_thread_archive_min,
    )
    minute = Every(timedelta(minutes=1))
    return Brings(
        cogs=[SearchCog(opener)],
        jobs=[Job("panel expiry", minute, expiry.step, at_start=True, often=True, everywhere=True)],
    )


FEATURE: Final = Feature(
    name="search",
    settings=SearchSettings,
    bring=_bring,
    commands={"clanmatch": Row(RECRUITERS), "clansearch": Row()},
    needs=lambda settings: needs_of(
        {"PANEL_FIXED_THREAD_ID": settings.fixed_thread_id}, POST_PERMISSIONS, PlaceKind.THREAD
    ),
    landmarks=lambda settings: (settings.panel_fixed_thread_id,),
    topics={"search": HOW_TO_SEARCH},
)
