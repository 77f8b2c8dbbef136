"""The gateway with the real client: sessions, RESUME with replay, intents, shards, budgets."""

import asyncio
import json

import aiohttp
import discord
import pytest
from discord.http import Route

from sandbox.discord.apps import ShardAdvice
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, running


def say(box: Sandbox, text: str, who: str = "member", where: str = "general") -> int:
    author, channel = box.places.people[who], box.places.channels[where]
    return box.world.backend.create_message(channel, author, text).id


async def test_unknown_token_is_refused_by_rest(box: Sandbox) -> None:
    async with EchoBot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.login("x" * 60)


async def test_a_cut_session_resumes_and_hears_what_it_missed(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        box.faults.gateway("refuse")
        box.faults.cut()
        await box.records.until(lambda: box.records.live["clanmatch", 0] == 0)
        missed = [say(box, f"missed {number}") for number in range(5)]
        box.faults.clear()
        await bot.until("resumed")
        assert [m.id for m in bot.heard] == missed
    assert box.records.count("identify", "clanmatch") == 1
    assert box.records.count("resume", "clanmatch") == 1


async def test_two_sessions_of_one_token_both_hear_everything(box: Sandbox) -> None:
    async with running(EchoBot(), box) as old, running(EchoBot(), box) as new:
        message = say(box, "hello")
        await old.until("message")
        await new.until("message")
    assert [m.id for m in old.heard] == [m.id for m in new.heard] == [message]
    assert box.records.most_live["clanmatch", 0] == 2


async def test_without_message_content_only_mentions_and_own_messages_are_readable(
    box: Sandbox,
) -> None:
    intents = discord.Intents.all()
    intents.message_content = False
    async with running(EchoBot(intents), box) as bot:
        say(box, "secret")
        say(box, f"<@{box.world.apps['clanmatch'].user_id}> open")
        await bot.until("message", 2)
    assert [m.content != "" for m in bot.heard] == [False, True]


async def test_events_follow_the_intents(box: Sandbox) -> None:
    intents = discord.Intents.default()
    async with running(EchoBot(intents), box) as bot:
        box.world.backend.add_member(box.places.guild_id, box.world.add_user("Late"), announce=True)
        say(box, "after")
        await bot.until("message")
    assert "member_join" not in bot.seen
    assert len(bot.guilds[0].members) == 1


async def test_intents_that_the_portal_lacks_close_with_4014(box: Sandbox) -> None:
    box.world.apps["clanmatch"].approved.discard("message_content")
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(EchoBot(), box):
            pass


async def test_channels_that_a_bot_cannot_see_are_silent_for_it(box: Sandbox) -> None:
    bots = box.places.roles["bots"]
    box.world.backend.remove_member_role(
        box.places.guild_id, box.world.apps["clanmatch"].user_id, bots
    )
    async with running(EchoBot(), box) as bot:
        say(box, "hidden", "lead", "recruitment")
        shown = say(box, "shown")
        await bot.until("message")
    assert [m.id for m in bot.heard] == [shown]


async def test_a_shard_gets_the_servers_that_are_its_own(box: Sandbox) -> None:
    box.world.apps["clanmatch"].advice = ShardAdvice(2, max_concurrency=2)
    mine = (box.places.guild_id >> 22) % 2
    for shard, servers in ((mine, 1), (1 - mine, 0)):
        bot = EchoBot(shard_id=shard, shard_count=2)
        async with running(bot, box):
            assert len(bot.guilds) == servers


async def test_gateway_bot_tells_the_budget_and_identify_spends_it(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        answer = await bot.http.request(Route("GET", "/gateway/bot"))
    assert answer["session_start_limit"]["remaining"] == 999
    box.faults.session_limit(1, reset_after=60)
    async with running(EchoBot(), box) as bot:
        answer = await bot.http.request(Route("GET", "/gateway/bot"))
    assert answer["session_start_limit"] | {"total": 0} == {
        "total": 0,
        "remaining": 0,
        "reset_after": 60_000,
        "max_concurrency": 1,
    }


async def test_an_identify_beyond_the_budget_ends_the_token(box: Sandbox) -> None:
    box.faults.session_limit(0)
    with pytest.raises(discord.ConnectionClosed) as closed:
        async with running(EchoBot(), box):
            pass
    assert closed.value.code == 4004


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": {"token": "nonsense", "intents": 0}}, 4004),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 1 << 40}}, 4013),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 0, "shard": [2, 2]}}, 4010),
        ({"op": 8, "d": {}}, 4003),
        ({"op": 77, "d": {}}, 4001),
        ({"op": 2, "d": {"padding": "x" * 5000}}, 4002),
    ],
)
async def test_protocol_errors_have_their_close_codes(
    box: Sandbox, frame: dict[str, object], code: int
) -> None:
    text = json.dumps(frame).replace("TOKEN", box.world.apps["clanmatch"].token)
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{box.gateway.base_url}/clanmatch") as socket,
    ):
        assert (await socket.receive_json())["op"] == 10
        await socket.send_str(text)
        await socket.receive()
        assert socket.close_code == code


async def test_a_client_that_never_heartbeats_is_dropped(box: Sandbox) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{box.gateway.base_url}/clanmatch") as socket,
    ):
        await socket.receive_json()
        await asyncio.wait_for(socket.receive(), 2)
        assert socket.close_code == 4009
