"""The order of the suite: whatever takes longest begins first, a share of it on every worker."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the tests to the workers of xdist, which take their tests from this list in runs.

    Tests with processes wait most of their time. Those that take longest come first, so that none
    is left over at the end, and what keeps the processor busy is done beside them.
    """
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    if workers > 1:
        items[:] = dealt(sorted(items, key=_weight), workers)


def _weight(item: pytest.Item) -> int:
    if item.get_closest_marker("long"):
        return 0
    is_slow = item.get_closest_marker("process") or item.get_closest_marker("browser")
    return 1 if is_slow else 2


def dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """One run of the list for each worker, each with its share of `items`, in their order."""
    return [item for worker in range(workers) for item in items[worker::workers]]
