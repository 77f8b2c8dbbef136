import gc
import weakref

import pytest

from shared.sheets import letting_go
from shared.sheets.letting_go import let_go


class Row:
    """Something that can be watched."""


@pytest.mark.parametrize("count", [0, 3, 501, 5_000])
async def test_nothing_is_left(count: int) -> None:
    rows = [Row() for _ in range(count)]
    watched = [weakref.ref(row) for row in rows]
    await let_go(rows)
    del rows
    gc.collect()
    assert not any(each() for each in watched)


async def test_many_go_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letting_go, "_FEW", 10)
    left: list[int] = []

    class Counting(list[Row]):
        def __delitem__(self, index: object) -> None:
            super().__delitem__(index)  # pyright: ignore[reportArgumentType] - a slice
            left.append(len(self))

    await let_go(Counting(Row() for _ in range(120)))
    assert left == [70, 20, 0]
