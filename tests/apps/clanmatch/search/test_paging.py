import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.search.rules.paging import Page, page_with, pages


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([10], [(0, 1)]),
        ([10] * 10, [(0, 10)]),
        ([10] * 11, [(0, 10), (10, 11)]),
        ([40, 40, 40, 40], [(0, 2), (2, 4)]),  # the room, not the number, is used up
        ([100, 1, 99, 1], [(0, 1), (1, 3), (3, 4)]),
        ([500, 1], [(0, 1), (1, 2)]),  # what is too large alone still has its page
    ],
)
def test_pages(sizes: list[int], expected: list[tuple[int, int]]) -> None:
    divided = pages(sizes, most=10, room=100)
    assert [(page.first, page.last) for page in divided] == expected
    assert [page.number for page in divided] == list(range(1, len(expected) + 1))
    assert all(page.count == len(expected) for page in divided)


@given(st.lists(st.integers(0, 120), max_size=30), st.integers(1, 10), st.integers(1, 100))
def test_nothing_is_lost_and_nothing_is_too_much(sizes: list[int], most: int, room: int) -> None:
    divided = pages(sizes, most=most, room=room)
    shown = [place for page in divided for place in range(page.first, page.last)]
    assert shown == list(range(len(sizes)))
    for page in divided:
        assert 1 <= page.last - page.first <= most
        assert page.last - page.first == 1 or sum(sizes[page.first : page.last]) <= room


@pytest.mark.parametrize(("place", "number"), [(0, 1), (1, 1), (2, 2), (4, 3), (99, 3)])
def test_the_page_that_shows_a_card(place: int, number: int) -> None:
    divided = (Page(0, 2, 1, 3), Page(2, 4, 2, 3), Page(4, 5, 3, 3))
    assert page_with(place, divided).number == number
