"""Threads by Discord's rules: archived, locked, renamed, listed and searched."""

import asyncio
from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord.http import Route

from sandbox.discord.rest.limits import Limit, Limits
from sandbox.discord.scenes.past_tickets import load
from sandbox.discord.search_index import SearchMode
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.tickets.markers import CloseShape, close_marker
from sandbox.discord.tickets.ticket_bot import Ticket
from sandbox.discord.wire import Payload
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, running, take_from_bots


def make(box: Sandbox, name: str = "0001-wren", *, private: bool = False) -> int:
    return box.tickets.open(box.person("newcomer"), name=name, private=private)


def meta(box: Sandbox, thread: int) -> tuple[bool, bool]:
    kept = box.world.backend.get_thread(thread).thread_metadata
    assert kept is not None
    return kept.archived, kept.locked


async def fetch(bot: EchoBot, thread: int) -> discord.Thread:
    channel = await bot.fetch_channel(thread)
    assert isinstance(channel, discord.Thread)
    return channel


async def test_an_archived_thread_takes_messages_only_and_they_wake_it(box: Sandbox) -> None:
    thread_id = make(box)
    message = box.person("newcomer").say(thread_id, "hello")
    async with running(EchoBot(), box, "welcomecrew") as bot:
        thread = await fetch(bot, thread_id)
        box.person("ticketbot").edit_thread(thread_id, archived=True)
        await bot.until("raw_thread_update")
        for refused_call in (
            thread.get_partial_message(message).add_reaction("🏓"),
            thread.join(),
            thread.edit(name="other"),
            thread.edit(locked=True),
        ):
            with pytest.raises(discord.HTTPException) as refused:
                await refused_call
            assert refused.value.code == 50083
        await thread.send("wake up")
        await bot.until("thread_join")
    assert meta(box, thread_id) == (False, False)


async def test_a_locked_thread_is_for_those_who_manage_threads(box: Sandbox) -> None:
    thread_id = make(box)
    box.person("ticketbot").edit_thread(thread_id, locked=True)
    with pytest.raises(DiscordError) as refused:
        box.person("newcomer").say(thread_id, "let me in")
    assert refused.value.code == 160005
    async with running(EchoBot(), box, "welcomecrew") as bot:
        thread = await fetch(bot, thread_id)
        await thread.send("I manage threads")
        await thread.edit(archived=True)
        with pytest.raises(discord.HTTPException) as closed:
            await thread.send("archived and locked")
        assert closed.value.code == 50083
        await thread.edit(archived=False, locked=False)
    assert meta(box, thread_id) == (False, False)


async def test_one_edit_may_rename_and_archive(box: Sandbox) -> None:
    thread_id = make(box)
    async with running(EchoBot(), box, "welcomecrew") as bot:
        thread = await fetch(bot, thread_id)
        edited = await thread.edit(name="Closed-0001-wren-NOX", archived=True)
        assert (edited.name, edited.archived) == ("Closed-0001-wren-NOX", True)
        await bot.until("message")
    assert meta(box, thread_id) == (True, False)
    last = list(box.world.backend.messages[thread_id].values())[-1]
    assert discord.MessageType(last.type) is discord.MessageType.channel_name_change
    assert last.content == "Closed-0001-wren-NOX"


async def test_two_renames_in_ten_minutes(box: Sandbox) -> None:
    thread_id = make(box)
    async with running(EchoBot(), box, "welcomecrew") as bot:
        bot.http.max_ratelimit_timeout = 30.0
        thread = await fetch(bot, thread_id)
        await thread.edit(name="one")
        await thread.edit(name="two")
        await thread.edit(name="two", archived=False)
        with pytest.raises(discord.RateLimited) as limited:
            await thread.edit(name="three")
        assert 590 < limited.value.retry_after <= 600
        box.world.clock.travel(601)
        await thread.edit(name="three")


async def test_editing_needs_manage_threads_not_manage_channels(box: Sandbox) -> None:
    thread_id = make(box)
    take_from_bots(box, "manage_threads")
    async with running(EchoBot(), box, "welcomecrew") as bot:
        thread = await fetch(bot, thread_id)
        with pytest.raises(discord.Forbidden) as refused:
            await thread.edit(name="other")
        assert refused.value.code == 50013
        parent = thread.parent
        assert isinstance(parent, discord.TextChannel)
        own = await parent.create_thread(name="mine", type=discord.ChannelType.public_thread)
        await own.edit(name="still mine")


