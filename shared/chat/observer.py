"""What the chat rooms report for the metrics, without knowing who counts."""

from typing import Protocol


class Observer(Protocol):
    """Counts commands and errors by name."""

    def count_command(self, name: str) -> None:
        """A command was carried out."""
        ...

    def count_error(self, name: str) -> None:
        """Something unexpected happened; `name` is the error's class."""
        ...
