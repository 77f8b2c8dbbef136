"""One cell's value, whether it was read as shown or as stored. Pure.

Read as shown, every cell is text. Read as stored (`UNFORMATTED_VALUE`), a number is a number, a
checkbox a boolean, and a date the days since 1899-12-30. An error is text in both.
"""

import re
from datetime import datetime, timedelta
from typing import Final

Cell = str | int | float | bool | None
"""What Google's values API gives for a cell; `None` and `""` are the same."""

# As English sheets name them, and as sheets of other languages show them.
_ERRORS: Final = frozenset(
    {
        *("#REF!", "#N/A", "#ERROR!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"),
        *("#SPILL!", "#CALC!", "#BUSY!", "#CONNECT!", "#BLOCKED!", "#FIELD!", "#UNKNOWN!"),
        *("#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#FEHLER!"),
        *("#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#ERREUR!"),
        *("#¡REF!", "#¡VALOR!", "#¿NOMBRE?", "#¡NUM!", "#¡DIV/0!", "#¡NULO!", "#¡ERROR!"),
        *("#RIF!", "#VALORE!", "#NOME?", "#N/D", "#VALOR!", "#NÚM!", "#NULO!", "#ERRO!"),
        *("#VERW!", "#WAARDE!", "#NAAM?", "#GETAL!", "#N/B", "#LEEG!", "#FOUT!"),
    }
)
_LOADING: Final = frozenset({"loading...", "loading…"})
_LONGEST_ERROR: Final = 20

# `1,042`, `1.042`, `1 042`, `1'042`, each with or without a fraction of noughts, or no groups.
_GROUPED: Final = re.compile(
    r"(?P<sign>[-−]?)(?P<digits>[0-9]{1,3}(?P<mark>[.,' \u2019])[0-9]{3}"
    r"(?:(?P=mark)[0-9]{3}){0,4})(?:(?!(?P=mark))[.,]0+)?"
)
_PLAIN: Final = re.compile(r"(?P<sign>[-−]?)(?P<digits>[0-9]{1,15})(?:[.,]0+)?")

_BLANKS: Final = " \t\n\r\u00a0\u2007\u2009\u202f\u3000"
_SPACES: Final = re.compile(r"[\u00a0\u2007\u2009\u202f]")

_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
_LAST_DAY: Final = 2_958_466  # the first that is past the year 9999

# Nothing wide, joiners, marks and brackets of the direction of writing. What is pasted brings them.
_UNSEEN: Final = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u061c"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_INVISIBLE: Final = dict.fromkeys(map(ord, _UNSEEN))


def unread(cell: Cell) -> str:
    """The error that stands in place of a value (`#REF!`, `Loading...`); empty for a value.

    Such a cell says nothing about what it should hold: not even that it is empty.
    """
    if not isinstance(cell, str) or not 0 < len(cell) <= _LONGEST_ERROR:
        return ""
    text = cell.strip()
    if text[:1] not in {"#", "L", "l"}:
        return ""  # nearly every cell: tens of thousands of them are asked at once
    return text if text.upper() in _ERRORS or text.casefold() in _LOADING else ""


def text_of(cell: Cell) -> str:
    """The cell as text, without blanks around it; `298` for 298.0, `TRUE` for a ticked box."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case str():
            return cell.strip()
        case _:
            return str(cell)


def seen(text: str) -> str:
    """The text without what can't be seen at its ends; within it, a joiner may make an emoji."""
    if text.isascii():
        return text
    bare = text.strip(f"{_UNSEEN}{_BLANKS}")
    # Blanks alone at the ends are the reader's affair.
    return text if bare == text.strip() else bare


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be seen in it."""
    return cell is None or (isinstance(cell, str) and not cell.translate(_INVISIBLE).strip())


def checkbox(cell: Cell) -> bool | None:
    """Ticked or not; None for what is no checkbox."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, str):
        return {"TRUE": True, "FALSE": False}.get(cell.strip().upper())
    return None


def says_something(cell: Cell) -> bool:
    """Whether somebody put something here; a box that nobody ticked was filled down with others."""
    return not is_blank(cell) and checkbox(cell) is not False


def whole_number(cell: Cell) -> int | None:
    """`1,042`, `298.00`, `0042`, 298.0 as what they mean; None for all else, 1.5 and dates too."""
    match cell:
        case bool() | None:
            return None
        case int():
            return cell
        case float():
            return int(cell) if cell.is_integer() else None
        case str():
            return _whole_number_in(cell)


def _whole_number_in(shown: str) -> int | None:
    text = _SPACES.sub(" ", shown.translate(_INVISIBLE)).strip()
    # `1.042` is a thousand and forty-two: nobody shows a whole number with three noughts.
    found = _GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)
    if found is None:
        return None
    digits = int(re.sub(r"[^0-9]", "", found["digits"]))
    return -digits if found["sign"] else digits


def moment(cell: Cell) -> datetime | None:
    """A date that was read as stored, to the second, in the sheet's own time; else None."""
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not 1 <= cell < _LAST_DAY:
        return None
    return _DAY_ZERO + timedelta(seconds=round(cell * 86_400))


def column_letters(column: int) -> str:
    """How people call a column, counted from 1: A, …, Z, AA."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
