"""What the keepalive counts and shows, whoever writes it down; nobody does without a client."""

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import Protocol

from .reading import Reading


class Figures(Protocol):
    """Counts what happens, and writes all of it when asked."""

    @property
    def content_type(self) -> str:
        """Of `text`, as in HTTP."""
        ...

    def expect_commands(self, names: Iterable[str]) -> None:
        """These commands there are: shown as 0 until one runs."""
        ...

    def expect_errors(self, name: str) -> None:
        """Errors of this name may come: shown as 0 until then."""
        ...

    def count_error(self, name: str) -> None:
        """Something failed that should not have."""
        ...

    def read_gauges_from(self, read: Callable[[], Reading]) -> None:
        """Ask `read` each time someone asks for the figures."""
        ...

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        ...


class NoFigures:
    """Where no client of Prometheus is installed: nothing is counted, and the page says why."""

    content_type = "text/plain; charset=utf-8"

    def expect_commands(self, names: Iterable[str]) -> None:
        """See `Figures`."""

    def expect_errors(self, name: str) -> None:
        """See `Figures`."""

    def count_error(self, name: str) -> None:
        """See `Figures`."""

    def read_gauges_from(self, read: Callable[[], Reading]) -> None:
        """See `Figures`."""

    def text(self) -> bytes:
        """A comment in the format itself, so that no scraper trips over it."""
        return b"# no figures: prometheus-client is not installed (discord-keepalive[metrics])\n"


def figures() -> Figures:
    """The real ones where prometheus-client is installed."""
    if find_spec("prometheus_client") is None:
        return NoFigures()
    from .prometheus import Metrics  # noqa: PLC0415 - an extra, and not there everywhere

    return Metrics()
