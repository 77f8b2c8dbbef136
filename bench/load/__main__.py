"""`make load`: a busy minute, storms of tickets, a verdict, and figures in `bench/LOAD.md`."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from bench.load.run import run_load
from bench.load.tickets import closed_live, found_at_a_start
from bench.report import page
from bench.table import Row, as_markdown

RESULTS = Path(__file__).parents[1] / "LOAD.md"
SECONDS = 60.0
SCENES = ("people", "closes", "start")
_BROKEN = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it, print the table, and give the exit status; only a full run rewrites the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long people talk")
    parser.add_argument("--scene", choices=SCENES, help="only this one")
    options = parser.parse_args(arguments)
    scenes = [options.scene] if options.scene else SCENES
    rows = asyncio.run(_rows(scenes, options.seconds))
    print(as_markdown(rows))
    if options.seconds >= SECONDS and not options.scene:
        words = page(rows, title="Under load", command="make load", notes="")
        RESULTS.write_text(words, "utf-8")
    return verdict(rows)


async def _rows(scenes: Sequence[str], seconds: float) -> list[Row]:
    rows: list[Row] = []
    for scene in scenes:
        match scene:
            case "people":
                rows += await run_load(seconds)
            case "closes":
                rows += await closed_live()
            case _:
                rows += await found_at_a_start()
    return rows


def verdict(rows: Sequence[Row]) -> int:
    """Say what is broken, if anything."""
    broken = [row.name for row in rows if row.met is False]
    print("\nAll is as it must be." if not broken else "".join(f"\nBROKEN: {n}" for n in broken))
    return _BROKEN if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
