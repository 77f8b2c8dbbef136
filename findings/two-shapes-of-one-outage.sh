#!/bin/bash
# statusbeat 0.1.0 and discordhealthcheck 0.1.1 beside each other, on discord.py 2.7.1 whose Discord is gone.
#
# A stand-in on loopback lets a client log in, then closes its sockets and listens no more. From then on
# discord.py tries to reconnect, Client.is_ready() stays true, and Client.latency is infinite.
# discordhealthcheck asks four things; three of them still say that all is well, and only the latency
# makes it say "Not healthy". statusbeat asks the same library and tells its page "ready", but only for a Client:
# for an AutoShardedClient with one shard, in the same outage, it says "disconnected", since only the sharded
# class can be asked for the state of a shard. A latency that JSON cannot hold becomes null in both cases.
# A bot that starts to shard thus changes what its status page says of an outage.
#
# Seen (1 is the exit code for unhealthy):
#       Client: is_ready True, latency inf, discordhealthcheck 1, statusbeat ready
#       AutoShardedClient: is_ready True, latency inf, discordhealthcheck 1, statusbeat disconnected
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    statusbeat==0.1.0 discordhealthcheck==0.1.1 discord.py==2.7.1 aiohttp==3.14.5 aiohappyeyeballs==2.7.1 \
    aiosignal==1.4.0 attrs==26.1.0 frozenlist==1.8.0 idna==3.20 multidict==6.9.1 propcache==0.5.4 \
    typing_extensions==4.16.0 yarl==1.25.1
timeout 120 "$room/env/bin/python" - <<'PY'
import asyncio
import json
import logging
import math
import sys

import discord
import discordhealthcheck
from aiohttp import WSMsgType, web
from statusbeat._collect import collect
from yarl import URL

logging.disable(logging.CRITICAL)
BOT = {"id": "1000", "username": "example", "discriminator": "0", "avatar": None, "bot": True}


class StandIn:
    """As much of Discord as a log-in needs: three REST routes and a gateway that answers heartbeats."""

    async def open(self):
        self.sockets = []
        app = web.Application()
        app.router.add_get("/api/users/@me", self.answers(lambda: BOT))
        app.router.add_get("/api/oauth2/applications/@me", self.answers(self.application))
        app.router.add_get("/api/gateway/bot", self.answers(self.gateway))
        app.router.add_get("/gateway", self.talk)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        host, port = self.runner.addresses[0]
        self.api, self.url = f"http://{host}:{port}/api", f"ws://{host}:{port}/gateway"

    def answers(self, body):
        async def handler(_):
            return web.Response(body=json.dumps(body()).encode(), headers={"Content-Type": "application/json"})

        return handler

    def application(self):
        names = {"id": "1000", "name": "example", "description": "", "icon": None, "verify_key": "0", "owner": BOT}
        return {**names, "bot_public": True, "bot_require_code_grant": False, "flags": 0, "team": None}

    def gateway(self):
        limit = {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1}
        return {"url": self.url, "shards": 1, "session_start_limit": limit}

    def ready(self):
        names = {"v": 10, "user": BOT, "guilds": [], "session_id": "one", "resume_gateway_url": self.url}
        return {**names, "shard": [0, 1], "application": {"id": "1000", "flags": 0}}

    async def talk(self, request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 1000}, "s": None, "t": None})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                op = json.loads(message.data)["op"]
                if op == 1:
                    await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
                elif op == 2:
                    await socket.send_json({"op": 0, "s": 1, "t": "READY", "d": self.ready()})
        return socket

    async def vanish(self):
        for socket in self.sockets:
            await socket.close(code=1001)
        await self.runner.cleanup()


async def verdict(server):
    """The exit code of discordhealthcheck's own command: 0 is healthy."""
    port = server.sockets[0].getsockname()[1]
    command = sys.executable, "-m", "discordhealthcheck", "--port", str(port)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    return await process.wait()


async def until(holds, what):
    for _ in range(400):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise SystemExit(f"never {what}")


async def outage(kind, **shards):
    """What is said of a client of this kind before and a while after its Discord is gone."""
    world = StandIn()
    await world.open()
    discord.http.Route.BASE = world.api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(world.url)
    client = kind(intents=discord.Intents.none(), **shards)
    task = asyncio.create_task(client.start("not.a.token"))
    server = await discordhealthcheck.start(client, port=0, bot_max_latency=5.0)
    await until(lambda: client.is_ready() and math.isfinite(client.latency), "ready")
    before = await verdict(server), collect(client)["shards"][0]["status"]
    await world.vanish()
    await until(lambda: math.isinf(client.latency), "without a connection")
    await asyncio.sleep(2)
    beat = collect(client)
    after = await verdict(server), beat["shards"][0]["status"]
    print(f"{kind.__name__}: is_ready {client.is_ready()}, latency {client.latency},", end=" ")
    print(f"discordhealthcheck {after[0]}, statusbeat {after[1]}")
    assert client.is_ready() and math.isinf(client.latency) and beat["ping"] is None
    server.close()
    await client.close()
    task.cancel()
    return before, after


async def main():
    alone = await outage(discord.Client)
    sharded = await outage(discord.AutoShardedClient, shard_count=1)
    assert alone == ((0, "ready"), (1, "ready")), alone
    assert sharded == ((0, "ready"), (1, "disconnected")), sharded


asyncio.run(main())
PY
