"""A few seconds on a busy server: what may never happen, whatever the machine does meanwhile."""

import pytest

from bench.load.__main__ import verdict
from bench.load.run import run_load
from bench.load.tickets import closed_live
from bench.table import Row


@pytest.mark.process
@pytest.mark.timeout(120)
async def test_no_reply_is_lost_under_load() -> None:
    rows = await run_load(3.0)
    found = {row.name: row for row in rows}
    # How fast it all goes is for `make load` on a machine that does nothing else.
    kept = [row for name, row in found.items() if "lost" in name or "no 200" in name]
    assert len(kept) == 4
    assert [row.name for row in kept if row.ours] == []
    memory = [row for name, row in found.items() if "memory" in name]
    assert all(row.ratio is not None and row.ratio < 1.25 for row in memory)
    # Both commands, and a press of each clicker.
    assert any("of 18" in name for name in found if name.startswith("replies: lost"))
    assert any("of 25" in name for name in found if name.startswith("presses: lost"))


@pytest.mark.process
@pytest.mark.timeout(120)
async def test_a_storm_of_tickets_is_logged_once() -> None:
    rows = {row.name: row for row in await closed_live(6, sheets_s=0.0)}
    assert [row.name for row in rows.values() if row.ours and "not " in row.name] == []
    assert rows["6 closed live: logged twice"].ours == 0
    # Reached before anybody's patience was over.
    assert rows["6 closed live: until all were logged and named"].ours < 60


def test_a_missed_goal_is_a_broken_run(capsys: pytest.CaptureFixture[str]) -> None:
    good = Row("replies: lost", 0, "", at_most=0, goal_on_ratio=False)
    assert verdict([good, Row("median", 3.0, "ms")]) == 0
    bad = Row("slowest", 51.0, "ms", 2.0, at_most=50.0, goal_on_ratio=False)
    assert verdict([good, bad]) == 1
    assert capsys.readouterr().out.endswith("BROKEN: slowest\n")
