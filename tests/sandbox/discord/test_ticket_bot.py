"""What ticket bots do besides posting a line: edits, layouts, webhooks, forums, quiet threads."""

from functools import partial

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from sandbox.discord.scenes import sample_world
from sandbox.discord.simcord_door import ChannelType, DiscordError, walk_components
from sandbox.discord.tickets.markers import BOT_DECOYS, CloseShape, Voice
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, running

APP = "welcomecrew"


@pytest.mark.parametrize("shape", [CloseShape.TEXT, CloseShape.FIELD, CloseShape.CONTAINER])
@pytest.mark.parametrize("voice", [Voice.DEFERRED, Voice.EDITED])
async def test_a_message_is_edited_into_the_marker(
    box: Sandbox, shape: CloseShape, voice: Voice
) -> None:
    thread = box.tickets.open(box.person("newcomer"))
    closer = box.person("recruiter")
    async with running(EchoBot(), box, APP) as bot:
        message_id = box.tickets.prepare(thread, closer, voice)
        await bot.until("message")
        assert (bot.heard[-1].content == "") is (voice is Voice.DEFERRED)
        assert bot.heard[-1].flags.loading is (voice is Voice.DEFERRED)
        closed = box.tickets.close(thread, closer, shape, voice=voice, into=message_id)
        assert closed == message_id
        await bot.until("raw_message_edit")
        (update,) = bot.came("MESSAGE_UPDATE")
        assert update["id"] == str(message_id)
        assert "closed" in str(update).lower()
        assert not update["flags"] & (1 << 7)


@pytest.mark.parametrize("shape", [CloseShape.CONTAINER, CloseShape.SECTION])
async def test_a_layout_of_components_has_no_content_and_no_embed(
    box: Sandbox, shape: CloseShape
) -> None:
    thread = box.tickets.open(box.person("newcomer"))
    async with running(EchoBot(), box, APP) as bot:
        box.tickets.close(thread, box.person("recruiter"), shape)
        await bot.until("message")
        (heard,) = bot.heard
        assert (heard.content, heard.embeds) == ("", [])
        assert heard.flags.components_v2
        (sent,) = bot.came("MESSAGE_CREATE")
        texts = [it["content"] for it in walk_components(sent["components"]) if it["type"] == 10]
        assert "closed" in texts[0].lower()


async def test_a_webhook_is_the_author(box: Sandbox) -> None:
    first, second = (box.tickets.open(box.person("newcomer")) for _ in range(2))
    async with running(EchoBot(), box, APP) as bot:
        for thread in (first, second):
            box.tickets.close(thread, box.person("lead"), voice=Voice.WEBHOOK)
        await bot.until("message", 2)
        one, two = bot.heard
        assert one.webhook_id == one.author.id == two.webhook_id
        assert one.author.bot
        assert isinstance(one.author, discord.User)


async def test_staff_close_by_hand(box: Sandbox) -> None:
    thread = box.tickets.open(box.person("newcomer"))
    lead = box.person("lead")
    message = box.tickets.close(thread, lead, CloseShape.FIELD, voice=Voice.STAFF)
    said = box.world.backend.get_message(thread, message)
    assert (said.author_id, said.content) == (lead.id, f"Ticket closed by {lead.mention}")


def test_decoys_speak_of_closing() -> None:
    assert all("closed" in words or "reopened" in words for words in BOT_DECOYS)


async def test_a_greeting_may_speak_of_closing(box: Sandbox) -> None:
    thread = box.tickets.open(box.person("newcomer"), decoy=True)
    greeting = box.person("lead").reads(thread)[-1]["embeds"][0]["description"]
    assert greeting.endswith("\n".join(BOT_DECOYS))


@pytest.mark.parametrize(
    ("parent", "kind"), [(ChannelType.FORUM, 11), (ChannelType.NEWS, 10), (ChannelType.TEXT, 11)]
)
async def test_tickets_below_any_kind_of_channel(
    monkeypatch: pytest.MonkeyPatch, parent: ChannelType, kind: int
) -> None:
    seed = partial(sample_world.build, welcome=parent)
    async with Sandbox.open(seed=seed, heartbeat_interval=0.2) as box:
        monkeypatch.setattr(Route, "BASE", f"{box.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(box.gateway.base_url))
        async with running(EchoBot(), box, APP) as bot:
            thread_id = box.tickets.open(box.person("newcomer"), private=True)
            await bot.until("message", 2)
            thread = bot.get_channel(thread_id)
            assert isinstance(thread, discord.Thread)
            expected = 12 if parent is ChannelType.TEXT else kind
            assert thread.type.value == expected
            first = bot.heard[-2]
            assert first.content.startswith("Welcome <@")
            assert (first.id == thread_id) is (parent is ChannelType.FORUM)
            box.tickets.close(thread_id, box.person("lead"), archive=True)
            await bot.until("raw_thread_update")
            above = bot.get_channel(box.places.channels["welcome_tickets"])
            assert isinstance(above, discord.TextChannel | discord.ForumChannel)
            if parent is not ChannelType.TEXT:
                archived = [it.id async for it in above.archived_threads(limit=None)]
                assert archived == [thread_id]
                with pytest.raises(DiscordError):
                    box.person("ticketbot").open_thread(above.id, "private", private=True)


async def test_a_quiet_thread_is_archived_when_its_time_has_come(box: Sandbox) -> None:
    wren = box.person("newcomer")
    busy, quiet = (box.tickets.open_quiet(wren, asleep_in=600) for _ in range(2))
    box.world.clock.travel(500)
    wren.say(busy, "still here")
    assert box.auto_archive.look() == []
    box.world.clock.travel(101)
    assert box.auto_archive.look() == [quiet]
    meta = box.world.backend.get_thread(quiet).thread_metadata
    assert meta is not None
    assert (meta.archived, meta.locked) == (True, False)
    # Whoever wakes it gives it as long again.
    box.person("lead").edit_thread(quiet, archived=False)
    box.world.clock.travel(86_310)
    assert busy in box.auto_archive.look()
    box.world.clock.travel(100)
    assert box.auto_archive.look() == [quiet]


async def test_what_was_overdue_before_the_sandbox_opened_stays_open(box: Sandbox) -> None:
    box.tickets.open_quiet(box.person("newcomer"), asleep_in=-60)
    assert box.auto_archive.look() == []


async def test_a_server_has_all_its_fields(box: Sandbox) -> None:
    async with running(EchoBot(), box, APP) as bot:
        (created,) = bot.came("GUILD_CREATE")
        fetched = await bot.http.get_guild(box.places.guild_id)
        for guild in (created, fetched):
            assert {"nsfw_level", "safety_alerts_channel_id", "incidents_data"} <= set(guild)
        member = created["members"][0]
        assert {"flags", "primary_guild"} <= set(member["user"])
        assert "flags" in member
