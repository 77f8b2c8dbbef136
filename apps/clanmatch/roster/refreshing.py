"""Reading a sheet again, and saying in words what came of it."""

from typing import Any, Protocol

from shared.chat.findings import Finding
from shared.sheets.cache import Copy
from shared.sheets.errors import SheetsError


class Readable(Protocol):
    """A sheet's content that says in words what it holds."""

    @property
    def unread(self) -> str:
        """Which cells show an error in place of their value; empty when there is none."""
        ...

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


async def looked_at(name: str, source: Source) -> Finding:
    """What `--check` says of a sheet."""
    try:
        value: Readable = (await source.refresh()).value
    except SheetsError as error:
        return Finding(well=False, words=f"{name}: {error}. {error.advice}")
    # Cells with errors are no failure of the bot, but whoever checks wants to know them.
    return Finding(well=not value.unread, words=f"{name}: {value.in_words()}")
