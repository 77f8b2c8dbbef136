"""The visitor's lines in disnake."""

import os

import disnake
from disnake.ext import commands
from disnake.http import Route

Route.BASE = os.environ["API_URL"]
intents = disnake.Intents.default()
intents.message_content = True
bot = commands.InteractionBot(intents=intents, test_guilds=[int(os.environ["GUILD_ID"])])


@bot.slash_command(description="Says hi.")
async def hi(asked: disnake.ApplicationCommandInteraction, whom: str) -> None:
    await asked.response.send_message(f"hi {whom}", ephemeral=True)
    await asked.edit_original_response(f"hi again {whom}")


@bot.listen()
async def on_message(message: disnake.Message) -> None:
    if message.content == "!hello":
        embed = disnake.Embed(title="Hello").add_field("from", "disnake")
        button = disnake.ui.Button(label="Press", custom_id="press")
        await message.reply("hello", embed=embed, components=[button])
    if message.content == "!edit":
        sent = await message.channel.send("one")
        await sent.edit("two")


@bot.listen()
async def on_button_click(asked: disnake.MessageInteraction) -> None:
    await asked.response.edit_message("pressed", components=[])
    await asked.followup.send("and more", ephemeral=True)


bot.run(os.environ["TOKEN"])
