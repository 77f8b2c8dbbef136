"""What became of a ticket, from its thread, its history and its row. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.ledger.sheet_dates import moment_in
from apps.welcomecrew.morning.rules.figures import Outcome, TicketStory
from apps.welcomecrew.morning.rules.talk import Talk, Thread
from apps.welcomecrew.morning.rules.waits import first_answer
from apps.welcomecrew.tickets.parties import Standings
from shared.tickets.tags import LEFT, NO_CLAN

WORDS: Final[Mapping[str, Outcome]] = {
    NO_CLAN.casefold(): Outcome.NO_CLAN,
    LEFT.casefold(): Outcome.LEFT,
}
"""What a row says in place of a clan."""

_DISCORDS_FIRST_MS: Final = 1_420_070_400_000


def story_of(
    thread: Thread, talk: Talk | None, row: TicketRow | None, standings: Standings, zone: tzinfo
) -> TicketStory:
    """A ticket with a thread; without a `talk` nobody knows who answered when.

    The row says what became of it. Without one it is closed where its thread is shut by somebody,
    or holds a close marker.
    """
    outcome, closed_at = _end_of(thread, talk, row, zone)
    answer = first_answer(talk.words, standings, opener_id=talk.opener_id) if talk else None
    return TicketStory(
        thread.id,
        thread.created_at,
        outcome,
        tag=row.clantag if row and outcome is Outcome.PLACED else "",
        closed_at=closed_at,
        first_answer_at=answer,
        recruiter_id=talk.recruiter_id if talk else 0,
    )


def story_of_row(row: TicketRow, zone: tzinfo) -> TicketStory:
    """A ticket of which only the row is left: its thread was deleted, or is not known."""
    outcome = _outcome(row)
    return TicketStory(
        row.exact_thread_id,
        opened_at(row),
        outcome,
        tag=row.clantag if outcome is Outcome.PLACED else "",
        closed_at=moment_in(row.closed, zone),
    )


def opened_at(row: TicketRow) -> datetime | None:
    """When the thread that the row names was opened, by its id."""
    if not (thread_id := row.exact_thread_id):
        return None
    begin = datetime.fromtimestamp(0, UTC)
    return begin + timedelta(milliseconds=(thread_id >> 22) + _DISCORDS_FIRST_MS)


def _end_of(
    thread: Thread, talk: Talk | None, row: TicketRow | None, zone: tzinfo
) -> tuple[Outcome, datetime | None]:
    marked_at = talk.closed_at if talk else None
    if row is not None and row.closed:
        closed_at = moment_in(row.closed, zone) or marked_at or thread.archived_at
        return _outcome(row), closed_at
    if marked_at is not None:
        return Outcome.UNTOLD, marked_at
    if thread.shut and not thread.asleep:
        return Outcome.UNTOLD, thread.archived_at
    return Outcome.OPEN, None


def _outcome(row: TicketRow) -> Outcome:
    if not row.clantag:
        return Outcome.UNTOLD
    return WORDS.get(row.clantag.casefold(), Outcome.PLACED)
