"""The life of a ticket as one table: (state, signal) → next state and actions. Pure.

No state is kept for its own sake: `state_from` gives it back from what Discord and the sheet show,
so a restart may come between any two rows of the table. The table is total: what a signal changes
nothing about is said as well.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from shared.immutable import immutable


class State(Enum):
    """Where a ticket is on its way from open to logged."""

    OPEN = "open"
    ASLEEP = "asleep: archived by Discord after a quiet time, closed by nobody"
    LOOKING = "closing, being looked at"
    WAITING = "closed, its tag unknown; asked for once it is archived, or open for five minutes"
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
    TAG_CHANGED = "somebody corrected the tag"
    QUESTION_GONE = "somebody deleted our question"
    RENAMED = "somebody renamed the thread"
    NAME_CORRECTED = "the new name says another number or person, and no other tag"
    REOPENED = "somebody reopened the thread"
    DELETED = "the thread was deleted"
    RESTARTED = "catch-up found something unfinished, or what failed is to be tried again"
    TIME_UP = "the thread stayed open for long enough"
    TAG_FOUND = "the tag is in the name or the thread"
    TAG_MISSING = "the ticket is closed and no tag is to be found"
    QUESTION_STANDS = "the ticket is closed, and the question for its tag stands in the thread"
    NOT_CLOSED = "nothing says that the ticket is closed"
    ASLEEP = "Discord archived the thread because nobody wrote in it"
    NAME_UNREADABLE = "the thread's name holds no ticket number"
    ROW_WRITTEN = "the row is in the sheet"
    WRITE_FAILED = "the row could not be taken in"
    RENAME_DONE = "the name is right"
    RENAME_FAILED = "the name could not be changed"
    NAME_LANDED_LATE = "our name stands in a thread that was reopened meanwhile"


class Action(Enum):
    """What is done about it, in order."""

    LOOK = "read name and messages"
    LOOK_AT_NUMBER = "see whether the name holds a number at last"
    LOOK_AT_NAME = "see whether the new name says something else of the ticket"
    FOLLOW_NAME = "see whether the new name corrects the row"
    WRITE_ROW = "write the row, with or without a tag"
    WAIT = "give the ticket bot time to archive the thread"
    ASK_AGAIN = "look again a while later, and ask"
    ASK = "ask for the tag in the thread"
    UNLOCK = "let people answer the question"
    WITHDRAW = "take the question back"
    SAY_CHANGED = "say in the thread who corrected the tag"
    RENAME = "give the thread its closed name"
    CANCEL_RENAME = "leave the name as it is"
    GIVE_NAME_BACK = "give the thread the name back that it had"
    ARCHIVE_AGAIN = "archive the thread that our messages unarchived"
    MENTION_NUMBER = "log that the name holds no number"


@immutable
class Step:
    """One cell of the table."""

    state: State
    actions: tuple[Action, ...] = ()


_LOOK: Final = Step(State.LOOKING, (Action.LOOK,))
_WRITE: Final = Step(State.WRITING, (Action.WRITE_ROW,))
_CORRECTED: Final = Step(State.WRITING, (Action.SAY_CHANGED, Action.WRITE_ROW))
_ANSWERED: Final = Step(State.WRITING, (Action.WITHDRAW, Action.WRITE_ROW))
_OPEN: Final = Step(State.OPEN)
_ASK: Final = Step(State.ASKED, (Action.ASK,))

# Any other signal leaves a ticket in its state as it is.
_CHANGES: Final[Mapping[State, Mapping[Signal, Step]]] = {
    State.OPEN: {
        Signal.CLOSE_MARKER: _LOOK,
        # The bot may have been away when the marker was posted.
        Signal.ARCHIVED: _LOOK,
        Signal.LOCKED: _LOOK,
        Signal.RESTARTED: _LOOK,
        # It may have been closed while its name held no number.
        Signal.RENAMED: Step(State.OPEN, (Action.LOOK_AT_NUMBER,)),
        # The answer to a question from before a restart.
        Signal.TAG_PICKED: _WRITE,
        # What was on its way when it was reopened can't be called back.
        Signal.NAME_LANDED_LATE: Step(State.OPEN, (Action.GIVE_NAME_BACK,)),
    },
    State.ASLEEP: {
        Signal.CLOSE_MARKER: _LOOK,
        Signal.ARCHIVED: _LOOK,
        Signal.LOCKED: _LOOK,
        Signal.RESTARTED: _LOOK,
        Signal.TAG_PICKED: _WRITE,
        Signal.REOPENED: _OPEN,
    },
    State.LOOKING: {
        # The question may stand, answered by a message or a new name while nobody listened.
        Signal.TAG_FOUND: _ANSWERED,
        # Logged at once, without its tag, so that the close itself can't be lost.
        Signal.TAG_MISSING: Step(State.WAITING, (Action.WRITE_ROW, Action.WAIT)),
        Signal.QUESTION_STANDS: Step(State.ASKED, (Action.WRITE_ROW, Action.UNLOCK)),
        Signal.NOT_CLOSED: _OPEN,
        Signal.ASLEEP: Step(State.ASLEEP),
        Signal.NAME_UNREADABLE: Step(State.OPEN, (Action.MENTION_NUMBER,)),
        Signal.TAG_PICKED: _WRITE,
        Signal.TAG_CHANGED: _CORRECTED,
        Signal.REOPENED: _OPEN,
        # A look that failed waits for its next try: whatever happens meanwhile is a reason for it.
        Signal.RESTARTED: _LOOK,
        Signal.CLOSE_MARKER: _LOOK,
        Signal.ARCHIVED: _LOOK,
        Signal.LOCKED: _LOOK,
        Signal.RENAMED: _LOOK,
        Signal.TAG_TYPED: _LOOK,
    },
    State.WAITING: {
        Signal.ARCHIVED: _ASK,
        Signal.LOCKED: _ASK,
        Signal.TIME_UP: _ASK,
        Signal.TAG_CHANGED: _CORRECTED,
        Signal.TAG_TYPED: _WRITE,
        Signal.TAG_PICKED: _WRITE,
        Signal.TAG_FOUND: _WRITE,
        Signal.RENAMED: Step(State.WAITING, (Action.LOOK_AT_NAME,)),
        Signal.NAME_CORRECTED: Step(State.WAITING, (Action.WRITE_ROW,)),
        Signal.REOPENED: _OPEN,
        Signal.RESTARTED: _LOOK,
    },
    State.ASKED: {
        Signal.TAG_PICKED: _WRITE,
        Signal.TAG_TYPED: _ANSWERED,
        Signal.TAG_CHANGED: _ANSWERED,
        Signal.TAG_FOUND: _ANSWERED,
        Signal.RENAMED: Step(State.ASKED, (Action.LOOK_AT_NAME,)),
        Signal.NAME_CORRECTED: Step(State.ASKED, (Action.WRITE_ROW,)),
        Signal.REOPENED: Step(State.OPEN, (Action.WITHDRAW,)),
        # It alone told that the thread is to be archived, and so that the ticket is closed.
        Signal.QUESTION_GONE: Step(State.ASKED, (Action.ARCHIVE_AGAIN, Action.ASK_AGAIN)),
        # The tag may have been typed meanwhile, or the question never have reached Discord.
        Signal.RESTARTED: _LOOK,
    },
    State.WRITING: {
        Signal.ROW_WRITTEN: Step(State.RENAMING, (Action.RENAME,)),
        # Catch-up finds it again: the thread is closed and has no row.
        Signal.WRITE_FAILED: _OPEN,
        # The close is logged all the same, the name stays that of an open ticket.
        Signal.REOPENED: _OPEN,
        # The last tag wins, also over one whose row is on its way.
        Signal.TAG_CHANGED: _CORRECTED,
        Signal.TAG_PICKED: _WRITE,
        Signal.TAG_TYPED: _WRITE,
        Signal.TAG_FOUND: _WRITE,
        Signal.NAME_CORRECTED: _WRITE,
        Signal.RENAMED: Step(State.WRITING, (Action.LOOK_AT_NAME,)),
        # Closed again without our seeing that it was reopened.
        Signal.CLOSE_MARKER: _LOOK,
    },
    State.RENAMING: {
        Signal.RENAME_DONE: Step(State.DONE, (Action.ARCHIVE_AGAIN,)),
        Signal.RENAME_FAILED: Step(State.DONE, (Action.ARCHIVE_AGAIN,)),
        Signal.REOPENED: Step(State.OPEN, (Action.CANCEL_RENAME,)),
        Signal.TAG_CHANGED: Step(
            State.WRITING, (Action.CANCEL_RENAME, Action.SAY_CHANGED, Action.WRITE_ROW)
        ),
        Signal.TAG_PICKED: Step(State.WRITING, (Action.CANCEL_RENAME, Action.WRITE_ROW)),
        Signal.TAG_TYPED: Step(State.WRITING, (Action.CANCEL_RENAME, Action.WRITE_ROW)),
        Signal.TAG_FOUND: Step(State.WRITING, (Action.CANCEL_RENAME, Action.WRITE_ROW)),
        Signal.NAME_CORRECTED: Step(State.WRITING, (Action.CANCEL_RENAME, Action.WRITE_ROW)),
        Signal.RENAMED: Step(State.RENAMING, (Action.LOOK_AT_NAME,)),
        Signal.CLOSE_MARKER: Step(State.LOOKING, (Action.CANCEL_RENAME, Action.LOOK)),
        Signal.RESTARTED: Step(State.LOOKING, (Action.CANCEL_RENAME, Action.LOOK)),
    },
    State.DONE: {
        # Closed again without our seeing that it was reopened.
        Signal.CLOSE_MARKER: _LOOK,
        Signal.RESTARTED: _LOOK,
        Signal.RENAMED: Step(State.DONE, (Action.FOLLOW_NAME,)),
        Signal.TAG_CHANGED: _CORRECTED,
        Signal.TAG_FOUND: _WRITE,
        Signal.NAME_CORRECTED: _WRITE,
        Signal.REOPENED: _OPEN,
    },
    State.GONE: {},
}


def _cell(state: State, signal: Signal) -> Step:
    if signal is Signal.DELETED:
        return Step(State.GONE)
    return _CHANGES[state].get(signal, Step(state))


TABLE: Final[Mapping[tuple[State, Signal], Step]] = {
    (state, signal): _cell(state, signal) for state in State for signal in Signal
}


def step(state: State, signal: Signal) -> Step:
    """What follows when `signal` comes in `state`."""
    return TABLE[state, signal]


@immutable
class Progress:
    """How far a ticket is, and the tag that it is going to be logged with; empty: none yet."""

    state: State
    tag: str = ""


def advance(now: Progress, signal: Signal, tag: str) -> tuple[Progress, tuple[Action, ...]]:
    """One step of a ticket. `tag` came along with the signal; the last one that counts wins.

    The row that was written with another tag than the ticket's has been overtaken: nothing follows.
    """
    if signal is Signal.ROW_WRITTEN and tag != now.tag:
        return now, ()
    change = step(now.state, signal)
    taken = tag if tag and change.state is State.WRITING else now.tag
    return Progress(change.state, taken), change.actions


@immutable
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
