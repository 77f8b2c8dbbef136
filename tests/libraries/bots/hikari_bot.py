"""The visitor's lines in hikari."""

import os

import hikari

bot = hikari.GatewayBot(
    os.environ["TOKEN"],
    rest_url=os.environ["API_URL"],
    intents=hikari.Intents.ALL_UNPRIVILEGED | hikari.Intents.MESSAGE_CONTENT,
    banner=None,
)


@bot.listen()
async def on_started(event: hikari.StartedEvent) -> None:
    me = bot.get_me()
    hi = bot.rest.slash_command_builder("hi", "Says hi.")
    hi.add_option(
        hikari.CommandOption(
            type=hikari.OptionType.STRING, name="whom", description="Whom?", is_required=True
        )
    )
    await bot.rest.set_application_commands(me.id, [hi], guild=int(os.environ["GUILD_ID"]))


@bot.listen()
async def on_message(event: hikari.GuildMessageCreateEvent) -> None:
    if event.content == "!hello":
        row = bot.rest.build_message_action_row()
        row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "press", label="Press")
        embed = hikari.Embed(title="Hello").add_field("from", "hikari")
        await event.message.respond("hello", embed=embed, component=row, reply=True)
    if event.content == "!edit":
        sent = await event.message.respond("one")
        await sent.edit("two")


@bot.listen()
async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
    asked = event.interaction
    if isinstance(asked, hikari.ComponentInteraction):
        await asked.create_initial_response(
            hikari.ResponseType.MESSAGE_UPDATE, "pressed", components=[]
        )
        await asked.execute("and more", flags=hikari.MessageFlag.EPHEMERAL)
    elif isinstance(asked, hikari.CommandInteraction):
        whom = asked.options[0].value
        await asked.create_initial_response(
            hikari.ResponseType.MESSAGE_CREATE, f"hi {whom}", flags=hikari.MessageFlag.EPHEMERAL
        )
        await asked.edit_initial_response(f"hi again {whom}")


bot.run()
