"""The life of a ticket as one table: (state, signal) → next state and actions. Pure.

No state is kept for its own sake: `state_from` gives it back from what Discord and the sheet show,
so a restart may come between any two rows of the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class State(Enum):
    """Where a ticket is on its way from open to logged."""

    OPEN = "open"
    LOOKING = "closing, being looked at"
    WAITING = "closed, its tag unknown, nobody asked yet"
    ASKED = "closed, its tag asked for"
    WRITING = "closed, its row on the way to the sheet"
    RENAMING = "logged, its thread to be renamed"
    DONE = "logged and named"
    GONE = "deleted"


class Signal(Enum):
    """What can happen to a ticket; the lower part comes from our own actions."""

    CLOSE_MARKER = "a close marker was posted"
    ARCHIVED = "the thread was archived"
    LOCKED = "the thread was locked"
    TAG_PICKED = "somebody picked the tag"
    TAG_TYPED = "somebody typed the tag"
    RENAMED = "somebody renamed the thread"
    REOPENED = "somebody reopened the thread"
    DELETED = "the thread was deleted"
    RESTARTED = "catch-up found something unfinished"
    TIME_UP = "the thread stayed open for long enough"
    TAG_FOUND = "the tag is in the name or the thread"
    TAG_MISSING = "the ticket is closed and no tag is to be found"
    QUESTION_STANDS = "the ticket is closed, and the question for its tag stands in the thread"
    NOT_CLOSED = "nothing says that the ticket is closed"
    NAME_UNREADABLE = "the thread's name holds no ticket number"
    ROW_WRITTEN = "the row is in the sheet"
    WRITE_FAILED = "the row could not be taken in"
    RENAME_DONE = "the name is right"
    RENAME_FAILED = "the name could not be changed"


class Action(Enum):
    """What is done about it, in order."""

    LOOK = "read name and messages"
    LOOK_AT_NAME = "see whether the new name has a tag"
    FOLLOW_NAME = "write the tag that the new name has"
    WRITE_ROW = "write the row, with or without a tag"
    WAIT = "give the ticket bot time to archive the thread"
    ASK = "ask for the tag in the thread"
    WITHDRAW = "take the question back"
    RENAME = "give the thread its closed name"
    CANCEL_RENAME = "leave the name as it is"
    ARCHIVE_AGAIN = "archive the thread that our messages unarchived"
    MENTION_NUMBER = "log that the name holds no number"


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of the table."""

    state: State
    actions: tuple[Action, ...] = ()


def _stay(state: State, *actions: Action) -> Step:
    return Step(state, actions)


_LOOK: Final = Step(State.LOOKING, (Action.LOOK,))
_WRITE: Final = Step(State.WRITING, (Action.WRITE_ROW,))
_GONE: Final = Step(State.GONE)

