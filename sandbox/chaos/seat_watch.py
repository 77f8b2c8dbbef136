"""Writes down what rows, cells and cards of seats say, for `seat_verdict` to judge."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from sandbox.chaos.recruiters import Recruiters, changes_of
from sandbox.chaos.seat_verdict import Card, Facts, Moment, SeatRow
from sandbox.chaos.tickets import TicketLife
from sandbox.chaos.world import SEATS_AT
from sandbox.discord.scenes.sample_world import CLANMATCH
from sandbox.discord.wire import Payload
from sandbox.discord.world.feed import WorldEvent
from sandbox.server import Sandbox
from sandbox.sheets.sample import CLANMATCH_ID
from shared.timing.clock import Clock

ROSTER_TAB, SEATS_TAB = "bot_info", "Seats"
TAG_COLUMN, SPOTS_COLUMN = 3, 5
"""Of the roster, counted from 1."""
_SHOWN: Final = re.compile(r"Open spots\*\* (-?[0-9]+)")
_UNTIL: Final = re.compile(r"<t:([0-9]+):R>")


class SeatWatch:
    """Follows the sheet and what clanmatch posts from its beginning."""

    def __init__(
        self,
        box: Sandbox,
        recruiters: Recruiters,
        clock: Clock,
        *,
        elapsed: Callable[[], float],
    ) -> None:
        self._box = box
        self._recruiters = recruiters
        self._clock = clock
        self._elapsed = elapsed
        self._bot_id = str(box.world.apps[CLANMATCH].user_id)
        self._shown: list[int] = []
        self.moments: list[Moment] = []
        box.sheets.subscribe(self._on_sheet)
        box.subscribe(self._hear)

    def facts(self) -> Facts:
        """All of it, with the cards as they are now."""
        self._look()
        lives = self._recruiters.lives
        return Facts(
            moments=self.moments,
            told=self._recruiters.told,
            now=self._clock.now().timestamp(),
            cards={life.thread_id: self._cards(life) for life in lives if _is_open(life)},
            closed=frozenset(life.thread_id for life in lives if _is_closed(life)),
            shown=self._shown,
        )

    def _on_sheet(self, identifier: str, tab: str) -> None:
        if identifier == CLANMATCH_ID and tab in {ROSTER_TAB, SEATS_TAB}:
            self._look()

    def _look(self) -> None:
        cells = dict(_cells(self._box.sheets.rows(CLANMATCH_ID, ROSTER_TAB)))
        self.moments.append(Moment(self._elapsed(), cells, tuple(seat_rows(self._box))))

    def _hear(self, event: WorldEvent) -> None:
        if event.name in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}:
            message = event.payload
            if message["author"]["id"] == self._bot_id:
                self._shown += map(int, _SHOWN.findall(str(message["embeds"])))

    def _cards(self, life: TicketLife) -> Sequence[Card]:
        read = self._box.person("admin").reads(life.thread_id)
        return [card for m in read if m["author"]["id"] == self._bot_id for card in _card(m)]


def seat_rows(box: Sandbox) -> Iterator[SeatRow]:
    """The rows of the tab of seats, by its headers; none before the bot has made it."""
    if all(tab.title != SEATS_TAB for tab in box.sheets.spreadsheets[CLANMATCH_ID].tabs):
        return
    header, *rows = box.sheets.rows(CLANMATCH_ID, SEATS_TAB) or [[]]
    for cells in rows:
        row = dict(zip(header, cells, strict=False))
        if row.get("thread", "").isdecimal():
            yield SeatRow(
                int(row["thread"]),
                row.get("clantag", ""),
                row.get("state", ""),
                _moment(row.get("until", "")),
                int(row.get("card") or 0),
            )


def _cells(rows: Iterable[Sequence[str]]) -> Iterator[tuple[str, int]]:
    for row in rows:
        if len(row) >= SPOTS_COLUMN and row[TAG_COLUMN - 1] in SEATS_AT:
            digits = re.match(r"[0-9]+", row[SPOTS_COLUMN - 1])
            if digits:
                yield row[TAG_COLUMN - 1], int(digits[0])


def _card(message: Payload) -> Iterator[Card]:
    if offers := changes_of(message):
        until = _UNTIL.search(str(message["embeds"]))
        yield Card(int(message["id"]), offers, float(until[1]) if until else None)


def _moment(text: str) -> float | None:
    if not text:
        return None
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC).timestamp()


def _is_open(life: TicketLife) -> bool:
    return bool(life.thread_id) and life.meta is not None and not life.meta.archived


def _is_closed(life: TicketLife) -> bool:
    return bool(life.thread_id) and life.name.startswith("Closed-")
