#!/bin/bash
# discord.py 2.7.1, http.py: the cost of touching many channels within five minutes.
#
# discord.py keeps the limits of each route and channel, and lets go of those that rested for 300 seconds. It does
# so whenever one more is made and there are at least 256, by going through all of them; but none that is younger than
# 300 seconds can go. A bot that touches thousands of threads once (a backfill, a catch-up after an outage) makes them
# all within that time, so each new one looks at all before and frees none: the work grows with the square. On a
# loopback where each answer takes no time this is most of the processor; nothing says so, as it is inside a call
# that only awaits. Calls to channels that are known already look at nothing.
#
# Seen, of posting once into so many channels: how often one's rest was looked at, and how many were let go
#   255: 0, 0   1000: 467860, 0   3000: 4468860, 0
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    discord.py==2.7.1 aiohttp==3.14.5 aiohappyeyeballs==2.7.1 aiosignal==1.4.0 \
    attrs==26.1.0 frozenlist==1.8.0 idna==3.20 multidict==6.9.1 propcache==0.5.4 typing_extensions==4.16.0 yarl==1.25.1
"$room/env/bin/python" - <<'PY'
import asyncio

import aiohttp
from aiohttp import web
from discord import http

looks = 0
is_inactive = http.Ratelimit.is_inactive


def counted(self):
    global looks
    looks += 1
    return is_inactive(self)


http.Ratelimit.is_inactive = counted
http.Route.BASE = ""


async def post_into(channels):
    """A real HTTPClient against a Discord that takes everything; gives what it looked at and kept."""
    global looks
    looks = 0
    app = web.Application()
    app.router.add_post("/channels/{id}/typing", lambda _: web.Response(status=204))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    http.Route.BASE = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    client = http.HTTPClient(asyncio.get_running_loop())
    client._HTTPClient__session = aiohttp.ClientSession()
    client._global_over = asyncio.Event()
    client._global_over.set()
    for number in range(channels):
        await client.request(http.Route("POST", "/channels/{channel_id}/typing", channel_id=10**17 + number))
    kept = len(client._buckets)
    await client.close()
    await runner.cleanup()
    return looks, channels - kept


for channels in (255, 1000, 3000):
    seen = asyncio.run(post_into(channels))
    print(f"{channels}: {seen[0]}, {seen[1]}")
    assert seen == {255: (0, 0), 1000: (467860, 0), 3000: (4468860, 0)}[channels], seen
PY
