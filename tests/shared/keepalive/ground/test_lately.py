"""What alternates is logged once."""

from shared.keepalive.ground.lately import SaidLately


def test_words_that_alternate_are_new_once() -> None:
    lately = SaidLately()
    said = [words for words in ["taking the turn", "refuses"] * 1000 if lately.is_new(words)]
    assert said == ["taking the turn", "refuses"]


def test_it_forgets_what_was_not_said_for_long() -> None:
    lately = SaidLately()
    lately.is_new("once")
    for number in range(40):
        assert lately.is_new(f"{number} s more")
    assert lately.is_new("once")
