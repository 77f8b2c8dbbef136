"""Every row of the table, and what holds for every sequence of signals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.welcomecrew.closing.lifecycle import (
    TABLE,
    Action,
    Facts,
    Signal,
    State,
    Step,
    state_from,
    step,
)

LOOK, WRITE, ASK, RENAME = Action.LOOK, Action.WRITE_ROW, Action.ASK, Action.RENAME


@pytest.mark.parametrize(
    ("state", "signal", "then", "actions"),
    [
        (State.OPEN, Signal.CLOSE_MARKER, State.LOOKING, (LOOK,)),
        (State.OPEN, Signal.ARCHIVED, State.LOOKING, (LOOK,)),
        (State.OPEN, Signal.LOCKED, State.LOOKING, (LOOK,)),
        (State.OPEN, Signal.RESTARTED, State.LOOKING, (LOOK,)),
        (State.OPEN, Signal.TAG_PICKED, State.WRITING, (WRITE,)),
        (State.OPEN, Signal.TAG_TYPED, State.OPEN, ()),
        (State.LOOKING, Signal.TAG_FOUND, State.WRITING, (Action.WITHDRAW, WRITE)),
        (State.LOOKING, Signal.TAG_MISSING, State.WAITING, (WRITE, Action.WAIT)),
        (State.LOOKING, Signal.QUESTION_STANDS, State.ASKED, (WRITE, Action.UNLOCK)),
        (State.LOOKING, Signal.NOT_CLOSED, State.OPEN, ()),
        (State.LOOKING, Signal.NAME_UNREADABLE, State.OPEN, (Action.MENTION_NUMBER,)),
        (State.WAITING, Signal.ARCHIVED, State.ASKED, (ASK,)),
        (State.WAITING, Signal.LOCKED, State.ASKED, (ASK,)),
        (State.WAITING, Signal.TIME_UP, State.ASKED, (ASK,)),
        (State.WAITING, Signal.TAG_TYPED, State.WRITING, (WRITE,)),
        (State.WAITING, Signal.REOPENED, State.OPEN, ()),
        (State.ASKED, Signal.TAG_PICKED, State.WRITING, (WRITE,)),
        (State.ASKED, Signal.TAG_TYPED, State.WRITING, (Action.WITHDRAW, WRITE)),
        (State.ASKED, Signal.RENAMED, State.ASKED, (Action.LOOK_AT_NAME,)),
        (State.ASKED, Signal.REOPENED, State.OPEN, (Action.WITHDRAW,)),
        (State.ASKED, Signal.ARCHIVED, State.ASKED, ()),
        (State.ASKED, Signal.CLOSE_MARKER, State.ASKED, ()),
        (State.WRITING, Signal.ROW_WRITTEN, State.RENAMING, (RENAME,)),
        (State.WRITING, Signal.WRITE_FAILED, State.OPEN, ()),
        (State.WRITING, Signal.ARCHIVED, State.WRITING, ()),
        (State.RENAMING, Signal.RENAME_DONE, State.DONE, (Action.ARCHIVE_AGAIN,)),
        (State.RENAMING, Signal.RENAME_FAILED, State.DONE, (Action.ARCHIVE_AGAIN,)),
        (State.RENAMING, Signal.REOPENED, State.OPEN, (Action.CANCEL_RENAME,)),
        (State.DONE, Signal.ARCHIVED, State.DONE, ()),
        (State.DONE, Signal.RENAMED, State.DONE, (Action.FOLLOW_NAME,)),
        (State.DONE, Signal.CLOSE_MARKER, State.LOOKING, (LOOK,)),
        (State.DONE, Signal.REOPENED, State.OPEN, ()),
    ],
)
def test_the_table(state: State, signal: Signal, then: State, actions: tuple[Action, ...]) -> None:
    assert step(state, signal) == Step(then, actions)


@pytest.mark.parametrize("state", [state for state in State if state is not State.GONE])
def test_a_deleted_thread_is_let_go(state: State) -> None:
    assert step(state, Signal.DELETED) == Step(State.GONE)


def test_nothing_comes_after_the_end() -> None:
    assert all(step(State.GONE, signal) == Step(State.GONE) for signal in Signal)


def test_a_row_comes_before_its_rename() -> None:
    renaming = [key for key, value in TABLE.items() if RENAME in value.actions]
    assert renaming == [(State.WRITING, Signal.ROW_WRITTEN)]


@given(st.lists(st.sampled_from(Signal), max_size=40))
def test_one_question_and_one_rename_for_each_close(signals: list[Signal]) -> None:
    """Between two looks (a look is what a close begins with) nothing is asked or named twice."""
    state, asked, renamed = State.OPEN, 0, 0
    for signal in signals:
        change = step(state, signal)
        if LOOK in change.actions or change.state is State.OPEN:
            asked = renamed = 0
        # The last tag wins: a corrected one takes the place of the name on its way, or of the last.
        if Action.CANCEL_RENAME in change.actions or (state, signal) == (
            State.DONE,
            Signal.TAG_FOUND,
        ):
            renamed = 0
        asked += ASK in change.actions
        renamed += RENAME in change.actions
        assert asked <= 1
        assert renamed <= 1
        state = change.state


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(False, False, False, False, False), State.OPEN),
        (Facts(True, False, False, False, False), State.WAITING),
        (Facts(True, False, True, False, False), State.ASKED),
        (Facts(True, True, False, False, False), State.WRITING),
        (Facts(True, True, False, True, False), State.RENAMING),
        (Facts(True, True, False, True, True), State.DONE),
    ],
)
def test_the_state_comes_back_from_what_is_seen(facts: Facts, state: State) -> None:
    assert state_from(facts) is state
