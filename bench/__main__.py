"""`make bench`: every figure in one table, written to `bench/RESULTS.md` with its circumstances."""

import argparse
import asyncio
import importlib
import inspect
import os
import pkgutil
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import bench
from bench.table import Row, as_markdown

RESULTS = Path(__file__).with_name("RESULTS.md")
_TOOLS = {"__main__", "table", "timing"}
_LIBRARIES = ("discord.py", "aiohttp", "gspread", "pillow", "prometheus-client")


def main() -> None:
    """Run the named benchmarks, or all of them; only a full run rewrites the results."""
    known = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in _TOOLS)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"any of: {', '.join(known)}")
    chosen = parser.parse_args().names or known
    rows: list[Row] = []
    for name in chosen:
        print(f"measuring {name} …", file=sys.stderr)
        rows += _measure(name)
    print(as_markdown(rows))
    if chosen == known:
        RESULTS.write_text(_page(rows), "utf-8")


def _measure(name: str) -> list[Row]:
    rows = importlib.import_module(f"bench.{name}").rows()
    return asyncio.run(rows) if inspect.iscoroutine(rows) else rows


def _page(rows: list[Row]) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        "# Figures\n\n"
        "Written by `make bench`. Ratios compare both sides within one run; the figures\n"
        "themselves depend on the machine.\n\n"
        f"{date.today():%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "  # noqa: DTZ011 - a date for people
        f"{platform.system()}, Python {platform.python_version()}; {libraries}.\n\n"
        f"{as_markdown(rows)}\n"
    )


if __name__ == "__main__":
    main()