async def test_bots_hear_of_threads_that_they_may_see(box: Sandbox) -> None:
    async with running(EchoBot(), box, "welcomecrew") as bot:
        make(box)
        await bot.until("thread_create")
        hidden = make(box, private=True)
        await bot.until("thread_create", 2)
        assert bot.get_channel(hidden) is not None


async def test_a_bot_without_manage_threads_sees_private_threads_once_added(box: Sandbox) -> None:
    take_from_bots(box, "manage_threads")
    async with running(EchoBot(), box, "welcomecrew") as bot:
        hidden = make(box, private=True)
        box.person("member").say(box.places.channels["general"], "fence")
        await bot.until("message")
        assert bot.get_channel(hidden) is None
        box.person("ticketbot").add_to_thread(hidden, box.world.apps["welcomecrew"].user_id)
        await bot.until("thread_join")
        assert bot.get_channel(hidden) is not None


async def test_who_is_mentioned_in_a_thread_is_let_in(box: Sandbox) -> None:
    take_from_bots(box, "manage_threads")
    async with running(EchoBot(), box, "welcomecrew") as bot:
        hidden = make(box, private=True)
        me = box.world.apps["welcomecrew"].user_id
        box.person("newcomer").say(hidden, f"<@{me}> help")
        await bot.until("message")
        assert [m.channel.id for m in bot.heard] == [hidden]
    assert me in box.world.backend.get_thread(hidden).thread_members


async def test_messages_in_locked_threads_cannot_be_edited_by_most(box: Sandbox) -> None:
    thread_id = make(box)
    async with running(EchoBot(), box, "welcomecrew") as bot:
        message = await (await fetch(bot, thread_id)).send("first")
        await message.edit(content="second")
        take_from_bots(box, "manage_threads")
        box.person("admin").edit_thread(thread_id, locked=True)
        with pytest.raises(discord.Forbidden) as refused:
            await message.edit(content="third")
        assert refused.value.code == 160005


async def test_archived_listings_page_by_archive_date(box: Sandbox) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made: list[int] = []
    for number in range(7):
        with box.world.clock.at(start + timedelta(hours=number)):
            made.append(make(box, f"{number:04d}-x", private=number % 2 == 1))
            box.person("ticketbot").edit_thread(made[-1], archived=True)
    parent = box.places.channels["welcome_tickets"]
    async with running(EchoBot(), box, "welcomecrew") as bot:
        channel = bot.get_channel(parent)
        assert isinstance(channel, discord.TextChannel)
        public = [t.id async for t in channel.archived_threads(limit=None)]
        private = [t.id async for t in channel.archived_threads(private=True, limit=None)]
        page = await bot.http.get_public_archived_threads(parent, limit=3)
    assert public == made[::2][::-1]
    assert private == made[1::2][::-1]
    assert page["has_more"] is True


async def search(bot: EchoBot, box: Sandbox, **params: object) -> Payload:
    route = Route("GET", "/guilds/{guild_id}/messages/search", guild_id=box.places.guild_id)
    return await bot.http.request(route, params=params)


async def test_search_finds_words_in_text_and_embeds(box: Sandbox) -> None:
    recruiter = box.person("recruiter")
    for shape in CloseShape:
        box.tickets.close(make(box, f"0001-{shape}"), recruiter, shape)
    parent = box.places.channels["welcome_tickets"]
    async with running(EchoBot(), box, "welcomecrew") as bot:
        found = await search(bot, box, content="ticket closed", channel_id=parent, limit=2)
        assert found["total_results"] == len(CloseShape)
        assert len(found["messages"]) == len(found["threads"]) == 2
        offset = await search(bot, box, content="ticket closed", offset=len(CloseShape) - 1)
        assert len(offset["messages"]) == 1
        box.world.search.mode = SearchMode.INDEXING
        assert (await search(bot, box, content="x"))["code"] == 110_000
        box.world.search.mode = SearchMode.MISSING
        with pytest.raises(discord.NotFound):
            await search(bot, box, content="x")


