"""Lists of tickets cut to what a message holds: what is left out is counted. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apps.welcomecrew.morning.rules.board import Board, Entry, Why


@dataclass(slots=True)
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
    found = ["\n".join(_with_titles(some)) for some in _chunks(list(_lines(board)), per_page)]
    return found or ["No ticket waits for anybody."]


def line_of(entry: Entry) -> str:
    """A ticket, and since when; Discord shows the name, and the time as it passes."""
    return f"<#{entry.thread_id}> <t:{int(entry.since.timestamp())}:R>"


def _lines(board: Board) -> Iterator[tuple[Why, int, Entry]]:
    for why, entries in board.entries.items():
        for entry in entries:
            yield why, len(entries), entry


def _chunks(
    lines: Sequence[tuple[Why, int, Entry]], size: int
) -> Iterator[Sequence[tuple[Why, int, Entry]]]:
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


def _with_titles(lines: Iterable[tuple[Why, int, Entry]]) -> Iterator[str]:
    before: Why | None = None
    for why, total, entry in lines:
        if why is not before:
            yield f"**{why.value}** ({total})"
            before = why
        yield line_of(entry)
