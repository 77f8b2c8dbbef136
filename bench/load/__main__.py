"""`make load`: a busy minute for both bots, a verdict, and its figures in `bench/LOAD.md`."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from bench.load.run import run_load
from bench.report import page
from bench.table import Row, as_markdown

RESULTS = Path(__file__).parents[1] / "LOAD.md"
SECONDS = 60.0
_BROKEN = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it, print the table, and give the exit status; only a full run rewrites the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    seconds = parser.parse_args(arguments).seconds
    rows = asyncio.run(run_load(seconds))
    print(as_markdown(rows))
    if seconds >= SECONDS:
        words = page(rows, title="Under load", command="make load", notes="")
        RESULTS.write_text(words, "utf-8")
    return verdict(rows)


def verdict(rows: Sequence[Row]) -> int:
    """Say what is broken, if anything."""
    broken = [row.name for row in rows if row.met is False]
    print("\nAll is as it must be." if not broken else "".join(f"\nBROKEN: {n}" for n in broken))
    return _BROKEN if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
