"""What waits: merged, bounded, and kept in a file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.welcomecrew.ledger.outbox import Outbox, OutboxFull
from apps.welcomecrew.ledger.rows import CLOSED, TicketRow

TABS = ("Sheet1", "Sheet4")
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LATER = datetime(2026, 1, 5, 13, tzinfo=UTC)


def test_newer_facts_join_the_entry() -> None:
    box = Outbox(bound=1)
    box.put("Sheet1", TicketRow("0042", "tom", closed="2026-01-05 12:00"), NOW)
    entry = box.put("Sheet1", TicketRow("0042", "tom", "NOX"), LATER)
    assert entry.row == TicketRow("0042", "tom", "NOX", "2026-01-05 12:00")
    assert (len(box), box.oldest) == (1, NOW)
    assert box.since("Sheet1", TicketRow("0042")) == NOW
    assert box.since("Sheet4", TicketRow("0042")) is None


def test_two_types_are_two_entries() -> None:
    box = Outbox(bound=9)
    box.put("Sheet4", TicketRow("0042", type="a"), NOW)
    box.put("Sheet4", TicketRow("0042", type="b"), NOW)
    assert len(box) == 2


def test_at_the_bound_a_row_is_refused_and_counted() -> None:
    box = Outbox(bound=1)
    entry = box.put("Sheet1", TicketRow("0001"), NOW)
    with pytest.raises(OutboxFull):
        box.put("Sheet1", TicketRow("0002"), NOW)
    assert box.refused == 1
    box.remove(entry)
    box.put("Sheet1", TicketRow("0002"), NOW)
    assert [each.row.ticket for each in box] == ["0002"]


async def test_the_file_survives_the_process(tmp_path: Path) -> None:
    file = tmp_path / "state" / "outbox.json"
    box = Outbox(bound=9, file=file)
    row = TicketRow("0042", "Zoë", "F-IT", "2026-01-05 12:00", "a", "b", frozenset({CLOSED}))
    box.put("Sheet4", row, NOW)
    await box.save()
    again = Outbox(bound=9, file=file)
    assert await again.load(LATER, TABS) == 1
    (entry,) = again
    assert (entry.tab, entry.row, entry.row.guesses) == ("Sheet4", row, row.guesses)
    box.remove(next(iter(box)))
    await box.save()
    assert await Outbox(bound=9, file=file).load(LATER, TABS) == 0
    assert [path.name for path in file.parent.iterdir()] == [file.name]


async def test_half_an_emoji_in_a_name_is_kept_as_well(tmp_path: Path) -> None:
    file = tmp_path / "outbox.json"
    box = Outbox(bound=9, file=file)
    box.put("Sheet1", TicketRow("0042", "tom\ud83d", "NOX"), NOW)
    await box.save()
    again = Outbox(bound=9, file=file)
    assert await again.load(LATER, TABS) == 1
    assert next(iter(again)).row.username == "tom\ud83d"


async def test_rows_for_a_tab_of_other_settings_are_left_to_catch_up(tmp_path: Path) -> None:
    box = Outbox(bound=9, file=tmp_path / "outbox.json")
    box.put("Old", TicketRow("0041"), NOW)
    box.put("Sheet1", TicketRow("0042"), NOW)
    await box.save()
    again = Outbox(bound=9, file=tmp_path / "outbox.json")
    assert await again.load(LATER, TABS) == 1
    assert [entry.row.ticket for entry in again] == ["0042"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"tab": "x"}]', "\x00"])
async def test_a_damaged_file_is_left_to_catch_up(tmp_path: Path, text: str) -> None:
    file = tmp_path / "outbox.json"
    file.write_text(text)
    assert await Outbox(bound=9, file=file).load(NOW, TABS) == 0
