"""Sheet rows to clans: forgiving with what people type, and able to say what it couldn't read."""

from collections.abc import Iterator, Sequence
from typing import Final

from apps.clanmatch.roster.rules.clan import Clan, EntryCriteria, Traits
from apps.clanmatch.roster.rules.layout import COLUMNS, HEADER_WORDS, Layout, layout_of
from apps.clanmatch.roster.rules.summary_table import line_name
from apps.clanmatch.roster.rules.tokens import (
    difficulties,
    is_blank,
    number_in,
    play_styles,
    yes_or_no,
)
from shared.immutable import immutable

Cells = Sequence[str]

_AT: Final = {name: index for index, name in enumerate(COLUMNS)}
_FILTERS: Final = slice(_AT["clan boss filter"], _AT["play style"] + 1)
# Ways to write "none" in a column that should hold a number.
_NO_NUMBER: Final = frozenset({"", "full", "none", "no", "closed", "n/a"})


@immutable
class RowProblem:
    """Something in the sheet that couldn't be read as meant, in plain words."""

    row: int
    what: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.what}"


@immutable
class RosterRows:
    """All clans in the sheet's order, and what was wrong with their rows."""

    clans: tuple[Clan, ...]
    problems: tuple[RowProblem, ...]


def row_names(row: Cells) -> frozenset[str]:
    """What a row is known by from one reading to the next: its tag, its clan, its summary line."""
    line = line_name(row)
    if line is not None:
        return frozenset({f"line {line}"})
    cells = _cells(row)
    if _is_header(cells):
        return frozenset()
    tag, clan = _text(cells, "tag").casefold(), _text(cells, "clan").casefold()
    return frozenset({name for name in (tag and f"tag {tag}", clan and f"clan {clan}") if name})


def parse_roster(rows: Sequence[Cells], layout: Layout | None = None) -> RosterRows:
    """Read the tab, whose first row is a header. Short rows are padded; nothing is fatal.

    `layout`: where its columns are, if that is known already. In doubt there is no clan.
    """
    layout = layout or layout_of(rows)
    if layout.doubt:
        return RosterRows((), ())
    clans: list[Clan] = []
    problems: list[RowProblem] = []
    rows_of_tags: dict[str, int] = {}
    for number, cells in enumerate(rows, start=1):
        row = _cells(layout.in_order(cells))
        if _is_header(row) or _is_of_the_summary(row):
            continue
        if reason := _why_left_out(number, row):
            problems.append(RowProblem(number, reason))
        elif _text(row, "clan") and number > 1:
            clan = _clan(number, row)
            clans.append(clan)
            problems += (RowProblem(number, what) for what in _problems_with_cells(clan, row))
            first = rows_of_tags.setdefault(clan.key, number)
            if first != number and clan.tag:
                what = f"its tag {_quoted(clan.tag)} is in row {first} too"
                problems.append(RowProblem(number, what))
    return RosterRows(clans=tuple(clans), problems=tuple(problems))


def _is_header(row: Cells) -> bool:
    """Whether the row only names the columns."""
    return any(_text(row, column).casefold() in words for column, words in HEADER_WORDS.items())


def _is_of_the_summary(row: Cells) -> bool:
    """Whether the row is a line of the summary table, and no clan that is called like one."""
    return line_name(row) is not None and not (_text(row, "clan") and _text(row, "tag"))


def _why_left_out(number: int, row: Cells) -> str:
    """The reason, for a row that was meant as a clan and is none; empty for all others."""
    if number == 1 and _text(row, "clan") and _text(row, "tag"):
        return "looks like a clan, but the first row is for headings; put a row above it"
    if not _text(row, "clan") and (_text(row, "tag") or any(row[_FILTERS])):
        return "no clan name"
    return ""


def _clan(number: int, row: Cells) -> Clan:
    def text(column: str) -> str:
        return _text(row, column)

    return Clan(
        row=number,
        name=text("clan"),
        tag=text("tag"),
        rank="" if is_blank(text("rank")) else text("rank"),
        level=text("level"),
        spots=number_in(text("spots")) or 0,
        spots_in_words=text("spots") if _is_no_number(text("spots")) else "",
        inactives=number_in(text("inactives")) or 0,
        reserved=number_in(text("reserved")) or 0,
        progression=text("progression"),
        lead=text("lead"),
        deputies=text("deputies"),
        cvc_tier=text("cvc tier"),
        cvc_wins=text("cvc wins"),
        siege_tier=text("siege tier"),
        siege_wins=text("siege wins"),
        clan_boss=text("clan boss"),
        hydra=text("hydra"),
        chimera=text("chimera"),
        criteria=EntryCriteria(
            hydra_keys=text("hydra keys"),
            chimera_keys=text("chimera keys"),
            hydra=text("hydra criteria"),
            chimera=text("chimera criteria"),
            clan_boss=text("clan boss criteria"),
            cvc_minimum=text("cvc minimum"),
            cvc_minimum_with_rewards=text("cvc minimum with rewards"),
        ),
        comments=text("comments"),
        requirements=text("requirements"),
        traits=_traits(row),
    )


def _traits(row: Cells) -> Traits:
    return Traits(
        clan_boss=difficulties(_text(row, "clan boss filter")),
        hydra=difficulties(_text(row, "hydra filter")),
        chimera=difficulties(_text(row, "chimera filter")),
        cvc=yes_or_no(_text(row, "cvc")),
        siege=yes_or_no(_text(row, "siege")),
        styles=play_styles(_text(row, "play style")),
    )


def _problems_with_cells(clan: Clan, row: Cells) -> Iterator[str]:
    if not clan.tag:
        yield "no tag"
    for column in ("spots", "reserved", "inactives"):
        text = _text(row, column)
        if _is_no_number(text):
            taken = "shown as it is" if column == "spots" else "counted as 0"
            yield f"{column} {_quoted(text)} holds no number, {taken}"
    read = clan.traits
    for column, understood in (
        ("clan boss filter", read.clan_boss),
        ("hydra filter", read.hydra),
        ("chimera filter", read.chimera),
        ("play style", read.styles),
        ("cvc", read.cvc is not None),
        ("siege", read.siege is not None),
    ):
        text = _text(row, column)
        if not understood and not is_blank(text):
            yield f"{column} {_quoted(text)} is none of the words I know"


def _is_no_number(text: str) -> bool:
    """Whether a cell says something, and neither a number nor "none"."""
    return number_in(text) is None and text.casefold() not in _NO_NUMBER and not is_blank(text)


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _cells(row: Cells) -> tuple[str, ...]:
    """One text for each column: spaces around it dropped, missing cells empty."""
    found = [text.strip() for text in row[: len(COLUMNS)]]
    return (*found, *[""] * (len(COLUMNS) - len(found)))


def _text(row: Cells, column: str) -> str:
    return row[_AT[column]]
