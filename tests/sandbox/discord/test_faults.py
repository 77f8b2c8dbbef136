"""Each fault, seen through the real client."""

import asyncio
import math

import aiohttp
import discord
import pytest
from discord.http import Route

from sandbox.discord.faults import HangUp, RestFault
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, running
from tests.sandbox.discord.test_gateway import say


async def get_me(box: Sandbox) -> aiohttp.ClientResponse:
    headers = {"Authorization": f"Bot {box.world.apps['clanmatch'].token}"}
    async with aiohttp.ClientSession() as session:
        response = await session.get(f"{box.url}/api/v10/users/@me", headers=headers)
        await response.read()
        return response


@pytest.mark.parametrize("fault", ["refuse", "reset"])
async def test_refused_handshakes(box: Sandbox, fault: str) -> None:
    box.faults.gateway(fault)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            await session.ws_connect(f"{box.gateway.base_url}/clanmatch")
    # aiohttp's client tries a reset connection once more by itself.
    assert box.records.count("refused", "clanmatch") >= 1


async def test_a_fault_can_meet_one_bot_only(box: Sandbox) -> None:
    box.faults.gateway("refuse", bot="clanmatch")
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{box.gateway.base_url}/clanmatch")
        async with session.ws_connect(f"{box.gateway.base_url}/welcomecrew") as socket:
            assert (await socket.receive_json())["op"] == 10


async def test_each_new_connection_is_cut(box: Sandbox) -> None:
    box.faults.gateway("cut_each")
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{box.gateway.base_url}/clanmatch") as socket,
    ):
        await socket.receive()
        assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


async def test_silence_keeps_the_socket_and_says_nothing(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        await box.records.until(lambda: bot.latency < math.inf)
        box.faults.gateway("silent")
        say(box, "unheard")
        acks = bot.latency
        await asyncio.sleep(0.5)
        assert not bot.heard
        assert bot.latency == acks
        assert box.records.live["clanmatch", 0] == 1
        box.faults.clear()
        await bot.until("message")


async def test_acks_stop_while_events_flow(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        beats = box.records.count("heartbeat", "clanmatch")
        await box.records.until(lambda: box.records.count("heartbeat", "clanmatch") > beats)
        await asyncio.sleep(0.05)
        box.faults.gateway("stop_acks")
        latency, beats = bot.latency, box.records.count("heartbeat", "clanmatch")
        await box.records.until(lambda: box.records.count("heartbeat", "clanmatch") >= beats + 3)
        say(box, "still here")
        await bot.until("message")
        assert bot.latency == latency


async def test_op_7_makes_it_reconnect_and_resume(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        box.faults.reconnect()
        await bot.until("resumed")
    assert box.records.count("identify", "clanmatch") == 1


async def test_op_9_resumable_resumes_and_the_other_identifies_anew(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        box.faults.invalidate(resumable=True)
        await bot.until("resumed")
        assert box.records.count("identify", "clanmatch") == 1
        box.faults.invalidate(resumable=False)
        await bot.until("ready", 2)
        assert box.records.count("identify", "clanmatch") == 2
    assert box.records.most_live["clanmatch", 0] == 1


@pytest.mark.parametrize(("code", "fatal"), [(4000, False), (4009, False), (4004, True)])
async def test_close_codes(box: Sandbox, code: int, fatal: bool) -> None:
    async with running(EchoBot(), box) as bot:
        box.faults.close(code)
        await bot.until("disconnect")
        if fatal:
            assert bot.is_closed()
        else:
            await bot.until("resumed")


async def test_only_the_resume_host_is_dead(box: Sandbox) -> None:
    async with running(EchoBot(), box):
        box.faults.gateway("resume_host_dead")
        box.faults.cut()
        await box.records.until(lambda: box.records.count("refused", "clanmatch") > 0)
        async with running(EchoBot(), box):
            assert box.records.live["clanmatch", 0] == 1


@pytest.mark.parametrize("cloudflare", [False, True])
async def test_login_429(box: Sandbox, cloudflare: bool) -> None:
    box.faults.login_429(82_721, cloudflare=cloudflare)
    response = await get_me(box)
    assert response.status == 429
    assert response.headers["Retry-After"] == "82721"
    assert ("Via" in response.headers) is not cloudflare
    expected = discord.HTTPException if cloudflare else discord.RateLimited
    bot = EchoBot()
    bot.http.max_ratelimit_timeout = 30.0
    async with bot:
        with pytest.raises(expected):
            await bot.login(box.world.apps["clanmatch"].token)


async def test_rest_faults_match_routes_count_down_and_end(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        channel = bot.get_partial_messageable(box.places.channels["general"])
        box.faults.rest(RestFault("POST /channels/*/messages", status=503, times=1))
        with pytest.raises(discord.DiscordServerError):
            await channel.send("lost")
        await channel.send("kept")
        slow = box.faults.rest(RestFault("GET /users/@me", delay=0.2))
        before = asyncio.get_running_loop().time()
        await get_me(box)
        assert asyncio.get_running_loop().time() - before >= 0.2
        box.faults.end(slow)
        box.faults.rest(RestFault(status=401))
        with pytest.raises(discord.HTTPException):
            await bot.http.request(Route("GET", "/gateway/bot"))
    posted = [
        m.content for m in box.world.backend.messages[box.places.channels["general"]].values()
    ]
    assert posted == ["kept"]


async def test_an_answer_can_be_lost_after_the_deed(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        channel = bot.get_partial_messageable(box.places.channels["general"])
        box.faults.rest(RestFault("POST /channels/*/messages", status=503, times=1, after=True))
        with pytest.raises(discord.DiscordServerError):
            await channel.send("done all the same")
    assert len(box.world.backend.messages[box.places.channels["general"]]) == 1


@pytest.mark.parametrize(
    ("way", "error"),
    [
        (HangUp.UNANSWERED, aiohttp.ServerDisconnectedError),
        (HangUp.HALFWAY, aiohttp.ClientPayloadError),
    ],
)
@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_is_closed_instead_of_an_answer(
    box: Sandbox, way: HangUp, error: type[Exception], after: bool
) -> None:
    general = box.places.channels["general"]
    async with running(EchoBot(), box) as bot:
        channel = bot.get_partial_messageable(general)
        match = "POST /channels/*/messages"
        box.faults.rest(RestFault(match, hang_up=way, after=after, times=1))
        with pytest.raises(error):
            await channel.send("hello?")
        await channel.send("again")
    posted = [message.content for message in box.world.backend.messages[general].values()]
    assert posted == (["hello?", "again"] if after else ["again"])
