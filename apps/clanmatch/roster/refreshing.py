"""Reading a sheet again, and saying in words what came of it."""

from typing import Any, Protocol

from shared.sheets.cache import Copy
from shared.sheets.errors import SheetsError


class Readable(Protocol):
    """A sheet's content that says in words what it holds."""

    def in_words(self) -> str:
        """How much there is, and what couldn't be read."""
        ...


class Source(Protocol):
    """Where a sheet's content is kept."""

    async def refresh(self) -> Copy[Any]:
        """Read it now; on failure the old copy with its problem. SheetsError without a copy."""
        ...


async def refreshed(source: Source) -> tuple[str, str]:
    """What is at hand now, and what went wrong; either may be empty, both never are."""
    try:
        copy = await source.refresh()
    except SheetsError as error:
        return "", f"{error}. {error.advice}"
    value: Readable = copy.value
    return value.in_words(), copy.problem or ""