async def test_what_is_not_known_says_so(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        with pytest.raises(discord.DiscordServerError) as unknown:
            await bot.http.request(Route("GET", "/guilds/1/soundboard-sounds"))
    assert unknown.value.status == 501
    assert "soundboard-sounds" in unknown.value.text


async def test_rate_limit_headers_and_429(box: Sandbox) -> None:
    box.rest.buckets.limits = Limits(Limit(99, 1.0), other=Limit(2, 0.3), routes={})
    general = box.places.channels["general"]
    async with running(EchoBot(), box) as bot:
        channel = bot.get_partial_messageable(general)
        started = asyncio.get_running_loop().time()
        await asyncio.gather(*(channel.send(str(number)) for number in range(5)))
        assert asyncio.get_running_loop().time() - started > 0.3
    statuses = {call.status for call in box.records.calls("clanmatch", "POST", "/messages")}
    assert statuses <= {200, 429}
    assert len(box.world.backend.messages[general]) == 5


@pytest.mark.parametrize("kind", list(Ticket))
async def test_the_ticket_bot_opens_greets_closes_and_reopens(box: Sandbox, kind: Ticket) -> None:
    thread = box.tickets.open(box.person("newcomer"), kind)
    box.tickets.close(thread, box.person("recruiter"), archive=True, lock=True)
    assert meta(box, thread) == (True, True)
    box.tickets.reopen(thread, box.person("lead"))
    assert meta(box, thread) == (False, False)
    assert box.world.backend.get_thread(thread).name in ("1001-Wren", "promo-1001-Wren")


def test_each_close_shape_says_who_closed() -> None:
    for shape in CloseShape:
        marker = close_marker(shape, "Tomas", "<@1>")
        said = f"{marker.text} {marker.embeds} {marker.components}".lower()
        assert "ticket closed" in said
        assert "tomas" in said or "<@1>" in said


async def test_past_tickets_have_their_dates(box: Sandbox) -> None:
    made = load(box.world, box.places)
    assert len(made) == 40
    async with running(EchoBot(), box, "welcomecrew") as bot:
        thread = await fetch(bot, made["800000000000000000"])
        assert thread.created_at == datetime(2025, 9, 1, 8, 21, tzinfo=UTC)
        assert thread.archive_timestamp == datetime(2025, 9, 3, 17, 56, tzinfo=UTC)
        (last,) = [m async for m in thread.history(limit=1)]
        assert last.created_at == datetime(2025, 9, 3, 17, 56, tzinfo=UTC)
        assert last.mentions


async def test_search_may_be_behind_and_blind_to_embeds(box: Sandbox) -> None:
    recruiter = box.person("recruiter")
    old, new = make(box, "0001-old"), make(box, "0002-new")
    said = box.tickets.close(old, recruiter, CloseShape.TEXT)
    box.tickets.close(old, recruiter, CloseShape.DESCRIPTION)
    box.world.clock.travel(100)
    box.tickets.close(new, recruiter, CloseShape.TEXT)
    async with running(EchoBot(), box, "welcomecrew") as bot:

        async def found() -> list[int]:
            answer = await search(bot, box, content="closed", sort_order="asc")
            return [int(hits[0]["channel_id"]) for hits in answer["messages"]]

        assert await found() == [old, old, new]
        box.faults.search.behind_s = 60.0
        assert await found() == [old, old]
        box.faults.search.text_only = True
        assert await found() == [old]
        # What was edited just now is not known yet either.
        box.person("ticketbot").edit(old, said, "Ticket closed by somebody else")
        assert await found() == []
        box.faults.clear()
        assert await found() == [old, old, new]


async def test_a_query_too_long_for_an_address_is_refused(box: Sandbox) -> None:
    async with running(EchoBot(), box, "welcomecrew") as bot:
        with pytest.raises(discord.HTTPException) as refused:
            await search(bot, box, content="x", author_id=",".join(["1" * 19] * 600))
        assert refused.value.status == 414


async def test_controls_in_a_locked_thread_are_dead(box: Sandbox) -> None:
    thread = make(box)
    async with running(EchoBot(), box, "welcomecrew") as bot:
        view = discord.ui.View()
        view.add_item(discord.ui.Button[discord.ui.View](label="B", custom_id="b"))
        message = await (await fetch(bot, thread)).send("press me", view=view)
        box.person("lead").edit_thread(thread, locked=True)
        with pytest.raises(DiscordError) as refused:
            box.person("admin").click(thread, message.id, "b")
        assert refused.value.code == 160005
        box.person("lead").edit_thread(thread, locked=False)
        box.person("admin").click(thread, message.id, "b")
        await bot.until("interaction")
