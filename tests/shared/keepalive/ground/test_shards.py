"""Shard counts and ids as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.keepalive.ground.shards import MOST_SHARDS, ShardPlan, in_short, parse_count, parse_ids


@pytest.mark.parametrize(
    ("text", "count"), [("4", 4), (" 16 ", 16), ("auto", None), ("AUTO", None)]
)
def test_a_count_is_a_number_or_automatic(text: str, count: int | None) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize("text", ["0", "-1", "four", "1.5", str(MOST_SHARDS + 1)])
def test_a_wrong_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whole number from 1"):
        parse_count(text)


@pytest.mark.parametrize(
    ("text", "ids"),
    [("", ()), ("0", (0,)), ("0-1", (0, 1)), ("5, 0-2", (0, 1, 2, 5)), ("1 1 0", (0, 1))],
)
def test_ids_are_numbers_and_ranges(text: str, ids: tuple[int, ...]) -> None:
    assert parse_ids(text) == ids


@pytest.mark.parametrize("text", ["a", "1-", "3-1", "0--1", str(MOST_SHARDS)])
def test_wrong_ids_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="shard id"):
        parse_ids(text)


@given(st.sets(st.integers(0, MOST_SHARDS - 1), max_size=40))
def test_what_is_written_in_short_is_read_back(ids: set[int]) -> None:
    assert parse_ids(in_short(sorted(ids))) == tuple(sorted(ids))


@pytest.mark.parametrize(
    ("plan", "group", "first"),
    [
        (ShardPlan(), "all", True),
        (ShardPlan(4), "all/4", True),
        (ShardPlan(4, (0, 1)), "0-1/4", True),
        (ShardPlan(4, (2, 3)), "2-3/4", False),
    ],
)
def test_a_group_has_one_name_wherever_it_runs(plan: ShardPlan, group: str, *, first: bool) -> None:
    assert (plan.group, plan.holds_first) == (group, first)
