"""What a panel or a results message knows, and how its custom ids say it.

A message carries its whole state in each of its controls, so that a press can be answered by a
process that never saw the message before. Discord allows 100 characters for a custom id.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, TypeVar

from apps.clanmatch.roster.rules.clan import Difficulty, PlayStyle
from apps.clanmatch.roster.rules.search import NO_CHOICE, Filters, RosterMode
from shared.chat.base36 import base36

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


class Control(Enum):
    """What can be pressed on a panel or on its results."""

    CLAN_BOSS = "cb"
    HYDRA = "hy"
    CHIMERA = "ch"
    STYLE = "st"
    CVC = "cv"
    SIEGE = "sg"
    ROSTER = "ro"
    RESET = "rs"
    SEARCH = "go"
    PREVIOUS = "pv"
    NEXT = "nx"
    CLOSE = "cl"
    FILTERS = "fi"
    REFRESH = "re"
    SHOW_SHORT = "vs"
    SHOW_CRITERIA = "vc"
    SHOW_PROFILE = "vp"


@dataclass(frozen=True, slots=True)
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

    def custom_id(self, control: Control) -> str:
        """The custom id of one of its controls."""
        return ":".join(
            (
                "p1",
                _WHOM[self.shows],
                control.value,
                base36(self.owner),
                filters_code(self.filters),
                base36(self.results),
                base36(self.used_at),
            )
        )

    def expired(self, now: float) -> bool:
        """Whether nobody has used it for too long."""
        return now - self.used_at >= LIFETIME


@dataclass(frozen=True, slots=True)
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

    def custom_id(self, control: Control) -> str:
        """The custom id of one of its controls."""
        return ":".join(
            (
                "r2" if self.alone else "r1",
                self.view.value,
                control.value,
                base36(self.owner),
                filters_code(self.filters),
                base36(self.first),
                base36(self.used_at),
            )
        )

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


def pressed(filters: Filters, control: Control, values: Sequence[str] = ()) -> Filters:
    """The filters after a control of the panel was used. Raises ValueError on a foreign value."""
    if control in _SELECTS:
        name, choices = _SELECTS[control]
        return replace(filters, **{name: choices(values[0]) if values else None})
    match control:
        case Control.CVC:
            return replace(filters, cvc=_NEXT_ANSWER[filters.cvc])
        case Control.SIEGE:
            return replace(filters, siege=_NEXT_ANSWER[filters.siege])
        case Control.ROSTER:
            return replace(filters, roster=_NEXT_MODE[filters.roster])
        case Control.RESET:
            return NO_CHOICE
        case _:
            return filters


_SELECTS: Final[Mapping[Control, tuple[str, type[Difficulty] | type[PlayStyle]]]] = {
    Control.CLAN_BOSS: ("clan_boss", Difficulty),
    Control.HYDRA: ("hydra", Difficulty),
    Control.CHIMERA: ("chimera", Difficulty),
    Control.STYLE: ("styles", PlayStyle),
}
_NEXT_ANSWER: Final[dict[bool | None, bool | None]] = {None: True, True: False, False: None}
_MODES: Final = tuple(RosterMode)
_NEXT_MODE: Final = dict(zip(_MODES, (*_MODES[1:], _MODES[0]), strict=True))
_MODE_CODES: Final = dict(zip(_MODES, "oifa", strict=True))
_ANSWER_CODES: Final[dict[bool | None, str]] = {None: "-", True: "1", False: "0"}
_DIFFICULTIES: Final = tuple(Difficulty)
_STYLES: Final = tuple(PlayStyle)


def filters_code(filters: Filters) -> str:
    """Seven characters for all filters."""
    return "".join(
        (
            *(
                _place(_DIFFICULTIES, d)
                for d in (filters.clan_boss, filters.hydra, filters.chimera)
            ),
            _place(_STYLES, filters.styles),
            _ANSWER_CODES[filters.cvc],
            _ANSWER_CODES[filters.siege],
            _MODE_CODES[filters.roster],
        )
    )


def filters_from(code: str) -> Filters:
    """The filters of a code. Raises ValueError when it is none."""
    answers = {letter: answer for answer, letter in _ANSWER_CODES.items()}
    modes = {letter: mode for mode, letter in _MODE_CODES.items()}
    try:
        return Filters(
            clan_boss=_at(_DIFFICULTIES, code[0]),
            hydra=_at(_DIFFICULTIES, code[1]),
            chimera=_at(_DIFFICULTIES, code[2]),
            styles=_at(_STYLES, code[3]),
            cvc=answers[code[4]],
            siege=answers[code[5]],
            roster=modes[code[6]],
        )
    except LookupError:
        raise ValueError(f"not a code of filters: {code!r}") from None


def _place(choices: Sequence[Enum], choice: Enum | None) -> str:
    return "-" if choice is None else str(choices.index(choice))


_Choice = TypeVar("_Choice", bound=Enum)


def _at(choices: Sequence[_Choice], place: str) -> _Choice | None:
    return None if place == "-" else choices[int(place)]
