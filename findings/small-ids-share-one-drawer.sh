#!/bin/bash
# discord.py 2.7.1, disnake 2.12.2 and hikari 2.7.0: sets of objects that have made-up ids.
#
# In the two relatives the hash of whatever has an id (a user, a role, a thread, an Object) is the id without its
# last 22 bits, that is the millisecond in which it was made. For ids of Discord's own that is as good as any. Ids
# that a test or a simulation makes up, 1, 2, 3 or "long enough to look real" like 10**17 + 1, all have one
# hash, up to four millions of them. So each object that enters a set or is a key of a dict is compared with every
# one that is there before it. 2000 members are over two million comparisons in Python, 20000 over two hundred:
# the test of a large server takes minutes, a profile shows nothing but __eq__, and in production it is not so.
# With ids shifted by 22 bits all is well. In hikari an object's hash is that of its whole id.
#
# Seen, comparisons while 2000 objects enter an empty set (at least one with each before, 1999000; Python 3.11):
#   discord: 1, 2, ... 2312892   10**17 + 1, ... 2407110   one in each millisecond 0
#   disnake: 1, 2, ... 2312892   10**17 + 1, ... 2407110   one in each millisecond 0
#   hikari:  1, 2, ... 0         10**17 + 1, ... 0         one in each millisecond 0
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    hikari==2.7.0 discord.py==2.7.1 disnake==2.12.2 aiohttp==3.14.5 aiohappyeyeballs==2.7.1 aiosignal==1.4.0 \
    attrs==26.1.0 colorlog==6.12.0 frozenlist==1.8.0 idna==3.20 multidict==6.9.1 propcache==0.5.4 \
    typing_extensions==4.16.0 yarl==1.25.1
"$room/env/bin/python" - <<'PY'
import discord
import disnake
import hikari

MANY = 2000
IDS = {
    "1, 2, ...": [1 + number for number in range(MANY)],
    "10**17 + 1, ...": [10**17 + 1 + number for number in range(MANY)],
    "one in each millisecond": [(10**12 + number) << 22 for number in range(MANY)],
}


class OfHikari(hikari.Unique):
    """As slim as the others' Object; users, roles and channels get their hash and their equality from here too."""

    def __init__(self, id):
        self._id = hikari.Snowflake(id)

    @property
    def id(self):
        return self._id


def comparisons(kind, ids):
    seen = 0

    class Counted(kind):
        __hash__ = kind.__hash__

        def __eq__(self, other):
            nonlocal seen
            seen += 1
            return super().__eq__(other)

    assert len({Counted(id) for id in ids}) == MANY
    return seen


assert discord.User.__hash__(discord.Object(5 << 22 | 7)) == disnake.User.__hash__(disnake.Object(5 << 22 | 7)) == 5
assert discord.Role.__hash__ is discord.Thread.__hash__ is discord.Guild.__hash__
EACH_WITH_EACH = MANY * (MANY - 1) // 2
KINDS = ("discord", discord.Object, True), ("disnake", disnake.Object, True), ("hikari", OfHikari, False)
for library, kind, shared in KINDS:
    seen = {label: comparisons(kind, ids) for label, ids in IDS.items()}
    print(f"{library}:", seen)
    small, long, real = seen.values()
    assert real == 0
    assert small >= EACH_WITH_EACH <= long if shared else small == long == 0
PY
