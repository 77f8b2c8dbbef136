"""`make bench`: every figure in one table, written to `bench/RESULTS.md` with its circumstances."""

import argparse
import asyncio
import importlib
import inspect
import sys
from time import perf_counter

from bench.report import RESULTS, page
from bench.table import Row, as_markdown

# In the order of the table.
BENCHMARKS = (
    "gateway_events",
    "unrelated_messages",
    "health",
    "startup",
    "sheets_stall",
    "stalls",
    "clan_search",
    "panel_click",
    "emoji_pad",
    "tickets",
    "backfill",
    "guilds",
    "faults",
)


def main() -> None:
    """Run the named benchmarks, or all of them; only a full run rewrites the results."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"any of: {', '.join(BENCHMARKS)}")
    chosen = parser.parse_args().names
    if unknown := set(chosen) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    for name in chosen or BENCHMARKS:
        rows += measure(name)
    print(as_markdown(rows))
    if not chosen:
        RESULTS.write_text(page(rows), "utf-8")


def measure(name: str) -> list[Row]:
    """The rows of one benchmark."""
    print(f"measuring {name} …", file=sys.stderr, end=" ", flush=True)
    began = perf_counter()
    rows = importlib.import_module(f"bench.{name}").rows()
    found: list[Row] = asyncio.run(rows) if inspect.iscoroutine(rows) else rows
    print(f"{perf_counter() - began:.0f} s", file=sys.stderr)
    return found


if __name__ == "__main__":
    main()
