"""The order of the suite: whatever takes longest begins first, a share of it on every worker.

`--hypothesis-profile=long` tries a hundred times as much as the ordinary run.
"""

import gc
from collections.abc import Generator
from itertools import islice

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no failure.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("suite"), max_examples=10_000)
settings.load_profile("suite")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among what is read here: all of it stays until the last test.

    That is 300,000 objects in each worker, and to walk over them again and again cost seconds.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the slow tests to the workers of xdist, which begin with a run of this list each.

    Tests with processes wait most of their time. Those that take longest come first, so that none
    is left over at the end, and what keeps the processor busy is done beside them.
    """
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    if workers > 1:
        slow = sorted(filter(_is_slow, items), key=lambda item: not _has(item, "long"))
        items[:] = dealt(slow, [item for item in items if not _is_slow(item)], workers)


def _is_slow(item: pytest.Item) -> bool:
    return _has(item, "process") or _has(item, "browser")


def _has(item: pytest.Item, mark: str) -> bool:
    return item.get_closest_marker(mark) is not None


def dealt(slow: list[pytest.Item], quick: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """A run of the list for each worker: its share of the slow ones, then neighbours of the rest.

    Neighbours, because they share what is read or made once.
    """
    rest, order = iter(quick), list[pytest.Item]()
    for worker in range(workers):
        left = len(slow) + len(quick) - len(order)
        share = slow[worker::workers]
        # As long as the run that xdist gives out.
        order += [*share, *islice(rest, max(0, left // (workers - worker) - len(share)))]
    return [*order, *rest]
