"""A value that prints as stars, so that it can't get into a log or a message by accident."""

from typing import Final

_STARS: Final = "**********"


class Secret:
    """A text that only `reveal` shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __str__(self) -> str:
        return _STARS if self._text else ""

    def __repr__(self) -> str:
        return f"Secret('{self}')"
