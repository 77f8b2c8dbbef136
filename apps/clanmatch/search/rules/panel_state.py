"""What a panel or a results message knows, and how its custom ids say it.

A message carries its whole state in each of its controls, so that a press can be answered by a
process that never saw the message before. Discord allows 100 characters for a custom id.
"""

import re
from collections.abc import Callable
from enum import Enum
from typing import Final

from apps.clanmatch.roster.rules.search import NO_CHOICE, Filters
from apps.clanmatch.search.rules.filter_controls import Control, filters_code, filters_from
from shared.chat.base36 import base36
from shared.immutable import immutable

LIFETIME: Final = 30 * 60
"""Seconds without use after which a message's controls are off."""


class PanelKind(Enum):
    """Whom a panel serves; the value goes into custom ids."""

    RECRUITER = "r"
    MEMBER = "m"

    @property
    def command(self) -> str:
        """The command that opens such a panel."""
        return "clanmatch" if self is PanelKind.RECRUITER else "clansearch"


class ResultsView(Enum):
    """How results are shown; members choose among the last three."""

    RECRUITER = "r"
    SHORT = "s"
    CRITERIA = "c"
    PROFILE = "p"

    @property
    def kind(self) -> PanelKind:
        """The panel that such results come from."""
        return PanelKind.RECRUITER if self is ResultsView.RECRUITER else PanelKind.MEMBER


@immutable
class PanelState:
    """An open panel."""

    kind: PanelKind
    owner: int
    used_at: int
    """Seconds since 1970 of the last use."""
    filters: Filters = NO_CHOICE
    results: int = 0
    """The id of its results message, which may be its own; 0 before the first search."""
    view: ResultsView = ResultsView.SHORT
    """How a member's results were shown last."""

    @property
    def shows(self) -> ResultsView:
        """How its results are shown."""
        return ResultsView.RECRUITER if self.kind is PanelKind.RECRUITER else self.view

    def custom_ids(self) -> Callable[[Control], str]:
        """The custom id of each of its controls."""
        return _ids(f"p1:{_WHOM[self.shows]}", self, self.results)

    def custom_id(self, control: Control) -> str:
        """The custom id of one of them."""
        return self.custom_ids()(control)

    def expired(self, now: float) -> bool:
        """Whether nobody has used it for too long."""
        return now - self.used_at >= LIFETIME


@immutable
class ResultsState:
    """A page of results: enough to search again, so that it always shows the sheet of now."""

    view: ResultsView
    owner: int
    used_at: int
    filters: Filters = NO_CHOICE
    first: int = 0
    """The place, in the results, of the first clan on the page; 0 for the first of all."""
    alone: bool = False
    """Whether there is no panel above: the message itself turns into one, and back."""

    def custom_ids(self) -> Callable[[Control], str]:
        """The custom id of each of its controls."""
        return _ids(f"r{2 if self.alone else 1}:{self.view.value}", self, self.first)

    def custom_id(self, control: Control) -> str:
        """The custom id of one of them."""
        return self.custom_ids()(control)

    def expired(self, now: float) -> bool:
        """Whether nobody has used it for too long."""
        return now - self.used_at >= LIFETIME


State = PanelState | ResultsState


def results_of(panel: PanelState, *, alone: bool = False) -> ResultsState:
    """The first page of what the panel's filters find."""
    return ResultsState(
        view=panel.shows,
        owner=panel.owner,
        used_at=panel.used_at,
        filters=panel.filters,
        alone=alone,
    )


def panel_of(results: ResultsState, message_id: int) -> PanelState:
    """The panel that results turn into, in their own message."""
    kind = results.view.kind
    return PanelState(
        kind=kind,
        owner=results.owner,
        used_at=results.used_at,
        filters=results.filters,
        results=message_id,
        view=results.view if kind is PanelKind.MEMBER else ResultsView.SHORT,
    )


_WHOM: Final = {
    ResultsView.RECRUITER: "r",
    ResultsView.SHORT: "m",
    ResultsView.CRITERIA: "c",
    ResultsView.PROFILE: "p",
}
"""Whom a panel serves, and how; one letter for both."""
_SHOWN: Final = {letter: view for view, letter in _WHOM.items()}

_ID: Final = r"[0-9a-z]{1,13}"
_FILTERS: Final = r"[-0-9]{4}[-01]{2}[oifa]"
_PANEL: Final = re.compile(rf"p1:([rmcp]):([a-z]{{2}}):({_ID}):({_FILTERS}):({_ID}):({_ID})")
_RESULTS: Final = re.compile(
    rf"r([12]):([rscp]):([a-z]{{2}}):({_ID}):({_FILTERS}):([0-9a-z]{{1,3}}):({_ID})"
)


def _ids(head: str, state: State, number: int) -> Callable[[Control], str]:
    """They differ by the control alone, and there are a dozen."""
    owner, filters = base36(state.owner), filters_code(state.filters)
    tail = f"{owner}:{filters}:{base36(number)}:{base36(state.used_at)}"
    return lambda control: f"{head}:{control.value}:{tail}"


def decode(custom_id: str) -> tuple[State, Control] | None:
    """The state and the control that a custom id stands for; None for any other text."""
    try:
        if match := _PANEL.fullmatch(custom_id):
            kind, control, owner, filters, results, used_at = match.groups()
            panel = PanelState(
                kind=_SHOWN[kind].kind,
                view=_SHOWN[kind] if kind != "r" else ResultsView.SHORT,
                owner=int(owner, 36),
                used_at=int(used_at, 36),
                filters=filters_from(filters),
                results=int(results, 36),
            )
            return panel, Control(control)
        if match := _RESULTS.fullmatch(custom_id):
            kind, view, control, owner, filters, first, used_at = match.groups()
            results_state = ResultsState(
                view=ResultsView(view),
                owner=int(owner, 36),
                used_at=int(used_at, 36),
                filters=filters_from(filters),
                first=int(first, 36),
                alone=kind == "2",
            )
            return results_state, Control(control)
    except ValueError:
        return None  # an unknown control or filter: another version of this bot made it
    return None
