"""`bench/RESULTS.md`: the table with the machine, versions and day that it was measured on."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench.table import Row, as_markdown

RESULTS = Path(__file__).with_name("RESULTS.md")
NOTES = """\
Where ours takes longer than the bare thing on purpose:

- Before its first answer ours imports 140 modules of its own, reads all settings and checks the key
  of the service account (40 ms). To be quicker it would have to bind the port before it knows
  whether it may start at all.
- Parsing accepts several spellings, names what it can't read and prepares the sets that searches
  look into. It is done in a thread, once for each refresh.
- A press on a panel reads and checks its whole state, and draws an embed and a dozen controls anew;
  the bare bot counts one up.
- The bare crest handler returns bytes that it holds. Ours checks the address first, and for a new
  crest fetches, checks, decodes, pads and packs the picture.
- discord.py waits five seconds before it identifies again after an invalid session.
"""
_LIBRARIES = ("discord.py", "aiohttp", "gspread", "pillow", "prometheus-client")


def page(
    rows: list[Row], *, title: str = "Figures", command: str = "make bench", notes: str = NOTES
) -> str:
    """The whole page."""
    return (
        f"# {title}\n\n"
        f"Written by `{command}`. Ratios compare both sides within one run; the figures\n"
        "themselves depend on the machine.\n\n"
        f"{circumstances()}\n\n"
        f"{as_markdown(rows)}\n{notes and chr(10)}{notes}"
    )


def circumstances() -> str:
    """Day, machine and versions."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{date.today():%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "  # noqa: DTZ011 - a date for people
        f"{platform.system()}, Python {platform.python_version()}; {libraries}."
    )
