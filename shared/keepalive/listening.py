"""The port of the health pages: one socket, or words for why it can't be had."""

import errno
import socket


class PortUnavailable(Exception):
    """The port can't be bound; the text says which and why."""


def listen(port: int) -> socket.socket:
    """A socket that listens on all interfaces, IPv6 and IPv4. Raises PortUnavailable."""
    try:
        return _listen(port)
    except OSError as error:
        raise PortUnavailable(
            f"cannot listen on port {port} ({error.strerror}); is another process "
            "using it? Set PORT to a free one"
        ) from error


def _listen(port: int) -> socket.socket:
    """For IPv4 alone where the machine has no IPv6."""
    if socket.has_dualstack_ipv6():
        try:
            return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise
    return socket.create_server(("", port))
