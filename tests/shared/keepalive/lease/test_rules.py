"""Who may take the turn: each row of the table, then any number of instances at random."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.keepalive.lease.rules import Sight, Step, Times, Wish, name_of, next_step, token_for

TIMES = Times(10.0)
OLD = 3600.0
ME, OTHER, NEWER = "me~1", "other~1", "newer~1"


@pytest.mark.parametrize(
    ("sight", "wish", "step", "becomes"),
    [
        # Nobody has it.
        (Sight(None, None, OLD), Wish.FRESH, Step.TAKE, Wish.FRESH),
        (Sight(None, None, OLD), Wish.PATIENT, Step.TAKE, Wish.PATIENT),
        (Sight(None, ME, OLD), Wish.ASKED, Step.TAKE, Wish.ASKED),
        # It was given back for somebody else.
        (Sight(None, OTHER, OLD), Wish.PATIENT, Step.WAIT, Wish.PATIENT),
        # Somebody has it: the newest asks, once.
        (Sight(OTHER, None, OLD), Wish.FRESH, Step.ASK, Wish.ASKED),
        (Sight(OTHER, ME, OLD), Wish.ASKED, Step.ASK, Wish.ASKED),
        (Sight(OTHER, None, OLD), Wish.ASKED, Step.ASK, Wish.ASKED),
        (Sight(OTHER, None, OLD), Wish.PATIENT, Step.WAIT, Wish.PATIENT),
        # Two ask: whoever asked first stands back, a fresh one is heard.
        (Sight(OTHER, NEWER, OLD), Wish.ASKED, Step.WAIT, Wish.PATIENT),
        (Sight(OTHER, NEWER, OLD), Wish.FRESH, Step.ASK, Wish.ASKED),
        # A store that may have forgotten who has it.
        (Sight(None, None, 9.9), Wish.FRESH, Step.WAIT, Wish.FRESH),
        (Sight(None, None, 10.0), Wish.FRESH, Step.TAKE, Wish.FRESH),
        # The answer to our own taking got lost.
        (Sight(ME, None, OLD), Wish.FRESH, Step.LEAVE, Wish.FRESH),
    ],
)
def test_next_step(sight: Sight, wish: Wish, step: Step, becomes: Wish) -> None:
    plan = next_step(sight, ME, wish, TIMES)
    assert (plan.step, plan.wish) == (step, becomes)
    assert plan.words
    assert "~" not in plan.words


@given(
    st.builds(
        Sight,
        st.sampled_from([None, ME, OTHER]),
        st.sampled_from([None, ME, OTHER, NEWER]),
        st.floats(0, 100),
    ),
    st.sampled_from(Wish),
)
def test_nobody_takes_what_another_has_or_is_to_be_given(sight: Sight, wish: Wish) -> None:
    plan = next_step(sight, ME, wish, TIMES)
    if plan.step is Step.TAKE:
        assert sight.holder is None
        assert sight.asker in (None, ME)
        assert sight.store_age_s >= TIMES.ttl_s
    if plan.step is Step.ASK:
        assert sight.holder == OTHER
        assert plan.wish is Wish.ASKED


@given(st.floats(2.0, 120.0))
def test_there_is_time_to_be_silent_before_another_speaks(ttl: float) -> None:
    times = Times(ttl)
    assert times.speaks_for_s < times.ttl_s
    # At least two renewals may fail in a row.
    assert times.renew_every_s + 2 * times.answer_within_s < times.speaks_for_s
    assert times.asks_for_s > 2 * times.look_every_s


def test_two_processes_of_one_name_are_told_apart() -> None:
    assert token_for("web-1", "aa") != token_for("web-1", "bb")
    assert name_of(token_for("web-1", "aa")) == "web-1"


@given(st.text())
def test_whatever_somebody_wrote_into_the_store_is_a_short_name(token: str) -> None:
    assert len(name_of(token)) <= 80
    plan = next_step(Sight(token, token, OLD), ME, Wish.FRESH, TIMES)
    assert len(plan.words) < 160
