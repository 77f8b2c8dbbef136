"""The history outlives its process, and what is wrong with its file harms nothing."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from shared.keepalive.archive import EVERY_S, Archive
from shared.keepalive.history import HOUR_S, History
from tests.fakes.clock import ManualClock


class Process:
    """One process of a bot, as far as its history goes."""

    def __init__(self, folder: Path | str, clock: ManualClock) -> None:
        self.history = History(clock)
        self.archive = Archive(self.history, folder=str(folder), service="tiny", clock=clock)

    def reads(self, latency_s: float | None = 0.1, *, lag_s: float = 0.0) -> None:
        self.history.add(latency_s=latency_s, events=2, lag_s=lag_s, connected=True)


async def test_the_next_process_goes_on_where_the_last_one_was(tmp_path: Path) -> None:
    clock = ManualClock()
    first = Process(tmp_path / "state", clock)
    first.history.note("ready: all is well")
    first.reads(lag_s=3.0)
    await first.archive.save()
    clock.move(60)
    second = Process(tmp_path / "state", clock)
    await second.archive.begin()
    second.history.note("started: killed")
    second.reads(None)
    earlier, own = second.history.samples()
    assert (earlier.age_s, earlier.latency_s, earlier.events) == (60.0, 0.1, 2)
    assert (own.age_s, own.latency_s) == (0.0, None)
    assert (earlier.first, own.first) == (True, True)
    assert [note.text for note in second.history.notes()] == [
        "started: killed",
        "ready: all is well",
    ]
    assert second.history.worst_lag_s() == 0.0, "the lag of another process is none of ours"


async def test_it_is_kept_each_minute(tmp_path: Path) -> None:
    clock = ManualClock()
    process = Process(tmp_path, clock)
    process.history.note("said")
    running = asyncio.create_task(process.archive.run())
    await clock.advance(EVERY_S)
    # The pool of threads waits for its work when it is closed.
    await asyncio.get_running_loop().shutdown_default_executor()
    running.cancel()
    assert (tmp_path / "tiny-history.json").exists()


async def test_what_is_older_than_an_hour_or_lies_ahead_is_left_out(tmp_path: Path) -> None:
    clock = ManualClock()
    first = Process(tmp_path, clock)
    first.reads()
    first.history.note("long ago")
    await first.archive.save()
    clock.move(HOUR_S + 1)
    late = Process(tmp_path, clock)
    await late.archive.begin()
    assert late.history.samples() == []
    assert [note.text for note in late.history.notes()] == ["long ago"]
    clock.jump_wall_clock(timedelta(days=-1))
    set_back = Process(tmp_path, clock)
    await set_back.archive.begin()
    assert (set_back.history.samples(), set_back.history.notes()) == ([], [])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[1]",
        "\x00",
        "[" * 100_000,
        '{"samples": 3, "notes": {"a": 1}}',
        '{"samples": [[1e999, 0.1, 1, 0, true, false], [1, 2], 3], "notes": [["x", "y"], [1, 2]]}',
        '{"samples": [[1767614400, NaN, 1, Infinity, true, false]]}',
        '{"samples": [[true, null, 1, 0, true, true]]}',
    ],
)
async def test_a_spoilt_file_harms_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "tiny-history.json").write_text(content)
    process = Process(tmp_path, ManualClock())
    await process.archive.begin()
    assert (process.history.samples(), process.history.notes()) == ([], [])
    process.reads()
    await process.archive.save()
    assert len(json.loads((tmp_path / "tiny-history.json").read_text())["samples"]) == 1


async def test_without_a_folder_or_with_one_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    for folder in ("", blocked / "state"):
        process = Process(folder, ManualClock())
        await process.archive.begin()
        process.reads()
        await process.archive.save()
        assert len(process.history.samples()) == 1
