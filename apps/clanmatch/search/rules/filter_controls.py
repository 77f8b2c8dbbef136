"""What can be pressed, what that makes of the filters, and how a custom id says them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Final, TypeVar

from apps.clanmatch.roster.rules.clan import Difficulty, PlayStyle
from apps.clanmatch.roster.rules.search import NO_CHOICE, Filters, RosterMode


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
