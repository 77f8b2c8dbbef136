#!/bin/bash
# hikari 2.7.0 and discord.py 2.7.1: a snowflake's time, turned back into a snowflake, is wrong in some summers.
#
# A Discord id holds whole milliseconds since 2015. Both libraries give its time as a datetime and make ids of
# datetimes, to page through history with. On the way back both multiply seconds, a float, by 1000 and cut. That is
# exact while seconds and milliseconds are rounded equally finely, and it is not in the first 2.4 % after each power
# of two: 1000 is a little less than 1024, so there the product is spaced more finely than the seconds allow.
# hikari counts from 2015, so its spans are weeks of 2017 and 2019, 4 July to 17 September 2023, and 2032:
# there a quarter of all ids come back as the millisecond before, and at no other time does any. discord.py
# counts from 1970, so its next span begins on 19 January 2038, when other clocks overflow, and lasts to 2039.
# A test with today's ids passes in both; with ids of one summer it fails now and then.
#
# Seen, of 4000 ids each (fixed seed), how many come back wrong:
#   hikari:     2023-07-04 to 2023-09-17: 949 wrong; from then to 2032-01-05: 0
#   discord.py: 2038-01-19 to 2039-09-07: 974 wrong; 2015 to 2038-01-19: 0
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    hikari==2.7.0 discord.py==2.7.1 aiohttp==3.14.5 aiohappyeyeballs==2.7.1 aiosignal==1.4.0 attrs==26.1.0 \
    colorlog==6.12.0 frozenlist==1.8.0 idna==3.20 multidict==6.9.1 propcache==0.5.4 typing_extensions==4.16.0 yarl==1.25.1
"$room/env/bin/python" - <<'PY'
import random
from datetime import UTC, datetime

import discord
import hikari

DISCORD_EPOCH = 1_420_070_400  # the first second of 2015, counted from 1970
dice = random.Random(1)


def by_hikari(number):
    return int(hikari.Snowflake.from_datetime(hikari.Snowflake(number).created_at))


def by_discord_py(number):
    return discord.utils.time_snowflake(discord.utils.snowflake_time(number))


def errors(there_and_back, begin, end):
    """By how many milliseconds ids of these seconds (from 1970) come back wrong: one number for each that does."""
    instants = [dice.randrange((begin - DISCORD_EPOCH) * 1000, (end - DISCORD_EPOCH) * 1000) for _ in range(4000)]
    wrong = [error for at in instants if (error := (there_and_back(at << 22) >> 22) - at)]
    days = [datetime.fromtimestamp(second, UTC).date() for second in (begin, end)]
    print(f"{there_and_back.__name__}: {days[0]} to {days[1]}: {len(wrong)} wrong")
    return wrong


def span(power):
    return 2**power, int(2**power * 1.024)


begin, end = (second + DISCORD_EPOCH for second in span(28))
summer = errors(by_hikari, begin, end)
after = errors(by_hikari, end + 1, 2**29 + DISCORD_EPOCH)
begin, end = span(31)
future = errors(by_discord_py, begin, end)
until_then = errors(by_discord_py, DISCORD_EPOCH, begin)

assert 800 < len(summer) < 1200 and set(summer) == {-1}
assert after == []
assert 800 < len(future) < 1200 and set(future) == {-1}
assert until_then == []
PY
