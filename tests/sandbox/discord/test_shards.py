"""Shards: what is advised, who may identify when, and the trouble of one shard alone."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest

from sandbox.discord.apps import ShardAdvice
from sandbox.discord.faults import Gateway
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, running

BOT = "clanmatch"
# An idle client's process: it identifies, says so, and from then on only beats.
LONELY = """
import asyncio, json, sys, aiohttp
async def main():
    async with aiohttp.ClientSession() as web, web.ws_connect(sys.argv[1]) as socket:
        await socket.receive()
        await socket.send_str(sys.argv[2])
        print((await socket.receive_json())["t"], flush=True)
        while True:
            await socket.send_str('{"op":1,"d":null}')
            await asyncio.sleep(0.1)
asyncio.run(main())
"""


class Shard:
    """A bare connection of one shard."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def op(self) -> tuple[int, str | None]:
        """The next frame's op and event; heartbeat ACKs are passed over."""
        frame = await self.socket.receive_json(timeout=5)
        return frame["op"], frame["t"]

    async def is_dropped(self) -> bool:
        ends = (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR, aiohttp.WSMsgType.CLOSING)
        return (await self.socket.receive(timeout=5)).type in ends


def identify(box: Sandbox, shard: int, count: int) -> str:
    data: dict[str, object] = {
        "token": box.world.apps[BOT].token,
        "intents": 0,
        "properties": {},
        "shard": [shard, count],
    }
    return json.dumps({"op": 2, "d": data})


@asynccontextmanager
async def shard(box: Sandbox, number: int, count: int) -> AsyncGenerator[Shard]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{box.gateway.base_url}/{BOT}") as socket,
    ):
        assert (await socket.receive_json())["op"] == 10
        await socket.send_str(identify(box, number, count))
        yield Shard(socket)


READY, INVALID, ACK = (0, "READY"), (9, None), (11, None)


async def test_gateway_bot_gives_the_advice(box: Sandbox) -> None:
    app = box.world.apps[BOT]
    app.advice = ShardAdvice(shards=4, max_concurrency=2)
    headers = {"Authorization": f"Bot {app.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{box.url}/api/v10/gateway/bot", headers=headers) as response,
    ):
        told = await response.json()
    assert told["shards"] == 4
    assert told["session_start_limit"]["max_concurrency"] == 2


async def test_one_of_a_bucket_identifies_in_five_seconds(box: Sandbox) -> None:
    box.world.apps[BOT].advice = ShardAdvice(4, max_concurrency=2)
    async with AsyncExitStack() as stack:
        got = [await (await stack.enter_async_context(shard(box, n, 4))).op() for n in range(4)]
        assert got == [READY, READY, INVALID, INVALID]
        box.world.clock.travel(4.5)
        assert await (await stack.enter_async_context(shard(box, 2, 4))).op() == INVALID
        box.world.clock.travel(0.5)
        assert await (await stack.enter_async_context(shard(box, 2, 4))).op() == READY
    assert box.records.count("identify", BOT) == 3
    assert box.records.count("identify-refused", BOT) == 3
    assert box.gateway.identifies.limit(box.world.apps[BOT]).remaining == 994


async def test_a_bot_of_one_shard_may_be_started_as_often_as_one_likes(box: Sandbox) -> None:
    for _ in range(3):
        async with shard(box, 0, 1) as only:
            assert await only.op() == READY


@pytest.mark.parametrize("fault", [Gateway.REFUSE, Gateway.RESET, Gateway.CUT_EACH])
async def test_one_shard_has_no_gateway(box: Sandbox, fault: Gateway) -> None:
    box.world.apps[BOT].advice = ShardAdvice(2, max_concurrency=2)
    async with shard(box, 0, 2) as first, shard(box, 1, 2) as second:
        assert await first.op() == await second.op() == READY
        box.faults.gateway(fault, bot=BOT, shard=1)
        box.faults.cut(BOT, shard=1)
        assert await second.is_dropped()
        async with shard(box, 1, 2) as again:
            assert await again.is_dropped()
        assert box.faults.describe()["gateway"] == [{"fault": fault, "bot": BOT, "shard": 1}]
        await first.socket.send_str('{"op":1,"d":null}')
        assert await first.op() == ACK
    assert box.gateway.identifies.limit(box.world.apps[BOT]).remaining == 998, "none was spent"


async def test_one_shard_is_silent_or_gets_no_acks(box: Sandbox) -> None:
    box.world.apps[BOT].advice = ShardAdvice(2, max_concurrency=2)
    box.faults.gateway(Gateway.SILENT, bot=BOT, shard=1)
    async with shard(box, 0, 2) as first, shard(box, 1, 2) as second:
        assert await first.op() == READY
        with pytest.raises(asyncio.TimeoutError):
            await second.socket.receive(timeout=0.3)
        assert box.records.live[BOT, 1] == 0
        box.faults.gateway(Gateway.SILENT, on=False, bot=BOT, shard=1)
        box.faults.gateway(Gateway.STOP_ACKS, bot=BOT, shard=1)
        for each in (first, second):
            await each.socket.send_str('{"op":1,"d":null}')
        assert await first.op() == ACK
        box.faults.close(4000, BOT, shard=1)
        message = await second.socket.receive(timeout=5)
        assert message.type is aiohttp.WSMsgType.TEXT, "the READY that waited"
        await second.socket.receive(timeout=5)
        assert second.socket.close_code == 4000


async def test_the_resume_host_is_dead_for_one_shard(box: Sandbox) -> None:
    box.world.apps[BOT].advice = ShardAdvice(2, max_concurrency=2)
    async with (
        running(EchoBot(shard_id=0, shard_count=2), box) as first,
        running(EchoBot(shard_id=1, shard_count=2), box),
    ):
        box.faults.gateway(Gateway.RESUME_HOST_DEAD, bot=BOT, shard=1)
        box.faults.cut(BOT)
        await first.until("resumed")
        await box.records.until(lambda: box.records.count("refused", BOT) > 0)
        assert {it.shard for it in box.records.gateway if it.kind == "refused"} == {1}


@pytest.mark.process
@pytest.mark.parametrize("silent", [False, True])
async def test_who_is_killed_is_counted_down_at_once_and_who_is_frozen_when_it_is_closed(
    box: Sandbox, silent: bool
) -> None:
    address = f"{box.gateway.base_url}/{BOT}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LONELY, address, identify(box, 0, 1)),
        env={"PATH": os.defpath},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 10) == b"READY\n"
        assert box.records.live[BOT, 0] == 1
        if silent:
            box.faults.gateway(Gateway.SILENT)
            await asyncio.sleep(0.4)  # its next beats come, and are not read any more
            process.kill()
        else:
            process.send_signal(signal.SIGSTOP)
        # The gateway waits for two and a half heartbeats, then a second for the goodbye.
        await box.records.until(lambda: box.records.live[BOT, 0] == 0, within=4)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    assert box.records.most_live[BOT, 0] == 1
