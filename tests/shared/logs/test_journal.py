"""Lines for systemd's journal have their priority before them, and only where it reads them."""

import io
import logging
import os
from pathlib import Path

import pytest

from shared.logs.journal import ForJournal, is_journal


@pytest.mark.parametrize(
    ("level", "number"),
    [
        (logging.DEBUG, 7),
        (logging.INFO, 6),
        (25, 6),
        (logging.WARNING, 4),
        (logging.ERROR, 3),
        (logging.CRITICAL, 2),
    ],
)
def test_each_line_has_the_priority_of_its_record(level: int, number: int) -> None:
    record = logging.LogRecord("x", level, __file__, 1, "one\ntwo", (), None)
    assert ForJournal(logging.Formatter()).format(record) == f"<{number}>one\n<{number}>two"


def test_it_is_the_journal_only_by_device_and_inode(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as stream:
        there = os.fstat(stream.fileno())
        assert is_journal(stream, f"{there.st_dev}:{there.st_ino}")
        assert not is_journal(stream, f"{there.st_dev}:{there.st_ino + 1}")
        assert not is_journal(stream, "")
        assert not is_journal(stream, "nonsense")
    assert not is_journal(io.StringIO(), "1:2")


def test_the_log_asks_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shared.logs import setup  # noqa: PLC0415 - only here

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        with (tmp_path / "out").open("w+") as stream:
            there = os.fstat(stream.fileno())
            monkeypatch.setenv("JOURNAL_STREAM", f"{there.st_dev}:{there.st_ino}")
            setup.set_up_logging(form="json", stream=stream)
            logging.getLogger("somewhere").warning("hm")
            stream.seek(0)
            assert stream.read().startswith('<4>{"time"')
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)
