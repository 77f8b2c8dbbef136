"""What one process leaves for the next."""

import json
from pathlib import Path

import pytest

from shared.keepalive.last_run import LastRun
from shared.keepalive.lifetime import ExitStatus, StopRequest
from tests.fakes.clock import ManualClock

OUTAGE = StopRequest(ExitStatus.RESTART, "gateway away for 612.0 s (limit 600 s)", "outage")


def run(folder: Path | str, instance: str = "srv-1") -> LastRun:
    record = LastRun(folder=str(folder), service="tiny", instance=instance, clock=ManualClock())
    record.begin()
    return record


def test_the_next_one_knows_why(tmp_path: Path) -> None:
    first = run(tmp_path / "state")
    assert first.because == "this is the first start here"
    first.end(OUTAGE)
    assert first.restarts == {"outage": 1}
    second = run(tmp_path / "state")
    assert second.because == (
        "the last process ended with status 1 at 2026-01-05 12:00:00 UTC: "
        "gateway away for 612.0 s (limit 600 s)"
    )
    second.end(OUTAGE)
    assert run(tmp_path / "state").restarts == {"outage": 2}


class Life:
    """Processes of one bot, one after the other, on one clock."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.clock = ManualClock()
        self.outage_s: float | None = None

    def begin(self) -> LastRun:
        record = LastRun(
            folder=self._folder,
            service="tiny",
            instance="srv-1",
            clock=self.clock,
            outage_s=lambda: self.outage_s,
        )
        record.begin()
        return record


def test_an_outage_has_one_length_across_restarts(tmp_path: Path) -> None:
    life = Life(tmp_path)
    first = life.begin()
    assert first.long_outage is None
    life.clock.move(3600)
    life.outage_s = 612.0
    first.end(OUTAGE)
    life.clock.move(10)
    second = life.begin()
    assert str(second.long_outage) == "away for 10 min, 1 restart tried"
    life.clock.move(620)
    second.end(OUTAGE)
    third = life.begin()
    life.clock.move(60)
    assert str(third.long_outage) == "away for 22 min, 2 restarts tried"
    life.begin()  # killed meanwhile: the record of a process that left no word tells as well
    third.outage_over()
    assert third.long_outage is None
    life.outage_s = None
    assert life.begin().long_outage is None


def test_a_stop_while_all_is_well_begins_no_outage(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.begin().end(StopRequest(ExitStatus.STOPPED, "received SIGTERM", "signal"))
    assert life.begin().long_outage is None


@pytest.mark.parametrize(
    "since",
    [
        "",
        "yesterday",
        "2026-01-05T12:00:00",
        "2999-01-01T00:00:00+00:00",
        # By a clock that was not set yet; by a date that no sum of seconds reaches.
        "1970-01-01T00:00:00+00:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_a_date_that_makes_no_sense_harms_nothing(tmp_path: Path, since: str) -> None:
    record = {"ended": "x", "away_since": since, "tries": 1}
    (tmp_path / "tiny-last-run.json").write_text(json.dumps(record))
    outage = Life(tmp_path).begin().long_outage
    assert outage is None or outage.seconds == 0


def test_an_orderly_stop_is_no_restart(tmp_path: Path) -> None:
    run(tmp_path).end(StopRequest(ExitStatus.STOPPED, "received SIGTERM", "signal"))
    second = run(tmp_path)
    assert second.restarts == {}
    assert "received SIGTERM" in second.because


def test_one_that_was_killed_left_no_word(tmp_path: Path) -> None:
    run(tmp_path, "srv-1")
    assert run(tmp_path, "srv-2").because == (
        "the last process (srv-1) left no word: killed, or still running"
    )


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[1]",
        '{"restarts": 3, "status": "x"}',
        "\x00",
        "[" * 100_000,
        '{"restarts": {"outage": 1' + 400 * "0" + ', "zombie": -3}, "status": true, "tries": -1}',
    ],
)
def test_a_spoilt_record_harms_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "tiny-last-run.json").write_text(content)
    record = run(tmp_path)
    assert all(float(count) >= 0 for count in record.restarts.values())
    record.end(OUTAGE)
    assert json.loads((tmp_path / "tiny-last-run.json").read_text())["status"] == 1


@pytest.mark.parametrize("content", ["", "[1]", "\x00"])
def test_a_spoilt_record_is_no_first_start(tmp_path: Path, content: str) -> None:
    (tmp_path / "tiny-last-run.json").write_text(content)
    assert run(tmp_path).because == "the last process's record in STATE_DIR can't be read"


def test_half_a_character_in_a_record_spoils_no_page(tmp_path: Path) -> None:
    record = {"ended": "then", "reason": "\ud800", "restarts": {"\udfff": 1e999, "outage": 2}}
    (tmp_path / "tiny-last-run.json").write_text(json.dumps(record))
    life = run(tmp_path)
    assert life.because.encode().endswith(b": ?")
    assert life.restarts["outage"] == 2
    assert all(name.encode() and float(count) >= 0 for name, count in life.restarts.items())


def test_without_a_folder_nothing_is_kept() -> None:
    record = run("")
    record.end(OUTAGE)
    assert record.because == "no record is kept of why the last process ended"


def test_a_folder_that_cannot_be_written_harms_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    run(blocked / "state").end(OUTAGE)


def test_a_folder_that_cannot_be_made_is_no_first_start(tmp_path: Path) -> None:
    (tmp_path / "state").symlink_to(tmp_path / "a disk that is not there")
    (tmp_path / "a disk that is not there").symlink_to(tmp_path / "gone" / "for good")
    assert run(tmp_path / "state").because == (
        "no record can be kept in STATE_DIR of why the last process ended"
    )
