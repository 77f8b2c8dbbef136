"""The health pages before there is a bot: the port is bound and `starting` is said, in a thread.

To load Discord's library, the web server and the bot takes half a second, and five on a host's
tenth of a core. A host, a monitor or a balancer that asks meanwhile hears the truth instead of
finding the door shut. Nothing here needs what is being loaded. What `starting` is no answer to
waits, unread, for the web server, which takes the port and every open connection over.
"""

import selectors
import socket
import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from .ground.clock import Clock
from .ground.immutable import immutable
from .kept import Kept
from .listening import listen
from .probes import HEALTHZ, JSON, PROBES, STARTUPZ, as_json, healthz_status, probe_body, startupz
from .vitals import Vitals

_MOST_CONNECTIONS: Final = 64
"""More wait to be let in; the web server will be there before their patience is over."""
_LONGEST_HEAD: Final = 8 * 1024
_NO_PLAIN_QUESTION: Final = {b"content-length", b"transfer-encoding", b"upgrade", b"expect"}
_END_OF_HEAD: Final = b"\r\n\r\n"


@immutable
class Visitors:
    """The port and who has come so far, for the web server."""

    listener: socket.socket
    connections: tuple[socket.socket, ...]


class FirstLight:
    """Opened before the bot is loaded; `hand_over` ends it."""

    def __init__(self, vitals: Vitals, *, port: int, strict_probe: bool, clock: Clock) -> None:
        self.vitals = vitals
        self._port = port
        self._strict_probe = strict_probe
        self._report = Kept(vitals.report, clock)
        self._rope: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._visitors: Visitors | None = None

    def open(self) -> None:
        """Bind the port and begin to answer. Raises PortUnavailable."""
        listener = listen(self._port)
        bell, self._rope = socket.socketpair()
        self._thread = threading.Thread(
            target=self._run, args=(listener, bell), name="first-light", daemon=True
        )
        self._thread.start()

    def hand_over(self) -> Visitors:
        """Answer no more, and give everything away. Blocks for a few milliseconds."""
        if self._thread is None or self._rope is None:
            raise RuntimeError("it was never opened")
        with self._rope as rope:
            rope.send(b"!")
            self._thread.join()
        if self._visitors is None:
            raise RuntimeError("the first pages failed; the log says how")
        return self._visitors

    def _run(self, listener: socket.socket, bell: socket.socket) -> None:
        # The record of the last process: how long Discord has been away is part of the answer.
        self.vitals.last_run.begin()
        with selectors.DefaultSelector() as selector, bell:
            selector.register(bell, selectors.EVENT_READ)
            porter = _Porter(listener, selector, self._answer_to)
            while True:
                ready = [key.fileobj for key, _ in selector.select()]
                if bell in ready:
                    break
                for each in ready:
                    porter.attend(each)
        self._visitors = porter.visitors()

    def _answer_to(self, target: str) -> bytes | None:
        """The whole answer to a GET; None where `starting` doesn't answer it."""
        path, _, query = target.partition("?")
        report = self._report()
        if path == HEALTHZ or (path in PROBES and self._strict_probe):
            status = healthz_status(report, strictly=query == "strict=1")
            return _as_http(status, as_json(report.body))
        if path in PROBES:
            return _as_http(HTTPStatus.OK, probe_body(report))
        if path == STARTUPZ:
            return _as_http(*startupz(report, accepted=False))
        return None


class _Porter:
    """Lets visitors in, answers what can be answered, and leaves the rest unread."""

    def __init__(
        self,
        listener: socket.socket,
        selector: selectors.BaseSelector,
        answer_to: Callable[[str], bytes | None],
    ) -> None:
        self._listener = listener
        self._selector = selector
        self._answer_to = answer_to
        self._connections: set[socket.socket] = set()
        listener.settimeout(0)
        selector.register(listener, selectors.EVENT_READ)

    def visitors(self) -> Visitors:
        """The port and everybody who is still there."""
        return Visitors(self._listener, tuple(self._connections))

    def attend(self, ready: object) -> None:
        """Something came: at the port, or from a visitor."""
        if ready is self._listener:
            self._let_in()
        elif isinstance(ready, socket.socket):
            try:
                self._serve(ready)
            except OSError:
                self._show_out(ready)

    def _let_in(self) -> None:
        try:
            visitor, _ = self._listener.accept()
        except OSError:
            return  # gone again
        visitor.settimeout(0)
        self._connections.add(visitor)
        self._selector.register(visitor, selectors.EVENT_READ)
        if len(self._connections) == _MOST_CONNECTIONS:
            self._selector.unregister(self._listener)

    def _serve(self, visitor: socket.socket) -> None:
        head = visitor.recv(_LONGEST_HEAD, socket.MSG_PEEK)
        if not head:
            self._show_out(visitor)
            return
        question = _read(head)
        answer = self._answer_to(question.target) if question else None
        if question is None or answer is None:
            # It stays as it came, for the web server.
            self._selector.unregister(visitor)
            return
        visitor.recv(len(head))
        is_sent = visitor.send(answer) == len(answer)
        if question.is_last or not is_sent:
            self._show_out(visitor)

    def _show_out(self, visitor: socket.socket) -> None:
        if len(self._connections) == _MOST_CONNECTIONS:
            self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.unregister(visitor)
        self._connections.discard(visitor)
        visitor.close()


@immutable
class _Question:
    target: str
    is_last: bool


def _read(head: bytes) -> _Question | None:
    """A plain GET that came whole and alone; None for everything else."""
    if head.find(_END_OF_HEAD) != len(head) - len(_END_OF_HEAD):
        return None
    first, *fields = head.removesuffix(_END_OF_HEAD).split(b"\r\n")
    parts = first.split(b" ")
    if len(parts) != 3 or parts[0] != b"GET" or parts[2] != b"HTTP/1.1":
        return None
    told = {name: value.strip() for name, _, value in (it.lower().partition(b":") for it in fields)}
    if not _NO_PLAIN_QUESTION.isdisjoint(told):
        return None
    return _Question(parts[1].decode("latin-1"), is_last=told.get(b"connection") == b"close")


def _as_http(status: int, body: bytes) -> bytes:
    lines = [
        f"HTTP/1.1 {int(status)} {HTTPStatus(status).phrase}",
        *(f"{name}: {value}" for name, value in JSON.items()),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
