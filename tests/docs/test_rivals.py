"""`docs/rivals.md`: written by `make rivals` for all faults, watchers and versions of today."""

import re
from datetime import UTC, datetime

import pytest

from tests.docs.quotes import ROOT
from tests.rivals.faults import FAULTS
from tests.rivals.observers import Watch
from tests.rivals.report import COLUMNS, page, table, told

PAGE = (ROOT / "docs" / "rivals.md").read_text("utf-8")
PINNED = (ROOT / "requirements" / "libraries" / "rivals.in").read_text("utf-8").split()


def test_each_fault_has_its_row_with_a_word_of_everybody() -> None:
    rows = re.findall(r"^\| (.+) \|$", PAGE, re.MULTILINE)
    cells = {row.split(" | ")[0]: row.split(" | ")[1:] for row in rows}
    assert cells["fault"] == list(COLUMNS)
    for fault in FAULTS:
        assert len(cells[fault.words]) == len(COLUMNS)
        assert all(cells[fault.words])
        assert "–" not in cells[fault.words], "nobody was left out"


def test_the_page_is_of_the_pinned_versions() -> None:
    for name, version in (line.split("==") for line in PINNED):
        assert f"{name} {version}" in PAGE


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ([], "no call"),
        ([(0.1, "True")], "True"),
        (
            [(0.0, "200 ready"), (3.4, "503 disconnected")],
            "200 ready (0 s) → 503 disconnected (3 s)",
        ),
        (
            [(float(i), "up" if i % 2 else "down") for i in range(6)],
            "down, up in turns (5 changes)",
        ),
        (
            [*((float(i), "up" if i % 2 else "down") for i in range(6)), (9.0, "**exit 1**")],
            "… → up (3 s) → down (4 s) → up (5 s) → **exit 1** (9 s)",
        ),
    ],
)
def test_a_cell(changes: list[tuple[float, str]], cell: str) -> None:
    assert told(Watch(changes)) == cell


def test_what_cannot_be_installed_is_told_by_pip() -> None:
    text = page(
        {},
        when=datetime(2026, 1, 5, tzinfo=UTC),
        python="3.11.7",
        versions="statusbeat missing",
        window=60,
        limits=[("a limit", "60 s", "3 s")],
        missing="ERROR: No matching distribution found for statusbeat==0.1.0",
    )
    assert "Run on 05 January 2026" in text
    assert "| a limit | 60 s | 3 s |" in text
    assert "No matching distribution found" in text


def test_who_was_not_there_has_a_dash() -> None:
    fault = FAULTS[0]
    lines = table({fault.key: {COLUMNS[-1]: Watch([(0.0, "200 ready")])}}).splitlines()
    assert len(lines) == 3
    assert lines[2] == f"| {fault.words} |{' – |' * (len(COLUMNS) - 1)} 200 ready |"
