"""What a bot has of its server: unavailable, late, kicked, channels hidden and deleted, deaf."""

import asyncio

import discord
import pytest

from sandbox.discord.faults import Gateway as Fault
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, running
from tests.sandbox.discord.test_gateway import say

APP = "welcomecrew"


def open_ticket(box: Sandbox) -> int:
    return box.tickets.open(box.person("newcomer"))


async def settled(box: Sandbox, bot: EchoBot) -> None:
    """Whatever was sent before this has arrived: an answer to a request came after it."""
    guild = bot.guilds[0]
    await guild.query_members(user_ids=[bot.application_id or 0])


async def test_an_unavailable_server_sends_nothing_until_it_is_back(box: Sandbox) -> None:
    async with running(EchoBot(), box, APP) as bot:
        box.faults.gateway(Fault.SERVER_AWAY, bot=APP)
        await bot.until("guild_unavailable")
        say(box, "unheard")
        thread = open_ticket(box)
        box.faults.gateway(Fault.SERVER_AWAY, on=False, bot=APP)
        await bot.until("guild_available", 2)
        assert bot.seen.count("message") == 0
        assert bot.get_channel(thread) is not None
        say(box, "heard")
        await bot.until("message")
        assert [m.content for m in bot.heard] == ["heard"]


async def test_a_late_server_comes_after_ready(box: Sandbox) -> None:
    box.faults.gateway(Fault.SERVER_LATE, bot=APP)
    async with running(EchoBot(), box, APP) as bot:
        assert [guild.unavailable for guild in bot.guilds] == [True]
        assert bot.get_channel(box.places.channels["general"]) is None
        box.faults.clear()
        await bot.until("guild_available")
        assert bot.get_channel(box.places.channels["general"]) is not None


async def test_a_session_that_has_its_server_is_not_late(box: Sandbox) -> None:
    async with running(EchoBot(), box, APP) as bot:
        box.faults.gateway(Fault.SERVER_LATE, bot=APP)
        say(box, "still here")
        await bot.until("message")


async def test_kicked_and_invited_again_with_its_roles(box: Sandbox) -> None:
    async with running(EchoBot(), box, APP) as bot, running(EchoBot(), box) as other:
        box.faults.gateway(Fault.KICKED, bot=APP)
        await bot.until("guild_remove")
        await other.until("member_remove")
        assert not bot.guilds
        with pytest.raises(discord.HTTPException) as refused:
            await bot.fetch_channel(box.places.channels["general"])
        assert refused.value.code == 50001
        box.faults.gateway(Fault.KICKED, on=False, bot=APP)
        await bot.until("guild_join")
        assert [role.name for role in bot.guilds[0].me.roles] == ["@everyone", "Bots"]
        assert other.seen.count("guild_remove") == 0


async def test_of_a_hidden_channel_nothing_comes_and_then_its_threads(box: Sandbox) -> None:
    parent, me = box.places.channels["welcome_tickets"], box.world.apps[APP].user_id
    async with running(EchoBot(), box, APP) as bot:
        before = open_ticket(box)
        await bot.until("thread_create")
        box.upkeep.forbid(parent, me, "view_channel")
        await bot.until("guild_channel_update")
        hidden = open_ticket(box)
        box.person("newcomer").say(before, "unheard")
        # Of what it no longer sees it is not told to forget anything.
        assert bot.get_channel(before) is not None
        box.upkeep.allow(parent, me, "view_channel")
        await bot.until("guild_channel_update", 2)
        await settled(box, bot)
        (synced,) = bot.came("THREAD_LIST_SYNC")
        assert synced["channel_ids"] == [str(parent)]
        assert {thread["id"] for thread in synced["threads"]} == {str(before), str(hidden)}
        assert bot.get_channel(hidden) is not None
        assert "unheard" not in [m.content for m in bot.heard]


async def test_a_role_that_lets_a_bot_see_brings_the_threads_as_well(box: Sandbox) -> None:
    guild_id, me = box.places.guild_id, box.world.apps[APP].user_id
    backend = box.world.backend
    backend.edit_member(guild_id, me, {"role_ids": []})
    async with running(EchoBot(), box, APP) as bot:
        assert bot.get_channel(box.places.channels["panels"]) is None
        backend.edit_member(guild_id, me, {"role_ids": [box.places.roles["bots"]]})
        await bot.until("member_update")
        await settled(box, bot)
        (synced,) = bot.came("THREAD_LIST_SYNC")
        assert str(box.places.channels["panels"]) in {it["id"] for it in synced["threads"]}


