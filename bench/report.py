"""`bench/RESULTS.md`: the table with the machine, versions and day that it was measured on."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench.table import Row, as_markdown

RESULTS = Path(__file__).with_name("RESULTS.md")
_LIBRARIES = ("discord.py", "aiohttp", "gspread", "pillow", "prometheus-client")


def page(rows: list[Row], *, title: str = "Figures", command: str = "make bench") -> str:
    """The whole page."""
    return (
        f"# {title}\n\n"
        f"Written by `{command}`. Ratios compare both sides within one run; the figures\n"
        "themselves depend on the machine.\n\n"
        f"{circumstances()}\n\n"
        f"{as_markdown(rows)}\n"
    )


def circumstances() -> str:
    """Day, machine and versions."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{date.today():%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "  # noqa: DTZ011 - a date for people
        f"{platform.system()}, Python {platform.python_version()}; {libraries}."
    )
