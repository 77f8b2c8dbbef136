"""Which changes go into the next batch when Google refuses some of them."""

from collections.abc import Collection

import hypothesis.strategies as st
import pytest
from hypothesis import given

from shared.sheets.ledger.isolation import Isolation, Key

NOBODY: frozenset[Key] = frozenset()


def keys(count: int, kind: str = "change", tab: str = "Sheet1") -> list[Key]:
    return [Key(tab, f"{number:04}", kind) for number in range(count)]


class Google:
    """Refuses what is in `bad`; `points` says which one its sentence names."""

    def __init__(self, bad: Collection[Key], *, points: bool, sentence: str = "protected") -> None:
        self.bad, self.points, self.sentence = {*bad}, points, sentence
        self.written: set[Key] = set()
        self.batches = 0

    def take(self, isolation: Isolation, waiting: list[Key], now: float) -> bool:
        """One pass; whether there was anything to send."""
        chosen = isolation.chosen([key for key in waiting if key not in self.written], now)
        if not chosen:
            return False
        self.batches += 1
        culprits = [key for key in chosen if key in self.bad]
        if culprits:
            named = culprits[:1] if self.points else []
            isolation.refuse(chosen, named, f"requests[{self.batches}]: {self.sentence}", now)
        else:
            isolation.succeeded(chosen)
            self.written |= {*chosen}
        return True

    def take_all(self, isolation: Isolation, waiting: list[Key], now: float = 0.0) -> None:
        most = self.batches + 20 * len(waiting)
        while self.take(isolation, waiting, now):
            assert self.batches < most, "it goes on for ever"


@pytest.mark.parametrize(("points", "most"), [(True, 4), (False, 10)])
@pytest.mark.parametrize("place", [0, 3, 8])
def test_one_bad_change_stands_alone_and_the_rest_is_written(
    *, place: int, points: bool, most: int
) -> None:
    waiting = keys(9)
    isolation, google = Isolation(), Google([waiting[place]], points=points)
    google.take_all(isolation, waiting)
    assert google.written == {*waiting} - {waiting[place]}
    assert [*isolation.refused] == [waiting[place]]
    assert google.batches <= most


def test_what_google_points_at_is_refused_without_a_search() -> None:
    waiting = keys(4)
    isolation = Isolation()
    isolation.refuse(waiting, [waiting[2]], "protected", 0.0)
    assert [*isolation.refused] == [waiting[2]]
    assert isolation.chosen(waiting, 0.0) == [waiting[0], waiting[1], waiting[3]]


def test_without_a_pointer_it_is_halves() -> None:
    waiting = keys(4)
    isolation = Isolation()
    isolation.refuse(waiting, NOBODY, "protected", 0.0)
    assert isolation.chosen(waiting, 0.0) == waiting[:2]
    isolation.refuse(waiting[:2], NOBODY, "protected", 0.0)
    assert isolation.chosen(waiting, 0.0) == waiting[:1]
    isolation.succeeded(waiting[:1])
    assert isolation.chosen(waiting[1:], 0.0) == [waiting[1]]


def test_a_pointer_at_several_searches_among_those_only() -> None:
    waiting = keys(6)
    isolation = Isolation()
    isolation.refuse(waiting, waiting[2:4], "protected", 0.0)
    assert isolation.chosen(waiting, 0.0) == [waiting[2]]


def test_it_is_tried_again_after_growing_pauses_and_alone() -> None:
    (key,) = waiting = keys(1)
    isolation, google = Isolation(), Google(waiting, points=True)
    now, tries = 0.0, list[float]()
    while now < 4 * 3600:
        if google.take(isolation, waiting, now):
            tries.append(now)
        due = isolation.next_try()
        assert due is not None
        assert due > now
        now = due
    assert tries[:5] == [0.0, 300.0, 1200.0, 4800.0, 8400.0]
    google.bad.clear()
    google.take(isolation, waiting, now)
    assert google.written == {key}
    assert not isolation.refused
    assert isolation.next_try() is None


def test_what_is_new_comes_before_what_is_due() -> None:
    waiting = keys(3)
    isolation = Isolation()
    isolation.refuse(waiting[:1], NOBODY, "protected", 0.0)
    assert isolation.chosen(waiting, 1000.0) == waiting[1:]
    assert isolation.chosen(waiting[:1], 1000.0) == waiting[:1]
    assert isolation.chosen(waiting[:1], 10.0) == []


def test_what_no_longer_waits_is_no_longer_refused() -> None:
    waiting = keys(2)
    isolation = Isolation()
    for key in waiting:
        isolation.refuse([key], NOBODY, "protected", 0.0)
    isolation.forget_all_but(waiting[1:])
    assert [*isolation.refused] == waiting[1:]


@pytest.mark.parametrize("points", [True, False])
def test_a_full_sheet_is_found_out_in_few_tries(*, points: bool) -> None:
    """Only new rows need new cells; corrections of rows that are there are written."""
    new, changes = keys(400, "new"), keys(5)
    isolation, google = Isolation(), Google(new, points=points, sentence="above the limit of 10")
    google.take_all(isolation, [*new, *changes])
    assert google.written == {*changes}
    assert {*isolation.refused} == {*new}
    assert google.batches <= 25


def test_when_the_full_sheet_has_room_again_all_is_written_soon() -> None:
    new = keys(40, "new")
    isolation, google = Isolation(), Google(new, points=True)
    google.take_all(isolation, new)
    google.bad.clear()
    before = google.batches
    google.take_all(isolation, new, 300.0)
    assert google.written == {*new}
    assert google.batches - before <= 2


def test_a_full_sheet_says_nothing_about_another_tab() -> None:
    new, others = keys(20, "new"), keys(20, "new", tab="Sheet4")
    isolation, google = Isolation(), Google(new, points=True)
    google.take_all(isolation, [*new, *others])
    assert google.written == {*others}


def test_three_alike_are_not_yet_all_when_another_can_be_written() -> None:
    """Three protected rows among many: the probe of a fourth shows that the rest is free."""
    waiting = keys(30)
    bad = [waiting[3], waiting[7], waiting[12]]
    isolation, google = Isolation(), Google(bad, points=True)
    google.take_all(isolation, waiting)
    assert google.written == {*waiting} - {*bad}
    assert {*isolation.refused} == {*bad}


@given(
    bad=st.sets(st.integers(0, 23)),
    points=st.booleans(),
    kinds=st.lists(st.sampled_from(["new", "change", "repair"]), min_size=24, max_size=24),
    mended=st.booleans(),
)
def test_sooner_or_later_all_good_ones_are_written_and_all_bad_ones_named(
    *, bad: set[int], points: bool, kinds: list[str], mended: bool
) -> None:
    waiting = [Key("Sheet1", f"{n:04}", kind) for n, kind in enumerate(kinds)]
    google = Google([waiting[n] for n in bad], points=points)
    isolation, now = Isolation(), 0.0
    for _ in range(40):
        google.take_all(isolation, waiting, now)
        assert {*isolation.refused} | google.written == {*waiting}, "neither written nor named"
        due = isolation.next_try()
        if due is None:
            break
        now = max(now, due)
        if mended:
            google.bad.clear()
    assert google.written == {*waiting} - google.bad
