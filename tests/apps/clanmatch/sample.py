"""The sample workbook's tabs, as a workbook gives them."""

import csv
from pathlib import Path

_FOLDER = Path(__file__).parents[3] / "sandbox" / "sample" / "clanmatch"


def tab(name: str) -> tuple[tuple[str, ...], ...]:
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    width = max(map(len, rows))
    return tuple((*row, *[""] * (width - len(row))) for row in rows)
