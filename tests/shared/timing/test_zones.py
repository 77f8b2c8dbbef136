"""The pinned time zones count, not those of the system that it happens to run on."""

import contextlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.timing.zones import NoSuchZone, is_old, zone

ROOT = Path(__file__).parents[3]

# By tzdata 2026f (2026-11), whose changes of the autumn of 2026 no older release knows.
TABLE = [
    ("America/Vancouver", datetime(2026, 12, 1, tzinfo=UTC), -7, "MST"),
    ("America/Vancouver", datetime(2027, 7, 1, tzinfo=UTC), -7, "MST"),
    ("America/Winnipeg", datetime(2026, 12, 1, tzinfo=UTC), -5, "EST"),
    ("America/Winnipeg", datetime(2027, 7, 1, tzinfo=UTC), -5, "EST"),
    ("America/Edmonton", datetime(2026, 12, 1, tzinfo=UTC), -6, "CST"),
    ("America/Edmonton", datetime(2027, 7, 1, tzinfo=UTC), -6, "CST"),
    ("Africa/Casablanca", datetime(2026, 12, 1, tzinfo=UTC), 0, "+00"),
    ("Africa/Casablanca", datetime(2027, 2, 20, tzinfo=UTC), 0, "+00"),  # Ramadan
    ("Africa/Casablanca", datetime(2027, 7, 1, tzinfo=UTC), 0, "+00"),
    ("America/Havana", datetime(2026, 12, 1, tzinfo=UTC), -4, "CDT"),
    ("America/Havana", datetime(2027, 11, 6, tzinfo=UTC), -4, "CDT"),
    ("America/Havana", datetime(2027, 11, 8, tzinfo=UTC), -5, "CST"),
    ("Europe/Chisinau", datetime(2026, 10, 25, 0, 59, tzinfo=UTC), 3, "EEST"),
    ("Europe/Chisinau", datetime(2026, 10, 25, 1, 0, tzinfo=UTC), 2, "EET"),
    ("Europe/Chisinau", datetime(2027, 3, 28, 0, 59, tzinfo=UTC), 2, "EET"),
    ("Europe/Chisinau", datetime(2027, 3, 28, 1, 0, tzinfo=UTC), 3, "EEST"),
    ("Europe/Vienna", datetime(2026, 12, 1, tzinfo=UTC), 1, "CET"),
    ("UTC", datetime(2026, 12, 1, tzinfo=UTC), 0, "UTC"),
]


@pytest.mark.parametrize(("name", "moment", "hours", "abbreviation"), TABLE, ids=str)
def test_by_the_pinned_release(name: str, moment: datetime, hours: int, abbreviation: str) -> None:
    local = moment.astimezone(zone(name))
    assert local.utcoffset() == timedelta(hours=hours)
    assert local.tzname() == abbreviation


@pytest.mark.process
def test_the_systems_files_are_not_asked(tmp_path: Path) -> None:
    """Where they lie, stand London's clocks for those of Vancouver."""
    (tmp_path / "America").mkdir()
    london = "import shutil, tzdata, pathlib, sys;"
    london += "root = pathlib.Path(tzdata.__file__).parent / 'zoneinfo';"
    london += "shutil.copy(root / 'Europe/London', sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", london, str(tmp_path / "America" / "Vancouver")],
        check=True,
        timeout=60,
    )
    program = (
        "from datetime import UTC, datetime\n"
        "from shared.timing.zones import zone\n"
        "print(datetime(2026, 12, 1, tzinfo=UTC).astimezone(zone('America/Vancouver')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=dict(os.environ) | {"PYTHONTZPATH": str(tmp_path)},  # noqa: TID251 - a child's
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "2026-11-30 17:00:00-07:00"


@pytest.mark.parametrize(
    "name",
    ["", "Vienna", "europe/vienna", "America", "../zones", "America/../UTC", "/etc/passwd", "a\0b"],
)
def test_what_is_no_zone(name: str) -> None:
    with pytest.raises(NoSuchZone):
        zone(name)


@given(st.text(max_size=30))
def test_no_text_breaks_it(name: str) -> None:
    with contextlib.suppress(NoSuchZone):
        assert zone(name).key == name


def test_old_is_what_two_years_have_changed() -> None:
    assert not is_old("2026f", 2027)
    assert is_old("2026f", 2028)
    assert is_old("unknown", 2026)
