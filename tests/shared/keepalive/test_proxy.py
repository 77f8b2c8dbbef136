"""A proxy between the bot and Discord: headers that it changes, pages that it shows instead."""

import aiohttp
import discord
import pytest
from discord import app_commands
from discord.ext import commands

from sandbox.discord.faults import RestFault
from sandbox.server import Sandbox
from shared.chat.passing import in_words, passes_by
from tests.sandbox.discord.clients import box
from tests.shared.keepalive.living import BOT, living

__all__ = ["box"]


class Greeter(commands.Bot):
    """Answers a slash command and speaks once more, which goes another way than its messages."""

    def __init__(self, guild_id: int) -> None:
        super().__init__("!", intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
        self.home = discord.Object(guild_id)
        self.said: list[discord.Message] = []

    async def setup_hook(self) -> None:
        async def hi(interaction: discord.Interaction[discord.Client]) -> None:
            await interaction.response.send_message("hi")
            self.said += [await interaction.original_response()]
            self.said += [await interaction.followup.send("there", wait=True)]

        self.tree.add_command(
            app_commands.Command(name="hi", description="Says hi.", callback=hi), guild=self.home
        )
        await self.tree.sync(guild=self.home)


async def test_a_charset_in_the_header_is_no_other_format(box: Sandbox) -> None:
    box.faults.rest(RestFault(content_type="application/json; charset=utf-8"))
    general, bot = box.places.channels["general"], Greeter(box.places.guild_id)
    async with living(box, bot):
        sent = await bot.get_partial_messageable(general).send("hello")
        assert sent.content == "hello"
        box.person("member").slash(general, BOT, "hi")
        await box.records.until(lambda: len(bot.said) == 2)
    assert [message.content for message in bot.said] == ["hi", "there"]


async def test_a_refusal_with_a_charset_keeps_its_code(box: Sandbox) -> None:
    box.faults.rest(RestFault(content_type="application/json; charset=utf-8"))
    general, bot = box.places.channels["general"], Greeter(box.places.guild_id)
    async with living(box, bot):
        with pytest.raises(discord.NotFound) as refused:
            await bot.get_partial_messageable(general).fetch_message(1)
    assert refused.value.code == 10008


async def test_a_page_in_place_of_an_answer_is_a_failed_call(box: Sandbox) -> None:
    general, bot = box.places.channels["general"], Greeter(box.places.guild_id)
    async with living(box, bot):
        box.faults.rest(RestFault("POST *", content_type="text/html", times=1))
        with pytest.raises(aiohttp.ContentTypeError) as failed:
            await bot.get_partial_messageable(general).send("hello")
    assert passes_by(failed.value)
    assert in_words(failed.value) == "Discord answered with something that I don't understand"
