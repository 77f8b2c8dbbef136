"""Search results as embeds: a card for each clan, and pages of them within Discord's limits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import discord

from apps.clanmatch.roster import cells
from apps.clanmatch.roster.ports import Seats, SeatsShown
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.rules.search import Filters, RosterMode, SearchResult
from apps.clanmatch.roster.sides import CRITERIA_COLOUR, criteria_embed, profile_embed
from apps.clanmatch.search.rules.paging import Page, page_with, pages
from apps.clanmatch.search.rules.panel_state import ResultsState, ResultsView
from shared.chat import limits
from shared.chat.limits import clip

RECRUITER_COLOUR: Final = discord.Colour(0x4E8F5B)
MEMBER_COLOUR: Final = discord.Colour(0x3B6EA5)

# Most cards on a page: short ones can be looked over by the dozen, whole profiles can't.
_MOST: Final = {
    ResultsView.RECRUITER: limits.EMBEDS_PER_MESSAGE,
    ResultsView.SHORT: limits.EMBEDS_PER_MESSAGE,
    ResultsView.CRITERIA: 5,
    ResultsView.PROFILE: 5,
}
_FOOTER_ROOM: Final = 600


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The page to show, and the state that its controls carry."""

    embeds: list[discord.Embed]
    clans: tuple[Clan, ...]
    state: ResultsState
    page: Page
    previous: int | None
    """Where the page before begins; None on the first one."""
    next: int | None


def results_page(
    result: SearchResult,
    state: ResultsState,
    *,
    crest: Callable[[Clan], str | None],
    seats_shown: SeatsShown,
    note: str = "",
) -> ResultsPage:
    """The page of `result` that holds the clan at `state.first`."""
    filters = filters_in_words(state.filters)
    if not result.clans:
        nothing = _nothing_found(state, filters, note)
        empty = Page(first=0, last=0, number=1, count=1)
        return ResultsPage([nothing], (), replace(state, first=0), empty, None, None)
    cards = [card(clan, seats_shown(clan), state.view) for clan in result.clans]
    all_pages = pages(
        [limits.embed_size(each) for each in cards],
        most=_MOST[state.view],
        room=limits.EMBED_TOTAL - _FOOTER_ROOM,
    )
    page = page_with(state.first, all_pages)
    shown = cards[page.first : page.last]
    for each, clan in zip(shown, result.clans[page.first : page.last], strict=True):
        each.set_thumbnail(url=crest(clan))
    footer = " · ".join(
        filter(None, (_counted(result), f"page {page.number}/{page.count}", filters, note))
    )
    shown[-1].set_footer(text=clip(footer, _FOOTER_ROOM))
    return ResultsPage(
        embeds=shown,
        clans=result.clans[page.first : page.last],
        state=replace(state, first=page.first),
        page=page,
        previous=all_pages[page.number - 2].first if page.number > 1 else None,
        next=page.last if page.number < page.count else None,
    )


def card(clan: Clan, seats: Seats, view: ResultsView) -> discord.Embed:
    """One clan as `view` shows it."""
    match view:
        case ResultsView.RECRUITER:
            return _recruiter_card(clan, seats)
        case ResultsView.SHORT:
            return _short_card(clan, seats)
        case ResultsView.CRITERIA:
            return criteria_embed(clan)
        case ResultsView.PROFILE:
            return profile_embed(clan, seats)


def filters_in_words(filters: Filters) -> str:
    """`Clan Boss UNM · CvC yes · open spots`."""
    words = [
        f"{name} {wanted.value}"
        for name, wanted in (
            ("Clan Boss", filters.clan_boss),
            ("Hydra", filters.hydra),
            ("Chimera", filters.chimera),
            ("style", filters.styles),
        )
        if wanted is not None
    ]
    words += [
        f"{name} {'yes' if wanted else 'no'}"
        for name, wanted in (("CvC", filters.cvc), ("Siege", filters.siege))
        if wanted is not None
    ]
    if filters.roster is not RosterMode.ANY:
        words.append(filters.roster.value)
    return " · ".join(words) or "no filter"


def _recruiter_card(clan: Clan, seats: Seats) -> discord.Embed:
    counts = f"**Spots** {cells.spots_for_recruiters(clan, seats)} · **Inactives** {clan.inactives}"
    lines = [f"{counts} · **Reserved** {clan.reserved}"]
    lines += cells.facts(cells.criteria(clan))
    lines += cells.facts(
        (("Requirements", clan.requirements), ("Comments", clan.comments)), limit=cells.LONG
    )
    return _embed(clan, lines, RECRUITER_COLOUR)


def _short_card(clan: Clan, seats: Seats) -> discord.Embed:
    is_open = cells.is_open(clan, seats)
    spots = f"**Open spots** {cells.spots(clan, seats)}" if is_open else "**Full**"
    level = cells.cell(clan.level)
    first = f"{spots} · **Level** {level}" if level else spots
    about = cells.facts((("Progression", clan.progression), ("Play style", cells.styles(clan))))
    return _embed(clan, [first, *about], MEMBER_COLOUR)


def _embed(clan: Clan, lines: Sequence[str], colour: discord.Colour) -> discord.Embed:
    return discord.Embed(title=cells.title(clan), description="\n".join(lines), colour=colour)


def _nothing_found(state: ResultsState, filters: str, note: str) -> discord.Embed:
    if state.filters.is_set:
        text = "No clan matches all of these filters. Loosen one and search again."
    else:
        text = "Choose at least one filter on the panel, then search."
    embed = discord.Embed(title="No clans", description=text, colour=CRITERIA_COLOUR)
    return embed.set_footer(text=clip(" · ".join(filter(None, (filters, note))), _FOOTER_ROOM))


def _counted(result: SearchResult) -> str:
    if result.is_cut:
        return f"first {len(result.clans)} of {result.total:,}"
    return f"{result.total:,} {'clan' if result.total == 1 else 'clans'}"