# A pair that is not here changes nothing.
TABLE: Final[Mapping[tuple[State, Signal], Step]] = {
    (State.OPEN, Signal.CLOSE_MARKER): _LOOK,
    # The bot may have been away when the marker was posted.
    (State.OPEN, Signal.ARCHIVED): _LOOK,
    (State.OPEN, Signal.LOCKED): _LOOK,
    (State.OPEN, Signal.RESTARTED): _LOOK,
    # The answer to a question from before a restart.
    (State.OPEN, Signal.TAG_PICKED): _WRITE,
    (State.OPEN, Signal.DELETED): _GONE,
    # The question may stand, answered by a message or a new name while nobody listened.
    (State.LOOKING, Signal.TAG_FOUND): Step(State.WRITING, (Action.WITHDRAW, Action.WRITE_ROW)),
    # Logged at once, without its tag, so that the close itself can't be lost.
    (State.LOOKING, Signal.TAG_MISSING): Step(State.WAITING, (Action.WRITE_ROW, Action.WAIT)),
    (State.LOOKING, Signal.QUESTION_STANDS): Step(State.ASKED, (Action.WRITE_ROW,)),
    (State.LOOKING, Signal.NOT_CLOSED): Step(State.OPEN),
    (State.LOOKING, Signal.NAME_UNREADABLE): Step(State.OPEN, (Action.MENTION_NUMBER,)),
    (State.LOOKING, Signal.TAG_PICKED): _WRITE,
    (State.LOOKING, Signal.RESTARTED): _LOOK,
    (State.LOOKING, Signal.REOPENED): Step(State.OPEN),
    (State.LOOKING, Signal.DELETED): _GONE,
    (State.WAITING, Signal.ARCHIVED): Step(State.ASKED, (Action.ASK,)),
    (State.WAITING, Signal.LOCKED): Step(State.ASKED, (Action.ASK,)),
    (State.WAITING, Signal.TIME_UP): Step(State.ASKED, (Action.ASK,)),
    (State.WAITING, Signal.TAG_TYPED): _WRITE,
    (State.WAITING, Signal.TAG_PICKED): _WRITE,
    (State.WAITING, Signal.TAG_FOUND): _WRITE,
    (State.WAITING, Signal.RENAMED): _stay(State.WAITING, Action.LOOK_AT_NAME),
    (State.WAITING, Signal.REOPENED): Step(State.OPEN),
    (State.WAITING, Signal.RESTARTED): _LOOK,
    (State.WAITING, Signal.DELETED): _GONE,
    (State.ASKED, Signal.TAG_PICKED): _WRITE,
    (State.ASKED, Signal.TAG_TYPED): Step(State.WRITING, (Action.WITHDRAW, Action.WRITE_ROW)),
    (State.ASKED, Signal.TAG_FOUND): Step(State.WRITING, (Action.WITHDRAW, Action.WRITE_ROW)),
    (State.ASKED, Signal.RENAMED): _stay(State.ASKED, Action.LOOK_AT_NAME),
    (State.ASKED, Signal.REOPENED): Step(State.OPEN, (Action.WITHDRAW,)),
    # The tag may have been typed meanwhile, or the question never have reached Discord.
    (State.ASKED, Signal.RESTARTED): _LOOK,
    (State.ASKED, Signal.DELETED): _GONE,
    (State.WRITING, Signal.ROW_WRITTEN): Step(State.RENAMING, (Action.RENAME,)),
    # Catch-up finds it again: the thread is closed and has no row.
    (State.WRITING, Signal.WRITE_FAILED): Step(State.OPEN),
    # The close is logged all the same, the name stays that of an open ticket.
    (State.WRITING, Signal.REOPENED): Step(State.OPEN),
    (State.WRITING, Signal.DELETED): _GONE,
    (State.RENAMING, Signal.RENAME_DONE): Step(State.DONE, (Action.ARCHIVE_AGAIN,)),
    (State.RENAMING, Signal.RENAME_FAILED): Step(State.DONE, (Action.ARCHIVE_AGAIN,)),
    (State.RENAMING, Signal.REOPENED): Step(State.OPEN, (Action.CANCEL_RENAME,)),
    (State.RENAMING, Signal.DELETED): _GONE,
    # Closed again without our seeing that it was reopened.
    (State.DONE, Signal.CLOSE_MARKER): _LOOK,
    (State.DONE, Signal.RESTARTED): _LOOK,
    (State.DONE, Signal.RENAMED): _stay(State.DONE, Action.FOLLOW_NAME),
    (State.DONE, Signal.REOPENED): Step(State.OPEN),
    (State.DONE, Signal.DELETED): _GONE,
}


def step(state: State, signal: Signal) -> Step:
    """What follows when `signal` comes in `state`."""
    return TABLE.get((state, signal), Step(state))


@dataclass(frozen=True, slots=True)
class Facts:
    """What Discord and the sheet show of a ticket."""

    closed: bool
    has_tag: bool
    asked: bool
    """Our question of this close stands in the thread."""
    row_complete: bool
    """The sheet has its row, with tag and date."""
    name_right: bool


def state_from(facts: Facts) -> State:
    """The state of a ticket, without having seen how it came to it."""
    if not facts.closed:
        return State.OPEN
    if not facts.has_tag:
        return State.ASKED if facts.asked else State.WAITING
    if not facts.row_complete:
        return State.WRITING
    return State.DONE if facts.name_right else State.RENAMING
