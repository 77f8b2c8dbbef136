"""What each bot knows of the other's components is what the other one makes."""

from apps.clanmatch.search.rules.filter_controls import Control
from apps.clanmatch.search.rules.panel_state import PanelKind, PanelState, ResultsState, ResultsView
from apps.welcomecrew.question.state import PickerAction, PickerState, custom_id
from shared.chat.own_components import CLANMATCH

PANEL = PanelState(kind=PanelKind.RECRUITER, owner=2**63, used_at=2**31)
RESULTS = ResultsState(view=next(iter(ResultsView)), owner=2**63, used_at=2**31)


def test_clanmatchs_panels_are_known() -> None:
    for state in (PANEL, RESULTS):
        assert all(CLANMATCH.fullmatch(state.custom_id(control)) for control in Control)
    assert CLANMATCH.fullmatch("f1:p:0123456789abcdef:1700000000")


def test_others_are_not() -> None:
    ours = custom_id(PickerAction.PICK, PickerState(1, 2))
    for other in (ours, "ticket:close", "p1:close", "f1:p:nox:0", ""):
        assert not CLANMATCH.fullmatch(other)
