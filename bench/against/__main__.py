"""`python -m bench.against COMMIT`: a table of ratios, written to `bench/AGAINST.md`."""

import argparse
import asyncio
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from bench.against.checkout import Checkout, NoSuchCommit, checkout_of, here
from bench.against.starts import Start, start
from bench.against.use import Use, use
from bench.report import circumstances
from bench.table import Row, as_markdown
from sandbox.server import Sandbox

RESULTS = Path(__file__).parents[1] / "AGAINST.md"
_T = TypeVar("_T")
_Sides = tuple[Checkout, Checkout]
APPS = ("clanmatch", "welcomecrew")
_STARTS: tuple[tuple[str, str, Callable[[Start], float], float | None], ...] = (
    ("start to the first `/healthz` answer", "s", lambda each: each.first_answer_s, 0.50),
    ("start to 200", "s", lambda each: each.ready_s, None),
    ("processor until 200", "s", lambda each: each.processor_s, 0.62),
    ("memory ten seconds after READY", "MiB", lambda each: each.resident_mib, 0.88),
)
"""What, in which unit, and the goal that was set against commit 1ce35ae."""
_USES: tuple[tuple[str, str, Callable[[Use], float]], ...] = (
    ("panel: a filter, click to reply", "ms", lambda each: each.press_ms),
    ("`/emoji-pad`, kept crest", "ms", lambda each: each.crest_ms),
    ("`/healthz`", "ms", lambda each: each.health_ms),
)


def main() -> None:
    """Measure both sides in turns and write the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.against", description=__doc__)
    parser.add_argument("commit", help="anything that git takes for one")
    parser.add_argument("--rounds", type=int, default=3, help="of each measurement and side")
    chosen = parser.parse_args()
    try:
        rows = asyncio.run(measure(chosen.commit, rounds=chosen.rounds))
    except NoSuchCommit as error:
        parser.error(str(error))
    table = as_markdown(rows, sides=("now", chosen.commit))
    print(table)
    RESULTS.write_text(
        f"# Beside {chosen.commit}\n\n"
        f"Written by `make bench AGAINST={chosen.commit}`: both sides in turns on one machine,\n"
        f"medians of {chosen.rounds}.\n\n{circumstances()}\n\n{table}\n",
        "utf-8",
    )


async def measure(commit: str, *, rounds: int) -> list[Row]:
    """All rows. Raises NoSuchCommit."""
    rows: list[Row] = []
    async with checkout_of(commit) as then:
        sides = (await here(), then)
        with TemporaryDirectory() as name:
            for app in APPS:
                print(f"starts of {app} …", file=sys.stderr)
                rows += await _starts(app, sides, Path(name), rounds)
            print("panels, crests and health …", file=sys.stderr)
            rows += await _uses(sides, Path(name), rounds)
    return rows


async def _starts(app: str, sides: _Sides, folder: Path, rounds: int) -> list[Row]:
    both: tuple[list[Start], list[Start]] = ([], [])
    async with Sandbox.open() as box:
        for _ in range(rounds):
            for side, starts in zip(sides, both, strict=True):
                starts.append(await start(box, app, side, folder))
    return [
        Row(f"{app}: {what}", *_medians(both, figure, unit), at_most=goal)
        for what, unit, figure, goal in _STARTS
    ]


async def _uses(sides: _Sides, folder: Path, rounds: int) -> list[Row]:
    both: tuple[list[Use], list[Use]] = ([], [])
    for _ in range(rounds):
        for side, uses in zip(sides, both, strict=True):
            # A panel that stands is used again: each side gets a world without one.
            async with Sandbox.open() as box:
                uses.append(await use(box, side, folder))
    return [Row(what, *_medians(both, figure, unit)) for what, unit, figure in _USES]


def _medians(
    both: tuple[Sequence[_T], Sequence[_T]], figure: Callable[[_T], float], unit: str
) -> tuple[float, str, float]:
    now, then = (statistics.median(map(figure, side)) for side in both)
    return now, unit, then


if __name__ == "__main__":
    main()
