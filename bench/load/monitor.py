"""Asks health pages ten times a second, as a process of its own: `python -m bench.load.monitor`.

Anything else on its event loop, or on the sandbox's, would be measured as the bots' slowness.
Takes ports, and until its standard input is closed asks all of them; then prints what it saw.
"""

import asyncio
import http.client
import json
import select
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

_EVERY_S: Final = 0.1
_PATIENCE_S: Final = 5.0


@dataclass(slots=True)
class Seen:
    """What came of the monitor's questions, by port: seconds of each, and how many were no 200."""

    seconds: dict[int, list[float]] = field(default_factory=dict[int, list[float]])
    failed: dict[int, int] = field(default_factory=dict[int, int])


@asynccontextmanager
async def monitored(ports: Sequence[int]) -> AsyncGenerator[Seen]:
    """Ask while the block lasts; what was seen is there after it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.load.monitor"),
        *map(str, ports),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    seen = Seen()
    try:
        yield seen
    finally:
        output, _ = await process.communicate(b"")
        told = json.loads(output)
        seen.seconds = {int(port): times for port, times in told["seconds"].items()}
        seen.failed = {int(port): times for port, times in told["failed"].items()}


def main(ports: Sequence[int]) -> None:
    """Ask, one after the other, each time with a new connection as monitors do."""
    seconds: dict[int, list[float]] = {port: [] for port in ports}
    failed = dict.fromkeys(ports, 0)
    while not select.select([sys.stdin], [], [], _EVERY_S)[0]:
        for port in ports:
            began = perf_counter()
            failed[port] += not _is_well(port)
            seconds[port].append(perf_counter() - began)
    print(json.dumps({"seconds": seconds, "failed": failed}))


def _is_well(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return False
    else:
        return answer.status == http.client.OK
    finally:
        connection.close()


if __name__ == "__main__":
    main([int(port) for port in sys.argv[1:]])
