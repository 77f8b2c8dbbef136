"""Lines for the people who run the bot."""

from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from shared.chat.errors import ExpectedFailure
from shared.chat.log_channel import LogChannel
from shared.chat.places import find_place
from tests.behaviour.simulated import Simulated, simulated

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def bot() -> discord.Client:
    return discord.Client(intents=discord.Intents.all())


def kept(world: Simulated, channel: Any) -> list[Any]:
    return list(world.env.backend.messages.get(channel.id, {}).values())


async def test_a_line_is_posted_and_rings_for_nobody() -> None:
    client = bot()
    async with simulated(client, start=NOON) as world:
        channel = world.guild.create_text_channel("log")
        await world.env.settle()
        await LogChannel(client=client, channel_id=channel.id).say(
            "@everyone refreshed " + "x" * 3000, about=("refresh", 1)
        )

        (line,) = kept(world, channel)
        assert not line.mention_everyone
        assert len(line.content) == 2000


async def test_a_call_for_help_rings_for_its_role_alone() -> None:
    client = bot()
    async with simulated(client, start=NOON) as world:
        channel, role = world.guild.create_text_channel("log"), world.guild.create_role("watch")
        await world.env.settle()
        await LogChannel(client=client, channel_id=channel.id).call(
            role.id, "@everyone help", about=("incident", "x")
        )

        line = channel.last_message
        assert line.content.startswith(f"<@&{role.id}> ")
        assert not line.mention_everyone
        assert [it.id for it in line.role_mentions] == [role.id]


async def test_it_never_fails_whoever_reports() -> None:
    client = bot()
    async with simulated(client, start=NOON) as world:
        me = world.env.bot.user
        overwrites = {me: discord.PermissionOverwrite(send_messages=False)}
        closed = world.guild.create_text_channel("closed", overwrites=overwrites)
        await world.env.settle()
        for channel_id in (None, 1, closed.id):
            await LogChannel(client=client, channel_id=channel_id).say("line", about=("x",))
        assert kept(world, closed) == []


async def test_places() -> None:
    client = bot()
    async with simulated(client, start=NOON) as world:
        parent = world.guild.create_text_channel("parent")
        category = world.guild.create_category("category")
        backend = world.env.backend
        thread = backend.create_thread(parent.id, "old", backend.bot_user.id)
        backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
        await world.env.settle()

        # An archived thread is not in the cache.
        assert client.get_channel(thread.id) is None
        assert (await find_place(client, thread.id)).id == thread.id
        assert (await find_place(client, parent.id)).id == parent.id
        with pytest.raises(ExpectedFailure, match="no channel or thread"):
            await find_place(client, 1)
        with pytest.raises(ExpectedFailure, match="nothing that messages"):
            await find_place(client, category.id)
