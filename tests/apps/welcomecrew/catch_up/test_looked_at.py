"""What catch-up need not look at again, and how much of it is remembered."""

import pytest

from apps.welcomecrew.catch_up.looked_at import LookedAt
from apps.welcomecrew.closing.case import Case
from apps.welcomecrew.closing.lifecycle import State
from apps.welcomecrew.tickets.scope import Channel
from apps.welcomecrew.tickets.ticket import Kind

CHANNEL = Channel(Kind.WELCOME, 7, "Sheet1", watched=True, scanned=True, needs_marker=False)


def case_in(state: State, thread_id: int = 1, *, question_id: int = 0) -> Case:
    return Case(thread_id, 1, CHANNEL, state, fresh=False, question_id=question_id)


def test_a_thread_in_which_something_happened_is_looked_at_again() -> None:
    looked = LookedAt()
    looked.note(case_in(State.OPEN), 10.0)
    assert looked.is_unchanged(1, 10.0)
    assert not looked.is_unchanged(1, 11.0)
    assert not looked.is_unchanged(2, 10.0)


@pytest.mark.parametrize("state", list(State))
def test_only_where_nothing_is_left_to_do(state: State) -> None:
    looked = LookedAt()
    looked.note(case_in(state), 10.0)
    assert looked.is_unchanged(1, 10.0) is (state in {State.OPEN, State.ASLEEP})
    looked.note(case_in(state, 2, question_id=99), 10.0)
    assert looked.is_unchanged(2, 10.0) is (state in {State.OPEN, State.ASLEEP, State.ASKED})


def test_what_failed_is_looked_at_again() -> None:
    looked, unseen, troubled = LookedAt(), case_in(State.OPEN), case_in(State.OPEN, 2)
    unseen.fresh, troubled.trouble = True, "Discord answered 503"
    looked.note(unseen, 10.0)
    looked.note(troubled, 10.0)
    assert len(looked) == 0


def test_no_more_threads_are_remembered_than_are_listed() -> None:
    looked = LookedAt()
    for day in range(100):
        listed = set(range(day * 10, day * 10 + 30))
        looked.keep(listed)
        for thread_id in listed:
            looked.note(case_in(State.OPEN, thread_id), float(day))
        assert len(looked) == len(listed)
