"""What monitors got from a health page, as rows of the table."""

import statistics
from typing import Final

from bench.load.monitor import Seen
from bench.table import Row

HEALTH_WITHIN_MS: Final = 50.0


def health_rows(name: str, port: int, bare_port: int, seen: Seen) -> list[Row]:
    ours, bare = (sorted(seconds * 1000 for seconds in seen.seconds[p]) for p in (port, bare_port))
    what = f"{name}: `/healthz`, of {len(ours):,} answers"
    most = len(ours) * 99 // 100 - 1
    return [
        Row(f"{what} no 200", seen.failed[port], "", at_most=0, goal_on_ratio=False),
        Row(f"{what} the median", statistics.median(ours), "ms", statistics.median(bare)),
        Row(
            f"{what} 99 of 100 within",
            ours[most],
            "ms",
            bare[most],
            at_most=HEALTH_WITHIN_MS,
            goal_on_ratio=False,
        ),
        # No goal: whenever the machine holds a process back, this one shows it.
        Row(f"{what} the slowest", ours[-1], "ms", bare[-1]),
    ]
