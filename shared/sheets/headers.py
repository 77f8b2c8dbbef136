"""Header cells → columns, wherever people have moved them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each wanted header is (columns from 0), and what is odd about the header row."""

    positions: Mapping[str, int]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]

    def cell(self, row: Sequence[str], header: str) -> str:
        """The row's cell under `header`; empty where the row is short or the header missing."""
        position = self.positions.get(header)
        return row[position] if position is not None and position < len(row) else ""


def normalised(header: str) -> str:
    """Case, dashes, underscores and spaces of any kind don't matter in a header."""
    return " ".join(header.replace("_", " ").replace("-", " ").casefold().split())


def find_columns(header_row: Sequence[str], wanted: Iterable[str]) -> Columns:
    """The first column of each wanted header; a header that comes again is told as repeated."""
    names = [normalised(cell) for cell in header_row]
    positions: dict[str, int] = {}
    missing: list[str] = []
    repeated: list[str] = []
    for header in wanted:
        name = normalised(header)
        if name not in names:
            missing.append(header)
            continue
        positions[header] = names.index(name)
        if names.count(name) > 1:
            repeated.append(header)
    return Columns(positions, tuple(missing), tuple(repeated))
