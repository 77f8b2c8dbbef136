"""`python -m sandbox.chaos`: both bots through minutes of trouble; the status says how it ended."""

import argparse
import asyncio
import secrets
from collections.abc import Sequence
from pathlib import Path

from sandbox.chaos.report import describe
from sandbox.chaos.run import NoSuchTrouble, run_chaos

BROKEN = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, report, and give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="how long trouble lasts")
    parser.add_argument("--seed", default="", help="of an earlier run, to have it again")
    parser.add_argument("--logs", type=Path, help="write what the bots logged to this file")
    parser.add_argument("--all", action="store_true", help="deal what a bot is known to fail, too")
    parser.add_argument("--only", default="", help="deal only troubles whose names match this")
    options = parser.parse_args(arguments)
    seed = options.seed or secrets.token_hex(4)
    _say(f"Seed {seed}, {options.minutes:g} minutes of trouble")
    run = run_chaos(seed, options.minutes * 60, say=_say, everything=options.all, only=options.only)
    try:
        outcome = asyncio.run(run)
    except NoSuchTrouble as nothing:
        parser.error(str(nothing))
    if options.logs:
        options.logs.write_text("\n".join(outcome.logs), encoding="utf-8")
    _say("\n" + describe(outcome))
    return 0 if outcome.passed else BROKEN


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - the command's own words, for the person who typed it


if __name__ == "__main__":
    raise SystemExit(main())
