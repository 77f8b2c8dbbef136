"""A discord.py bot that uses what ours don't yet: forms, private panels, many options, files."""

import io
from typing import Literal, Self

import discord
from discord import app_commands

from tests.sandbox.discord.clients import EchoBot

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6364f8cf500f0003860180"
    "5a347d6b0000000049454e44ae426082"
)
CLANS = ("Dawn Wardens", "Frost Oath", "Gilded Fang")


class Report(discord.ui.Modal, title="A report"):
    """A text of one line, one of several, a choice and two people."""

    def __init__(self) -> None:
        super().__init__(custom_id="report")
        self.headline = discord.ui.TextInput[Self](custom_id="headline", max_length=20)
        self.more = discord.ui.TextInput[Self](
            custom_id="more", style=discord.TextStyle.long, required=False
        )
        self.kind = discord.ui.Select[Self](
            custom_id="kind",
            options=[discord.SelectOption(label=it, value=it.lower()) for it in ("Good", "Bad")],
        )
        self.about = discord.ui.UserSelect[Self](custom_id="about", required=False, max_values=2)
        for text, control in (
            ("Headline", self.headline),
            ("More", self.more),
            ("Kind", self.kind),
            ("About", self.about),
        ):
            self.add_item(discord.ui.Label(text=text, component=control))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        about = ", ".join(sorted(it.name for it in self.about.values))
        text = f"{self.headline.value} | {self.more.value} | {self.kind.values[0]} | {about}"
        await interaction.response.send_message(text, ephemeral=True)


class Private(discord.ui.View):
    """A panel that one person sees: a form, a menu of roles, and a menu that changes the panel."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Report", custom_id="open-report")
    async def report(self, interaction: discord.Interaction, _: "discord.ui.Button[Self]") -> None:
        await interaction.response.send_modal(Report())

    @discord.ui.select(cls=discord.ui.RoleSelect, custom_id="role", placeholder="A role")
    async def role(
        self, interaction: discord.Interaction, select: "discord.ui.RoleSelect[Self]"
    ) -> None:
        await interaction.response.edit_message(content=f"role {select.values[0].name}")

    @discord.ui.select(
        custom_id="clan",
        placeholder="A clan",
        options=[discord.SelectOption(label=it, value=it) for it in CLANS],
    )
    async def clan(
        self, interaction: discord.Interaction, select: "discord.ui.Select[Self]"
    ) -> None:
        await interaction.response.edit_message(content=f"clan {select.values[0]}")


class FormBot(EchoBot):
    """`/panel`, `/match` with an option of each kind, and `/figures` with files."""

    async def setup_hook(self) -> None:
        await super().setup_hook()

        @self.tree.command(description="A panel for your eyes alone")
        async def panel(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("panel", view=Private(), ephemeral=True)

        @self.tree.command(description="Find a clan")
        @app_commands.describe(clan="Its name", hydra="What they do", spots="Free at least")
        async def match(  # noqa: PLR0917 - as a command declares its options
            interaction: discord.Interaction,
            clan: str,
            hydra: Literal["Normal", "Hard"] | None = None,
            spots: app_commands.Range[int, 1, 30] | None = None,
            casual: bool | None = None,
            who: discord.Member | None = None,
        ) -> None:
            told = (clan, hydra, spots, casual, who.name if who else None)
            await interaction.response.send_message(" | ".join(map(str, told)))

        @match.autocomplete("clan")
        async def clans(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            found = [it for it in CLANS if typed.lower() in it.lower()]
            return [app_commands.Choice(name=it, value=it.upper()) for it in found]

        @self.tree.command(description="Pictures and tables")
        async def figures(interaction: discord.Interaction) -> None:
            files = [
                discord.File(io.BytesIO(PIXEL), "bars.png", description="Bars of the week"),
                discord.File(io.BytesIO(b"tag,spots\nF-IT,3\n"), "figures.csv"),
            ]
            await interaction.response.send_message("the week", files=files)

        await self.tree.sync()
