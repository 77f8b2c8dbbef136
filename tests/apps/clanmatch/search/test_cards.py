from dataclasses import replace

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.clanmatch.roster.ports import of_the_sheet
from apps.clanmatch.roster.rules.clan import Clan, Difficulty, EntryCriteria, PlayStyle, Traits
from apps.clanmatch.roster.rules.rows import parse_roster
from apps.clanmatch.roster.rules.search import ClanIndex, Filters, RosterMode, SearchResult
from apps.clanmatch.roster.sides import Side, side_embed
from apps.clanmatch.search.cards import ResultsPage, card, filters_in_words, results_page
from apps.clanmatch.search.rules.panel_state import ResultsState, ResultsView
from shared.chat import limits
from tests.apps.clanmatch.sample import tab

SAMPLE = ClanIndex(parse_roster(tab("bot_info")).clans)
STATE = ResultsState(view=ResultsView.RECRUITER, owner=1, used_at=2)
VAGR = next(clan for clan in SAMPLE.clans if clan.tag == "VAGR")


def no_crest(_: Clan) -> None:
    return None


def page_of(result: SearchResult, state: ResultsState = STATE, note: str = "") -> ResultsPage:
    return results_page(result, state, crest=no_crest, seats_shown=of_the_sheet, note=note)


def footer(page: ResultsPage) -> str:
    return page.embeds[-1].footer.text or ""


def test_a_recruiters_card_has_everything_that_was_given() -> None:
    embed = card(VAGR, of_the_sheet(VAGR), ResultsView.RECRUITER)
    assert embed.title == "Ember Hollow · VAGR"
    assert embed.description == (
        "**Spots** 5 · **Inactives** 0 · **Reserved** 2\n"
        "**Hydra** 52M UNM · **Chimera** 13M · **Chimera keys** 1 · "
        "**CvC with rewards** 75k\n"
        "**Requirements** Discord required\n"
        "**Comments** Active Hydra players wanted"
    )


@pytest.mark.parametrize("view", [ResultsView.SHORT, ResultsView.CRITERIA, ResultsView.PROFILE])
def test_members_see_no_inactives_and_no_reserved_spots(view: ResultsView) -> None:
    clan = replace(VAGR, inactives=777, reserved=888)
    text = str(card(clan, of_the_sheet(clan), view).to_dict())
    assert "777" not in text
    assert "888" not in text
    assert "nactive" not in text.replace(VAGR.comments, "")
    assert "eserved" not in text


def test_six_cards_a_page_and_the_ways_back_and_forth() -> None:
    result = SAMPLE.search(Filters(roster=RosterMode.ANY))
    first = page_of(result)
    assert len(first.embeds) == 6
    assert (first.previous, first.next) == (None, 6)
    second = page_of(result, replace(STATE, first=6))
    assert (second.previous, second.next) == (0, 12)
    last = page_of(result, replace(STATE, first=20))
    assert (last.previous, last.next) == (12, None)
    assert len(last.embeds) == 6
    assert footer(last) == "24 clans · page 4/4 · open spots"


def test_the_footer_names_the_filters_and_that_results_are_cut() -> None:
    filters = Filters(clan_boss=Difficulty.NIGHTMARE, cvc=False, roster=RosterMode.ANY)
    clans = tuple(replace(VAGR, row=row) for row in range(25))
    page = page_of(SearchResult(clans, total=31), replace(STATE, filters=filters))
    assert footer(page) == "first 25 of 31 · page 1/5 · Clan Boss NM · CvC no"


def test_a_page_that_is_gone_shows_the_last_one() -> None:
    result = SAMPLE.search(Filters(clan_boss=Difficulty.EASY))
    page = page_of(result, replace(STATE, first=20))
    assert page.state.first == 0
    assert page.page.number == 1
    assert "page 1/1" in footer(page)


def test_the_age_of_a_stale_copy_is_shown() -> None:
    note = "copy of the sheet from 9 h ago"
    assert note in footer(page_of(SAMPLE.search(Filters()), note=note))
    assert note in footer(page_of(SearchResult(), note=note))
    assert note in (
        side_embed(VAGR, Side.PROFILE, seats=of_the_sheet(VAGR), note=note).footer.text or ""
    )


def test_no_match_says_what_to_do() -> None:
    assert "Loosen one" in str(page_of(SearchResult()).embeds[0].description)
    nothing_set = replace(STATE, filters=Filters(roster=RosterMode.ANY))
    assert "at least one filter" in str(page_of(SearchResult(), nothing_set).embeds[0].description)