async def test_what_is_forbidden_in_one_channel_is_allowed_in_another(box: Sandbox) -> None:
    parent, me = box.places.channels["welcome_tickets"], box.world.apps[APP].user_id
    box.upkeep.forbid(parent, me, "read_message_history", "attach_files")
    box.upkeep.allow(parent, me, "attach_files")
    assert box.upkeep.is_forbidden(parent, me, "read_message_history")
    allowed = box.world.backend.allowed
    assert not allowed(me, parent, "read_message_history")
    assert allowed(me, parent, "attach_files")
    assert allowed(me, box.places.channels["promo_tickets"], "read_message_history")


async def test_a_deleted_channel_takes_its_threads_along(box: Sandbox) -> None:
    async with running(EchoBot(), box, APP) as bot:
        thread = open_ticket(box)
        await bot.until("thread_create")
        box.world.backend.delete_channel(box.places.channels["welcome_tickets"])
        await bot.until("guild_channel_delete")
        await settled(box, bot)
        assert not bot.came("THREAD_DELETE")
        with pytest.raises(discord.NotFound):
            await bot.fetch_channel(thread)


async def test_of_members_in_threads_only_the_intent_tells(box: Sandbox) -> None:
    intents = discord.Intents.all()
    intents.members = False
    async with running(EchoBot(intents), box, APP) as bot, running(EchoBot(), box) as all_of_it:
        thread = open_ticket(box)
        me = box.world.apps[APP].user_id
        box.person("ticketbot").add_to_thread(thread, me)
        await bot.until("thread_join")
        await settled(box, all_of_it)
        (mine,) = bot.came("THREAD_MEMBERS_UPDATE")
        assert set(mine) == {"id", "guild_id", "member_count", "added_members"}
        assert mine["added_members"][0]["member"]["user"]["id"] == str(me)
        assert len(all_of_it.came("THREAD_MEMBERS_UPDATE")) == 2


async def test_deaf_hears_acks_and_nothing_else(box: Sandbox) -> None:
    async with running(EchoBot(), box, APP) as bot:
        box.faults.gateway(Fault.DEAF, bot=APP)
        say(box, "unheard")
        beats = box.records.count("heartbeat", APP)
        await box.records.until(lambda: box.records.count("heartbeat", APP) >= beats + 3)
        assert bot.latency < 1
        with pytest.raises(asyncio.TimeoutError):
            async with asyncio.timeout(0.3):
                await bot.guilds[0].query_members(user_ids=[bot.application_id or 0])
        box.faults.cut(APP)
        await box.records.until(lambda: box.records.count("resume", APP) == 1)
        assert "resumed" not in bot.seen
        assert not bot.heard
        box.faults.clear()
        say(box, "heard")
        await bot.until("message")
        assert [m.content for m in bot.heard] == ["heard"]


async def test_a_session_that_begins_later_is_not_deaf(box: Sandbox) -> None:
    async with running(EchoBot(), box, APP) as bot:
        box.faults.gateway(Fault.DEAF, bot=APP)
        box.faults.gateway(Fault.STOP_ACKS, bot="clanmatch")
        box.faults.invalidate(APP)
        await bot.until("ready", 2)
        say(box, "heard")
        await bot.until("message")


async def test_a_deafened_connection_is_mended_by_the_next_one(box: Sandbox) -> None:
    async with running(EchoBot(), box, APP) as bot:
        box.faults.deafen(APP)
        say(box, "late")
        assert not bot.heard
        box.faults.cut(APP)
        await bot.until("resumed")
        assert [m.content for m in bot.heard] == ["late"]


async def test_requests_for_members_go_unanswered_while_events_flow(box: Sandbox) -> None:
    async with running(EchoBot(), box, APP) as bot:
        box.faults.gateway(Fault.MEMBERS_AWAY, bot=APP)
        with pytest.raises(asyncio.TimeoutError):
            async with asyncio.timeout(0.3):
                await bot.guilds[0].query_members(user_ids=[bot.application_id or 0])
        say(box, "heard")
        await bot.until("message")


async def test_members_by_id_are_answered_without_the_members_intent(box: Sandbox) -> None:
    intents = discord.Intents.default()
    async with running(EchoBot(intents), box, APP) as bot:
        wren, gone = box.places.people["newcomer"], 4711
        found = await bot.guilds[0].query_members(user_ids=[wren, gone])
        assert [member.id for member in found] == [wren]
        (chunk,) = bot.came("GUILD_MEMBERS_CHUNK")
        assert chunk["not_found"] == [str(gone)]
