#!/bin/bash
# discord.py 2.7.1, discord.ext.tasks, with time zones of the standard library (tzdata 2026.6).
#
# A loop takes several times of day, each with a zone. A time of day without a date has no offset in a zone of
# zoneinfo, so Python compares two such times by what the clock shows, whatever their zones. The loop takes its
# times through a set and sorts them. "09:00 in Vienna and 09:00 in New York" are equal there, and one of them is
# gone without a word. Where the clocks differ, both stay, but the list can be in the wrong order: whoever asks for
# 12:00 in Vienna and 09:00 in New York (three hours later) gets New York each day, and Vienna only if the
# loop begins in between that order, which is once at most. With fixed offsets in place of zones
# both run, in the right order: the same loop, written "+01:00" and "-05:00", is another one.
# A zone beside a plain time, which the loop takes for UTC, is a TypeError about naive and aware times.
#
# Seen, runs of three days (UTC):
#   zones 09:00 + 09:00:   02 08:00, 03 08:00, 04 08:00
#   zones 12:00 + 09:00:   02 11:00, 02 14:00, 03 14:00, 04 14:00
#   offsets 09:00 + 09:00: 02 08:00, 02 14:00, 03 08:00, 03 14:00, 04 08:00, 04 14:00
#   offsets 12:00 + 09:00: 02 11:00, 02 14:00, 03 11:00, 03 14:00, 04 11:00, 04 14:00
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    discord.py==2.7.1 tzdata==2026.6 aiohttp==3.14.5 aiohappyeyeballs==2.7.1 aiosignal==1.4.0 \
    attrs==26.1.0 frozenlist==1.8.0 idna==3.20 multidict==6.9.1 propcache==0.5.4 typing_extensions==4.16.0 yarl==1.25.1
"$room/env/bin/python" - <<'PY'
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from discord.ext import tasks

ZONES = ZoneInfo("Europe/Vienna"), ZoneInfo("America/New_York")
OFFSETS = timezone(timedelta(hours=1)), timezone(timedelta(hours=-5))  # of the same places, in November


def runs(*times):
    async def work(): ...

    loop = tasks.loop(time=times)(work)
    now = datetime(2026, 11, 2, tzinfo=UTC)
    end = now + timedelta(days=3)
    found = []
    while (at := loop._get_next_sleep_time(now)) < end:  # what the loop itself asks after each run
        found.append(f"{at.astimezone(UTC):%d %H:%M}")
        now = at + timedelta(milliseconds=1)
    return ", ".join(found)


def check(label, hours, places, wanted):
    seen = runs(*(time(hour, tzinfo=place) for hour, place in zip(hours, places)))
    print(label, seen)
    assert seen == wanted, wanted


BOTH = "02 08:00, 02 14:00, 03 08:00, 03 14:00, 04 08:00, 04 14:00"
check("zones 09:00 + 09:00:  ", (9, 9), ZONES, "02 08:00, 03 08:00, 04 08:00")
check("zones 12:00 + 09:00:  ", (12, 9), ZONES, "02 11:00, 02 14:00, 03 14:00, 04 14:00")
check("offsets 09:00 + 09:00:", (9, 9), OFFSETS, BOTH)
check("offsets 12:00 + 09:00:", (12, 9), OFFSETS, BOTH.replace("08:", "11:"))
try:
    tasks.loop(time=[time(9, tzinfo=ZONES[0]), time(9)])(lambda: None)
except TypeError as error:
    print("a zone and a plain time:", error)
else:
    try:
        runs(time(9, tzinfo=ZONES[0]), time(9))
    except TypeError as error:
        print("a zone and a plain time:", error)
    else:
        raise AssertionError("a zone and a plain time were taken")
PY