def test_nothing_found_names_the_nearest_and_what_stands_against_each() -> None:
    filters = Filters(clan_boss=Difficulty.ULTRA_NIGHTMARE, chimera=Difficulty.EASY, siege=True)
    nearest = SAMPLE.nearest(filters)
    page = results_page(
        SearchResult(),
        replace(STATE, filters=filters),
        crest=no_crest,
        seats_shown=of_the_sheet,
        nearest=nearest,
    )
    text = str(page.embeds[0].description)
    assert len(nearest) == len(page.clans) == 3
    for miss in nearest:
        assert f"**{miss.clan.name} · {miss.clan.tag}**: " in text
    assert "Chimera" in text.partition("Nearest:")[2]


def test_a_recruiters_card_is_a_few_lines_whatever_the_cells_hold() -> None:
    long = "words " * 200
    clan = replace(VAGR, comments=long, requirements=long, criteria=EntryCriteria(*[long] * 7))
    text = str(card(clan, of_the_sheet(clan), ResultsView.RECRUITER).description)
    assert len(text.splitlines()) == 4
    assert len(text) < 900


def test_crests_are_shown_where_there_are_some() -> None:
    page = results_page(
        SAMPLE.search(Filters()),
        STATE,
        seats_shown=of_the_sheet,
        crest=lambda clan: "https://example.org/x.png" if clan.tag == "F-IT" else None,
    )
    assert [bool(embed.thumbnail.url) for embed in page.embeds][:2] == [True, False]


def test_filters_in_words() -> None:
    everything = Filters(
        Difficulty.HARD,
        Difficulty.NIGHTMARE,
        Difficulty.ULTRA_NIGHTMARE,
        PlayStyle.CASUAL,
        cvc=True,
        siege=False,
        roster=RosterMode.INACTIVES,
    )
    assert filters_in_words(everything) == (
        "Clan Boss Hard · Hydra NM · Chimera UNM · style Casual · CvC yes · Siege no · "
        "with inactives"
    )


nasty = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "@everyone",
            "<@123456789012345678>",
            "<@&1> " * 300,
            "**" * 2000,
            "🏳️‍🌈" * 700,
            "مرحبا \u202e" * 400,
            "[x](https://evil.example)",
            "```\n" * 900,
            "x" * 4000,
            "\\" * 4000,
            "a\u0301" * 2000,
            "👨‍👩‍👧‍👦" * 300,
            "",
            "-",
        ]
    ),
)


@st.composite
def nasty_clans(draw: st.DrawFn) -> Clan:
    def text() -> str:
        return draw(nasty)

    return Clan(
        row=2,
        name=text() or "x",
        tag=text(),
        rank=text(),
        level=text(),
        spots=draw(st.integers(0, 999_999)),
        progression=text(),
        lead=text(),
        deputies=text(),
        cvc_tier=text(),
        siege_wins=text(),
        clan_boss=text(),
        hydra=text(),
        chimera=text(),
        criteria=EntryCriteria(text(), text(), text(), text(), text(), text(), text()),
        comments=text(),
        requirements=text(),
        traits=Traits(styles=frozenset(PlayStyle)),
    )


def fits(embeds: list[discord.Embed]) -> bool:
    return (
        1 <= len(embeds) <= limits.EMBEDS_PER_MESSAGE
        and sum(map(len, embeds)) <= limits.EMBED_TOTAL
        and all(len(e.title or "") <= limits.EMBED_TITLE for e in embeds)
        and all(len(e.description or "") <= limits.EMBED_DESCRIPTION for e in embeds)
        and all(len(e.footer.text or "") <= limits.FOOTER for e in embeds)
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(nasty_clans(), max_size=12),
    st.sampled_from(ResultsView),
    st.text(max_size=900),
)
def test_any_content_keeps_discords_limits(clans: list[Clan], view: ResultsView, note: str) -> None:
    result = SearchResult(tuple(clans), total=len(clans))
    state = replace(STATE, view=view)
    shown = 0
    while True:
        page = results_page(result, state, crest=no_crest, seats_shown=of_the_sheet, note=note)
        assert fits(page.embeds)
        shown += page.page.last - page.page.first
        if page.next is None:
            break
        state = replace(state, first=page.next)
    assert shown == len(clans)


@settings(max_examples=60, deadline=None)
@given(nasty_clans(), st.sampled_from(Side), st.text(max_size=3000))
def test_any_profile_keeps_discords_limits_and_mentions_nobody(
    clan: Clan, side: Side, note: str
) -> None:
    embed = side_embed(clan, side, seats=of_the_sheet(clan), note=note)
    assert fits([embed])
    text = f"{embed.title}\n{embed.description}"
    assert "@everyone" not in text
    assert "<@1" not in text
    assert "\u202e" not in text
    assert "](http" not in text
