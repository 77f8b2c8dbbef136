"""`python -m sandbox`: both bots in a world of their own, with one page to watch and play."""

import argparse
import asyncio
import errno
import os
import signal
import webbrowser
from collections.abc import Sequence

from sandbox.control.stage import open_stage
from sandbox.valkey.server import StoreFailed, StoreMissing

DEFAULT_PORT = 8800
MOST_INSTANCES = 4
CANNOT_START = 2
_UNUSABLE = (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C; the exit status is for the shell."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="0 takes any free one")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument(
        "--instances", type=_instances, default=1, help="of each bot; several share a store"
    )
    options = parser.parse_args(arguments)
    try:
        asyncio.run(_serve(options.port, options.instances, browser=not options.no_browser))
    except OSError as problem:
        if problem.errno not in _UNUSABLE:
            raise
        reason = os.strerror(problem.errno)
        _say(f"Port {options.port} can't be used: {reason}. Is the demo running already?")
        _say("For another port: make demo ARGS='--port 8899' (0 takes any free one).")
        return CANNOT_START
    except (StoreMissing, StoreFailed) as problem:
        _say(f"Several instances agree through a store of their own: {problem}.")
        _say("With one instance of each bot, make demo needs nothing of it.")
        return CANNOT_START
    return 0


async def _serve(port: int, instances: int, *, browser: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_stage(port, instances=instances) as stage:
        _say(f"\n  The sandbox is open:  {stage.box.url}\n\n  Ctrl-C stops it.\n")
        if browser:
            await asyncio.to_thread(_open_window, stage.box.url)
        await stop.wait()
        _say("Stopping both bots …")
    _say("Everything is stopped.")


def _open_window(url: str) -> None:
    """Show the page, unless the only browser here is one that would take over this terminal."""
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return
    if type(found) is not webbrowser.GenericBrowser:
        found.open(url)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - the command's own words, for the person who typed it


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: a number from 0 to 65535 is")
    return int(text)


def _instances(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_INSTANCES:
        raise argparse.ArgumentTypeError(f"{text}: a number from 1 to {MOST_INSTANCES} is wanted")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
