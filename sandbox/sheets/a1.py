"""A1 notation: `'Sheet1'!A2:C` and its shorter forms."""

import re
from dataclasses import dataclass

from sandbox.sheets.grid import Spreadsheet, Tab
from sandbox.sheets.problems import ApiProblem

_TITLE = re.compile(r"(?:'(?P<quoted>(?:[^']|'')*)'|(?P<plain>[^'!]*))(?:!(?P<cells>.+))?")
_CELLS = re.compile(
    r"(?P<c0>[A-Z]{1,3})?(?P<r0>[0-9]+)?(?::(?P<c1>[A-Z]{1,3})?(?P<r1>[0-9]+)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Area:
    """Part of a tab, half-open, counted from 0; open ends reach to the grid's."""

    tab: Tab
    row: int
    column: int
    end_row: int
    end_column: int

    def name(self) -> str:
        """The area in A1 notation, as Google repeats it in its answers."""
        first = f"{letters(self.column)}{self.row + 1}"
        last = f"{letters(self.end_column - 1)}{self.end_row}"
        title = self.tab.title
        quoted = (
            title if re.fullmatch(r"[A-Za-z_]\w*", title) else "'" + title.replace("'", "''") + "'"
        )
        return f"{quoted}!{first}" if first == last else f"{quoted}!{first}:{last}"


def area(spreadsheet: Spreadsheet, text: str) -> Area:
    """Raises ApiProblem (400) as Google does when the tab or the notation is unknown."""
    match = _TITLE.fullmatch(text)
    unknown = ApiProblem(400, f"Unable to parse range: {text}")
    if match is None:
        raise unknown
    quoted, plain, cells = match["quoted"], match["plain"], match["cells"]
    title = quoted.replace("''", "'") if quoted is not None else plain
    try:
        return _cells(spreadsheet.tab(title), cells or "", unknown)
    except KeyError:
        if quoted is None and cells is None and spreadsheet.tabs and _CELLS.fullmatch(plain):
            return _cells(spreadsheet.tabs[0], plain, unknown)
        raise unknown from None


def _cells(tab: Tab, text: str, unknown: ApiProblem) -> Area:
    match = _CELLS.fullmatch(text)
    if match is None:
        raise unknown
    c0, r0, c1, r1 = match["c0"], match["r0"], match["c1"], match["r1"]
    if text and ":" not in text:
        c1, r1 = c0, r0
    found = Area(
        tab,
        row=int(r0) - 1 if r0 else 0,
        column=number(c0) if c0 else 0,
        end_row=int(r1) if r1 else tab.row_count,
        end_column=number(c1) + 1 if c1 else tab.column_count,
    )
    if found.row >= tab.row_count or found.column >= tab.column_count:
        size = f"Max rows: {tab.row_count}, max columns: {tab.column_count}"
        raise ApiProblem(400, f"Range ({text}) exceeds grid limits. {size}")
    return found


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def number(name: str) -> int:
    """A → 0, AA → 26."""
    value = 0
    for letter in name.upper():
        value = value * 26 + ord(letter) - ord("A") + 1
    return value - 1
