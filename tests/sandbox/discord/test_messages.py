"""Messages by Discord's rules, through the real client."""

import io
from datetime import timedelta

import discord
import pytest
from discord.http import MultipartParameters, handle_message_parameters

from sandbox.discord.cdn.pictures import draw_crest
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, running, take_from_bots


def code_of(error: pytest.ExceptionInfo[discord.HTTPException]) -> int:
    return error.value.code


def texts(box: Sandbox, channel: int) -> list[str]:
    return [m.content for m in box.world.backend.messages[channel].values()]


async def test_the_same_nonce_gives_the_first_message(box: Sandbox) -> None:
    general = box.places.channels["general"]
    async with running(EchoBot(), box) as one, running(EchoBot(), box) as two:
        first = await one.get_partial_messageable(general).send("a", nonce="answer-1")
        again = await two.get_partial_messageable(general).send("b", nonce="answer-1")
        assert again.id == first.id
        assert again.content == "a"
        box.world.clock.travel(301)
        later = await two.get_partial_messageable(general).send("c", nonce="answer-1")
    assert later.id != first.id
    assert texts(box, general) == ["a", "c"]


async def test_another_bot_with_the_same_nonce_is_another_author(box: Sandbox) -> None:
    general = box.places.channels["general"]
    async with running(EchoBot(), box) as one, running(EchoBot(), box, "welcomecrew") as two:
        await one.get_partial_messageable(general).send("a", nonce="n")
        await two.get_partial_messageable(general).send("b", nonce="n")
    assert texts(box, general) == ["a", "b"]


async def test_history_pages_in_discords_order(box: Sandbox) -> None:
    general, member = box.places.channels["general"], box.person("member")
    ids = [member.say(general, f"m{number}") for number in range(250)]
    async with running(EchoBot(), box) as bot:
        channel = bot.get_partial_messageable(general)
        newest = [m.id async for m in channel.history(limit=None)]
        oldest = [m.id async for m in channel.history(limit=None, oldest_first=True)]
        after = [m.id async for m in channel.history(limit=10, after=discord.Object(ids[0]))]
        around = [m.id async for m in channel.history(limit=5, around=discord.Object(ids[100]))]
        before = [m.id async for m in channel.history(limit=3, before=discord.Object(ids[100]))]
    assert newest == ids[::-1]
    assert oldest == ids
    assert after == ids[1:11]
    assert sorted(around) == ids[98:103]
    assert before == [ids[99], ids[98], ids[97]]


async def test_bulk_delete_refuses_the_old_and_the_double(box: Sandbox) -> None:
    general, member = box.places.channels["general"], box.person("member")
    with box.world.clock.at(box.world.clock.now() - timedelta(days=15)):
        old = member.say(general, "old")
    young = [member.say(general, f"young {number}") for number in range(3)]
    async with running(EchoBot(), box) as bot:
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.delete_messages(general, [young[0], old])
        assert code_of(refused) == 50034
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.delete_messages(general, [young[0], young[0]])
        assert code_of(refused) == 50035
        await bot.http.delete_messages(general, [young[0], young[1]])
    assert texts(box, general) == ["old", "young 2"]


async def test_uploads_are_served_by_the_cdn_and_embeds_point_there(box: Sandbox) -> None:
    general, picture = box.places.channels["general"], draw_crest("NOX")
    async with running(EchoBot(), box) as bot:
        embed = discord.Embed(title="crest").set_thumbnail(url="attachment://crest.png")
        files = [
            discord.File(io.BytesIO(picture), "crest.png"),
            discord.File(io.BytesIO(b"notes"), "notes.txt", description="what was said"),
        ]
        sent = await bot.get_partial_messageable(general).send(embed=embed, files=files)
        assert [a.filename for a in sent.attachments] == ["notes.txt"]
        assert sent.attachments[0].description == "what was said"
        assert await sent.attachments[0].read() == b"notes"
        address = sent.embeds[0].thumbnail.url or ""
        assert address.startswith(f"{box.url}/cdn/attachments/")
        assert await bot.http.get_from_cdn(address) == picture


async def test_crests_and_avatars_have_bytes(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        emoji = next(e for e in bot.guilds[0].emojis if e.name == "F_IT")
        assert (await emoji.read()).startswith(b"\x89PNG")
        assert bot.user is not None
        assert (await bot.user.display_avatar.read()).startswith(b"\x89PNG")


async def test_at_most_ten_files(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        channel = bot.get_partial_messageable(box.places.channels["general"])
        files = [discord.File(io.BytesIO(b"x"), f"{number}.txt") for number in range(11)]
        form = handle_message_parameters(files=files)
        with form as parameters, pytest.raises(discord.HTTPException) as refused:
            await bot.http.send_message(channel.id, params=parameters)
    assert code_of(refused) == 50035


async def test_reactions_and_their_limits(box: Sandbox) -> None:
    general = box.places.channels["general"]
    message = box.person("member").say(general, "react to me")
    async with running(EchoBot(), box) as bot:
        partial = bot.get_partial_messageable(general).get_partial_message(message)
        await partial.add_reaction("🏓")
        fetched = await partial.fetch()
        assert [(r.emoji, r.me) for r in fetched.reactions] == [("🏓", True)]
        with pytest.raises(discord.HTTPException) as refused:
            await partial.add_reaction("notemoji")
        assert code_of(refused) == 10014
        for code in range(0x1F600, 0x1F600 + 19):
            await partial.add_reaction(chr(code))
        with pytest.raises(discord.HTTPException) as refused:
            await partial.add_reaction("💡")
        assert code_of(refused) == 30010
        await partial.clear_reactions()


async def test_pinning_has_its_own_permission(box: Sandbox) -> None:
    general = box.places.channels["general"]
    message = box.person("member").say(general, "pin me")
    async with running(EchoBot(), box) as bot:
        partial = bot.get_partial_messageable(general).get_partial_message(message)
        with pytest.raises(discord.Forbidden):
            await partial.pin()
        role = box.world.backend.get_role(box.places.guild_id, box.places.roles["bots"])
        permissions = discord.Permissions(role.permissions)
        permissions.pin_messages = True
        role.permissions = permissions.value
        await partial.pin()
        assert [m.id async for m in bot.get_partial_messageable(general).pins()] == [message]


async def test_foreign_messages_cannot_be_edited(box: Sandbox) -> None:
    general = box.places.channels["general"]
    message = box.person("member").say(general, "mine")
    async with running(EchoBot(), box) as bot:
        with pytest.raises(discord.Forbidden) as refused:
            await bot.http.edit_message(
                general, message, params=MultipartParameters({"content": "x"}, None, None)
            )
    assert code_of(refused) == 50005


async def test_long_embeds_are_refused(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        channel = bot.get_partial_messageable(box.places.channels["general"])
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send(embeds=[discord.Embed(description="x" * 3_500)] * 2)
    assert code_of(refused) == 50035


async def test_embeds_and_files_need_their_permissions(box: Sandbox) -> None:
    take_from_bots(box, "embed_links", "attach_files")
    everyone = box.world.backend.get_role(box.places.guild_id, box.places.guild_id)
    everyone.permissions &= ~discord.Permissions(embed_links=True, attach_files=True).value
    async with running(EchoBot(), box) as bot:
        channel = bot.get_partial_messageable(box.places.channels["general"])
        with pytest.raises(discord.Forbidden):
            await channel.send(embed=discord.Embed(title="x"))
        with pytest.raises(discord.Forbidden):
            await channel.send(file=discord.File(io.BytesIO(b"x"), "x.txt"))
        await channel.send("words are free")
