"""A port for a process that will bind it in a moment."""

import random
import socket
from typing import Final

# Below the ports that systems hand out by themselves (from 32768 on Linux): those may be taken
# by any outgoing connection between this look and the process's own.
_FIRST: Final = 12_000
_LAST: Final = 31_999
_TRIES: Final = 200


def free_port() -> int:
    """A port that nobody uses at the moment, drawn by chance so that two askers rarely meet.

    Raises OSError when no free one was found.
    """
    for _ in range(_TRIES):
        port = random.randint(_FIRST, _LAST)  # noqa: S311 - spreads askers, hides nothing
        if _is_free(port):
            return port
    raise OSError(f"no free port between {_FIRST} and {_LAST} in {_TRIES} tries")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the health pages do it: a port in TIME_WAIT is free, one that is listened to isn't.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104 - the health pages listen on all of them
        except OSError:
            return False
        return True
