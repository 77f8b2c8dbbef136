"""Search results as embeds: a card for each clan, and pages of them within Discord's limits."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import discord

from apps.clanmatch.roster import cells
from apps.clanmatch.roster.ports import Seats, SeatsShown
from apps.clanmatch.roster.rules.clan import Clan, Difficulty, PlayStyle
from apps.clanmatch.roster.rules.search import Filters, NearMiss, RosterMode, SearchResult
from apps.clanmatch.roster.sides import CRITERIA_COLOUR, criteria_embed, profile_embed
from apps.clanmatch.search.rules.paging import Page, page_with, pages
from apps.clanmatch.search.rules.panel_state import ResultsState, ResultsView
from shared.chat import limits
from shared.chat.limits import clip
from shared.immutable import immutable

RECRUITER_COLOUR: Final = discord.Colour(0x4E8F5B)
MEMBER_COLOUR: Final = discord.Colour(0x3B6EA5)

# Most cards on a page: what a phone shows in about two screens. Whoever turns from one of the
# members' views to another stays at the clan.
_MOST: Final = {
    ResultsView.RECRUITER: 6,
    ResultsView.SHORT: limits.EMBEDS_PER_MESSAGE,
    ResultsView.CRITERIA: 5,
    ResultsView.PROFILE: 5,
}
_FOOTER_ROOM: Final = 600
_IN_A_LINE: Final = 60
"""Characters of a cell on a small card: what a phone shows in about a line."""
_LABELS: Final = {
    "clan_boss": "Clan Boss",
    "hydra": "Hydra",
    "chimera": "Chimera",
    "styles": "style",
    "cvc": "CvC",
    "siege": "Siege",
}
"""What people call the filters, by their names in `Filters`."""
_ROSTER_AGAINST: Final = {
    RosterMode.OPEN: "full",
    RosterMode.FULL: "open spots",
    RosterMode.INACTIVES: "no inactives",
}


@immutable
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
    nearest: Sequence[NearMiss] = (),
    note: str = "",
) -> ResultsPage:
    """The page of `result` that holds the clan at `state.first`.

    Where nothing was found, the `nearest` with what stands against each.
    """
    filters = filters_in_words(state.filters)
    if not result.clans:
        nothing = _nothing_found(state, filters, nearest, note)
        empty = Page(first=0, last=0, number=1, count=1)
        near = tuple(miss.clan for miss in nearest)
        return ResultsPage([nothing], near, replace(state, first=0), empty, None, None)
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
            (_LABELS["clan_boss"], filters.clan_boss),
            (_LABELS["hydra"], filters.hydra),
            (_LABELS["chimera"], filters.chimera),
            (_LABELS["styles"], filters.styles),
        )
        if wanted is not None
    ]
    words += [
        f"{name} {'yes' if wanted else 'no'}"
        for name, wanted in ((_LABELS["cvc"], filters.cvc), (_LABELS["siege"], filters.siege))
        if wanted is not None
    ]
    if filters.roster is not RosterMode.ANY:
        words.append(filters.roster.value)
    return " · ".join(words) or "no filter"


def _recruiter_card(clan: Clan, seats: Seats) -> discord.Embed:
    """Three or four lines, so that several fit on a phone; choosing the clan shows all of it."""
    spots = f"**Spots** {cells.spots_for_recruiters(clan, seats)}"
    lines = [
        f"{spots} · **Inactives** {clan.inactives} · **Reserved** {clan.reserved}",
        " · ".join(cells.facts(cells.criteria_in_short(clan), limit=_IN_A_LINE)),
        *cells.facts(
            (("Requirements", clan.requirements), ("Comments", clan.comments)), limit=_IN_A_LINE
        ),
    ]
    return _embed(clan, [line for line in lines if line], RECRUITER_COLOUR)


def _short_card(clan: Clan, seats: Seats) -> discord.Embed:
    is_open = cells.is_open(clan, seats)
    spots = f"**Open spots** {cells.spots(clan, seats)}" if is_open else "**Full**"
    level = cells.cell(clan.level)
    first = f"{spots} · **Level** {level}" if level else spots
    about = cells.facts((("Progression", clan.progression), ("Play style", cells.styles(clan))))
    return _embed(clan, [first, *about], MEMBER_COLOUR)


def _embed(clan: Clan, lines: Sequence[str], colour: discord.Colour) -> discord.Embed:
    return discord.Embed(title=cells.title(clan), description="\n".join(lines), colour=colour)


def _nothing_found(
    state: ResultsState, filters: str, nearest: Sequence[NearMiss], note: str
) -> discord.Embed:
    if state.filters.is_set:
        text = "No clan matches all of these filters. Loosen one and search again."
    else:
        text = "Choose at least one filter on the panel, then search."
    if nearest:
        text += "\nNearest:\n" + "\n".join(_miss_in_words(miss, state.filters) for miss in nearest)
    embed = discord.Embed(title="No clans", description=text, colour=CRITERIA_COLOUR)
    return embed.set_footer(text=clip(" · ".join(filter(None, (filters, note))), _FOOTER_ROOM))


def _miss_in_words(miss: NearMiss, filters: Filters) -> str:
    """`**Ashen Vigil · C1CE**: full; Hydra NM, UNM`: what it has in place of what was asked."""
    against = "; ".join(_against(miss.clan, name, filters) for name in miss.unmet)
    return f"**{cells.title(miss.clan)}**: {against}"


def _against(clan: Clan, unmet: str, filters: Filters) -> str:
    """What `clan` has where a filter (its name in `Filters`) asks for something else."""
    traits = clan.traits
    if unmet == "roster":
        return _ROSTER_AGAINST[filters.roster]
    label = _LABELS[unmet]
    answer: frozenset[Difficulty] | frozenset[PlayStyle] | bool | None = getattr(traits, unmet)
    if answer is None or answer == frozenset():
        return f"{label} not given"
    if isinstance(answer, bool):
        return f"{label} {'yes' if answer else 'no'}"
    in_order = [each.value for kind in (Difficulty, PlayStyle) for each in kind if each in answer]
    return f"{label} {', '.join(in_order)}"


def _counted(result: SearchResult) -> str:
    if result.is_cut:
        return f"first {len(result.clans)} of {result.total:,}"
    return f"{result.total:,} {'clan' if result.total == 1 else 'clans'}"
