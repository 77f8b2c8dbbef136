"""Lists of tickets cut to what a message holds: what is left out is counted. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from apps.welcomecrew.morning.rules.board import Board, Entry, Why
from shared.chat.text import one_line, plain
from shared.immutable import immutable

_CLOSED: Final = "Closed of late"
_CORRIGIBLE: Final = frozenset({_CLOSED, Why.UNTAGGED.value, Why.UNWRITTEN.value})
_LONGEST_TAG: Final = 30
"""Characters of a tag's cell, whatever people put there: lines must fit into a page."""
_NOBODY_WAITS: Final = "No ticket waits for anybody."


@dataclass(slots=True, eq=False, repr=False)
class _Section:
    title: str
    lines: Sequence[str]
    shown: int

    @property
    def text(self) -> str:
        rest = len(self.lines) - self.shown
        more = [f"and {rest} more: `/tickets`"] if rest else []
        return "\n".join(
            [f"**{self.title}** ({len(self.lines)})", *self.lines[: self.shown], *more]
        )


def fitted(board: Board, limit: int) -> str:
    """The whole board where it fits into `limit` characters; else the longest parts are cut."""
    sections = [
        _Section(why.value, lines := list(map(line_of, entries)), len(lines))
        for why, entries in board.entries.items()
        if entries
    ]
    while (size := len(text := "\n".join(each.text for each in sections))) > limit:
        longest = max(sections, key=lambda each: each.shown)
        if not longest.shown:
            return text[:limit]
        # A line is about 45 characters: never less than one, and most of what is too much at once.
        longest.shown -= min(longest.shown, max(1, (size - limit) // 60))
    return text


def pages(board: Board, per_page: int) -> list[str]:
    """The whole board by pages, each part's title on each of its pages."""
    found = ["\n".join(_with_titles(some)) for some in _chunks(board, per_page)]
    if not any(board.all()):
        found[:1] = ["\n".join((_NOBODY_WAITS, *found[:1]))]
    return found


def corrigible(board: Board, per_page: int, page: int) -> list[Entry]:
    """The closed tickets on that page, counted from 0, whose tag can be said or corrected."""
    chunks = _chunks(board, per_page)
    shown = chunks[page] if page < len(chunks) else ()
    found = {line.entry.thread_id: line.entry for line in shown if line.title in _CORRIGIBLE}
    return list(found.values())


def line_of(entry: Entry) -> str:
    """A ticket, its tag, and since when; Discord shows the name, and the time as it passes."""
    tag = f"{plain(one_line(entry.tag)[:_LONGEST_TAG])} " if entry.tag else ""
    return f"<#{entry.thread_id}> {tag}<t:{int(entry.since.timestamp())}:R>"


@immutable
class _Line:
    title: str
    total: int
    entry: Entry


def _lines(board: Board) -> Iterator[_Line]:
    parts = {why.value: entries for why, entries in board.entries.items()}
    for title, entries in (parts | {_CLOSED: board.closed}).items():
        for entry in entries:
            yield _Line(title, len(entries), entry)


def _chunks(board: Board, size: int) -> list[Sequence[_Line]]:
    lines = list(_lines(board))
    return [lines[start : start + size] for start in range(0, len(lines), size)]


def _with_titles(lines: Iterable[_Line]) -> Iterator[str]:
    before = ""
    for line in lines:
        if line.title != before:
            yield f"**{line.title}** ({line.total})"
            before = line.title
        yield line_of(line.entry)
