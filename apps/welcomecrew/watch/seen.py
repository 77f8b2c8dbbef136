"""What was last known of a thread, and what an edited message changes of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from apps.welcomecrew.closing.case import Case

NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True, eq=False, repr=False)
class Seen:
    """What was last known of a thread's state."""

    archived: bool = False
    locked: bool = False
    name: str = ""
    spoken_at: float = float("-inf")
    unlocked_to_ask_at: float = float("-inf")
    """When a question of ours was heard for which the thread had been unlocked."""
    close_id: int = 0
    """The last marker that was counted."""
    reopening_id: int = 0
    """The last message that said it is open again."""
    tag_at: datetime = NEVER
    """When the last tag was typed."""


def is_another_close(message_id: int, seen: Seen, case: Case | None) -> bool:
    """Whether a message that was edited into a marker isn't one that was counted, or is too old."""
    if message_id == seen.reopening_id:
        return True
    counted = {seen.close_id, case.close_id if case and case.by_marker else 0}
    return message_id not in counted and message_id > seen.reopening_id


def takes_back(message_id: int, seen: Seen, case: Case | None) -> bool:
    """Whether an edited message reopens what was closed last: it came later, or was the marker."""
    closed = max(seen.close_id, case.close_id if case else 0)
    was_marker = message_id == closed and (case is None or case.by_marker)
    return message_id != seen.reopening_id and (message_id > closed or was_marker)
