import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.roster.rules.clan import Difficulty, PlayStyle
from apps.clanmatch.roster.rules.search import Filters, RosterMode
from apps.clanmatch.search.rules.filter_controls import Control, filters_code, filters_from, pressed
from apps.clanmatch.search.rules.panel_state import (
    PanelKind,
    PanelState,
    ResultsState,
    ResultsView,
    State,
    decode,
)
from tests.apps.clanmatch.roster.test_search import any_filters

snowflakes = st.integers(0, 2**63 - 1)
moments = st.integers(0, 2**40)
panels = st.builds(
    PanelState,
    kind=st.sampled_from(PanelKind),
    owner=snowflakes,
    used_at=moments,
    filters=any_filters,
    results=snowflakes,
)
results = st.builds(
    ResultsState,
    view=st.sampled_from(ResultsView),
    owner=snowflakes,
    used_at=moments,
    filters=any_filters,
    first=st.integers(0, 999),
)


@given(panels | results, st.sampled_from(Control))
def test_a_custom_id_says_everything_within_discords_limit(state: State, control: Control) -> None:
    custom_id = state.custom_id(control)
    assert len(custom_id) <= 100
    assert decode(custom_id) == (state, control)


@given(panels | results)
def test_the_controls_of_a_message_have_different_custom_ids(state: State) -> None:
    assert len({state.custom_id(control) for control in Control}) == len(Control)


@given(st.text(max_size=120) | st.from_regex(r"[pr]1(:[a-z0-9-]{1,14}){6}", fullmatch=True))
def test_any_other_text_is_nobodys_state(text: str) -> None:
    decoded = decode(text)
    if decoded is not None:
        state, control = decoded
        assert decode(state.custom_id(control)) == decoded


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "cm_search",
        "p1:r:go:1:------o:0",
        "p1:x:go:1:------o:0:1",
        "p1:r:zz:1:------o:0:1",  # a control of another version
        "p1:r:go:1:9-----o:0:1",  # a difficulty that doesn't exist
        "p1:r:go:1:---4--o:0:1",  # a play style that doesn't exist
        "p1:r:go:1:------z:0:1",
        "p1:r:go:1:------o:0:1\n",
        "p2:r:go:1:------o:0:1",
        "p1:r:go:1:------o:0:" + "z" * 14,
        "r1:s:nx:1:------o:zzzz:1",
    ],
)
def test_stale_and_forged_custom_ids_are_refused(custom_id: str) -> None:
    assert decode(custom_id) is None


@given(any_filters)
def test_filters_survive_their_code(value: Filters) -> None:
    assert filters_from(filters_code(value)) == value


def test_a_code_is_what_it_was() -> None:
    """Messages that are out there must stay readable: a change here needs a new prefix."""
    state = PanelState(
        kind=PanelKind.RECRUITER,
        owner=123456789012345678,
        used_at=1_700_000_000,
        filters=Filters(clan_boss=Difficulty.ULTRA_NIGHTMARE, cvc=True, roster=RosterMode.FULL),
        results=987654321098765432,
    )
    assert state.custom_id(Control.SEARCH) == "p1:r:go:xrls1wq49ji:5---1-f:7i4u8jenbcs8:s44we8"


@pytest.mark.parametrize(
    ("control", "values", "expected"),
    [
        (Control.CLAN_BOSS, ["UNM"], Filters(clan_boss=Difficulty.ULTRA_NIGHTMARE)),
        (Control.HYDRA, ["Easy"], Filters(hydra=Difficulty.EASY)),
        (Control.CHIMERA, ["NM"], Filters(chimera=Difficulty.NIGHTMARE)),
        (Control.STYLE, ["Casual"], Filters(styles=PlayStyle.CASUAL)),
        (Control.CVC, [], Filters(cvc=True)),
        (Control.SIEGE, [], Filters(siege=True)),
        (Control.ROSTER, [], Filters(roster=RosterMode.INACTIVES)),
        (Control.SEARCH, [], Filters()),
    ],
)
def test_what_each_control_changes(control: Control, values: list[str], expected: Filters) -> None:
    assert pressed(Filters(), control, values) == expected


def test_a_choice_can_be_taken_back_and_everything_reset() -> None:
    chosen = pressed(Filters(cvc=True), Control.HYDRA, ["NM"])
    assert pressed(chosen, Control.HYDRA, []) == Filters(cvc=True)
    assert pressed(chosen, Control.RESET) == Filters()


def test_buttons_go_through_all_their_choices_and_come_back() -> None:
    seen: list[bool | None] = []
    modes: list[RosterMode] = []
    now = Filters()
    for _ in range(3):
        now = pressed(now, Control.CVC)
        seen.append(now.cvc)
    for _ in range(4):
        now = pressed(now, Control.ROSTER)
        modes.append(now.roster)
    assert seen == [True, False, None]
    assert modes == [RosterMode.INACTIVES, RosterMode.FULL, RosterMode.ANY, RosterMode.OPEN]


def test_a_choice_that_was_never_offered_is_refused() -> None:
    with pytest.raises(ValueError, match="Impossible"):
        pressed(Filters(), Control.HYDRA, ["Impossible"])


@pytest.mark.parametrize(("age", "expired"), [(0, False), (1799, False), (1800, True)])
def test_half_an_hour_without_use(age: int, expired: bool) -> None:
    assert PanelState(PanelKind.MEMBER, owner=1, used_at=1000).expired(1000 + age) is expired
    assert ResultsState(ResultsView.SHORT, owner=1, used_at=1000).expired(1000 + age) is expired
