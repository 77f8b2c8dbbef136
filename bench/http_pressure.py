"""Asks a server on this machine as fast as it answers, with next to no cost of its own.

An HTTP client library would cost more than the server that it measures.
"""

import re
import selectors
import socket
from collections import deque
from collections.abc import Iterable
from contextlib import ExitStack
from time import perf_counter

_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)
_PATIENCE_S = 10.0


def requests_per_second(port: int, targets: Iterable[str], *, connections: int = 4) -> float:
    """GET all `targets` over `connections` that stay open. Raises RuntimeError on a refusal."""
    waiting = deque(_request(target) for target in targets)
    total = len(waiting)
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        for _ in range(connections):
            address = ("127.0.0.1", port)
            connected = stack.enter_context(socket.create_connection(address, _PATIENCE_S))
            selector.register(connected, selectors.EVENT_READ, _Answer())
        began = perf_counter()
        busy = sum(_next(key.fileobj, waiting) for key in list(selector.get_map().values()))
        while busy:
            ready = selector.select(_PATIENCE_S)
            if not ready:
                raise RuntimeError(f"port {port} stopped answering")
            for key, _ in ready:
                if _receive(key):
                    busy += _next(key.fileobj, waiting) - 1
        return total / (perf_counter() - began)


class _Answer:
    """What has come of one answer so far."""

    def __init__(self) -> None:
        self.data = b""

    def complete(self) -> bool:
        head, separator, body = self.data.partition(b"\r\n\r\n")
        if not separator:
            return False
        length = _LENGTH.search(head + b"\r\n")
        if not head.startswith(b"HTTP/1.1 200") or length is None:
            raise RuntimeError(f"unexpected answer: {self.data[:300]!r}")
        if len(body) < int(length[1]):
            return False
        self.data = b""
        return True


def _request(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def _next(connection: object, waiting: deque[bytes]) -> int:
    """Send the next request, if there is one; says how many were sent."""
    assert isinstance(connection, socket.socket)
    if not waiting:
        return 0
    connection.sendall(waiting.popleft())
    return 1


def _receive(key: selectors.SelectorKey) -> bool:
    connection, answer = key.fileobj, key.data
    assert isinstance(connection, socket.socket)
    assert isinstance(answer, _Answer)
    data = connection.recv(1 << 18)
    if not data:
        raise RuntimeError("the server closed the connection")
    answer.data += data
    return answer.complete()
