"""The benchmarks run, with small numbers, and the table says what was missed."""

import asyncio
import importlib
import inspect
from typing import Any

import pytest

from bench.__main__ import BENCHMARKS
from bench.report import page
from bench.table import Row, as_markdown


@pytest.mark.parametrize("name", BENCHMARKS)
def test_each_benchmark_has_rows(name: str) -> None:
    assert callable(importlib.import_module(f"bench.{name}").rows)


@pytest.mark.parametrize(
    ("name", "small", "figures"),
    [
        ("gateway_events", {"events": 60, "rounds": 1}, 1),
        ("clan_search", {"sizes": (24,), "rounds": 1}, 2),
        ("tickets", {"tickets": 12, "bare_tickets": 3}, 2),
        pytest.param("unrelated_messages", {"messages": 200}, 6, marks=pytest.mark.process),
    ],
)
def test_the_cheap_ones_give_figures(name: str, small: dict[str, Any], figures: int) -> None:
    made = importlib.import_module(f"bench.{name}").rows(**small)
    found: list[Row] = asyncio.run(made) if inspect.iscoroutine(made) else made
    assert len(found) == figures
    assert all(row.name and (row.bare is None or row.bare >= 0) for row in found)


def test_the_table_says_what_was_missed() -> None:
    rows = [
        Row("cost", 12.0, "µs", 10.0, at_most=1.03),
        Row("speed", 900.0, "/s", 1000.0, at_least=0.85),
        Row("stall", 19.0, "ms", 1.0, at_most=20, goal_on_ratio=False),
        Row("just so", 1234.5, "s"),
    ]
    assert [row.met for row in rows] == [False, True, True, None]
    table = as_markdown(rows).splitlines()[2:]
    assert table == [
        "| cost | 12.00 µs | 10.00 µs | 1.20 | ≤ 1.03 | **no** |",
        "| speed | 900.0 /s | 1,000 /s | 0.90 | ≥ 0.85 | yes |",
        "| stall | 19.00 ms | 1.00 ms | 19.00 | ≤ 20 ms | yes |",
        "| just so | 1,234 s |  |  |  |  |",
    ]
    assert "`make load`" in page(rows, title="Under load", command="make load")
