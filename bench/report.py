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

- Before its first answer ours reads all settings and checks the key of the service account by
  arithmetic; the port is bound then, and the rest is loaded while the pages say `starting`.
- Parsing accepts several spellings, names what it can't read and prepares the sets that searches
  look into. It is done in a thread, once for each refresh.
- A press on a panel reads and checks its whole state, and draws an embed and a dozen controls anew;
  the bare bot counts one up.
- The bare crest handler returns bytes that it holds. Ours finds a kept crest by the words of the
  question; for a new one it checks the address, fetches, checks, decodes, pads and packs.
- discord.py waits five seconds before it identifies again after an invalid session.

Beside commit 1ce35ae (`make bench AGAINST=1ce35ae` writes `bench/AGAINST.md`), measured last on a
machine with other work:

- Met: the first answer (0.25 and 0.35, goal 0.5); clanmatch's processor time until 200 (0.62) and
  memory (0.85).
- welcomecrew's processor time until 200 (0.90 in a noisy run, goal 0.62): aiohttp with its two TLS
  contexts and discord.py are more than half of what is left; our 120 frozen dataclasses are a
  tenth, since Python 3.11 compiles six functions for each. Loading Google's libraries later, a key
  checked by arithmetic and settings without generated methods took away a quarter. More would need
  plainer classes, or a Python from 3.13 on.
- welcomecrew's memory (0.93, goal 0.88): its sheet is read within the ten seconds, so that Google's
  libraries (18 MiB) are there. Below that it would need another Sheets client.
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
