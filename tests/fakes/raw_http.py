"""A server that answers every request with the bytes it is given, HTTP or not."""

import socketserver
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

Answers = Callable[[str], bytes]
"""From a request's path to all the bytes of its answer, status line included."""


def http(status: int, body: bytes, **headers: str) -> bytes:
    """An answer of this status; `Retry_After` stands for `Retry-After`."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join(
        [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", "Connection: close", *lines]
    )
    return head.encode("latin-1") + b"\r\n\r\n" + body


@contextmanager
def raw_server(answers: Answers) -> Generator[str]:
    """Its address; each connection gets one answer and is closed."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = 5.0

        def handle(self) -> None:
            path = self.rfile.readline().decode("latin-1").split(" ")[1]
            length = 0
            while line := self.rfile.readline().strip():
                name, _, value = line.decode("latin-1").partition(":")
                length = int(value) if name.casefold() == "content-length" else length
            self.rfile.read(length)
            self.wfile.write(answers(path))

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(5)
