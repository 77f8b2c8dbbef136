"""The sample workbooks of the demo, from the CSV files in `sandbox/sample`."""

import csv
from pathlib import Path

from sandbox.sheets.service import SheetsService

SAMPLE_FOLDER = Path(__file__).parent.parent / "sample"
TAG_COLUMN = 1
CLANMATCH_ID = "sandbox-clanmatch-roster"
WELCOMECREW_ID = "sandbox-welcomecrew-log"


def add_samples(service: SheetsService, folder: Path = SAMPLE_FOLDER) -> None:
    """Both bots' workbooks, shared with the demo account."""
    service.add(CLANMATCH_ID, "Cluster roster", read_tabs(folder / "clanmatch"))
    service.add(WELCOMECREW_ID, "Ticket log", read_tabs(folder / "welcomecrew"))
    # Names, tags and open spots come from the clans' own sheets, as people like to do it.
    service.spreadsheets[CLANMATCH_ID].tab("bot_info").imported |= {1, 2, 4}
    service.spreadsheets[WELCOMECREW_ID].tab("clanlist").imported.add(TAG_COLUMN)


def read_tabs(folder: Path) -> dict[str, list[list[str]]]:
    """One tab per CSV file, named like it."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.csv"))}


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
