"""What the lists of slash commands say: every command, and every option that it has."""

from discord import app_commands
from discord.ext import commands

from tests.behaviour.clanmatch.seats import open_office
from tests.behaviour.welcomecrew.crew import open_crew

NOT_GIVEN = "…"
"""What discord.py says where nothing was said."""


def undescribed(bot: commands.Bot) -> list[str]:
    found = [each for each in bot.tree.walk_commands() if isinstance(each, app_commands.Command)]
    assert found
    return [
        f"/{command.qualified_name} {option}"
        for command in found
        for option, words in (
            ("", command.description),
            *((each.name, str(each.description)) for each in command.parameters),
        )
        if words == NOT_GIVEN
    ]


async def test_every_option_of_clanmatch_is_described() -> None:
    async with open_office() as office:
        assert undescribed(office.cluster.bot) == []


async def test_every_option_of_welcomecrew_is_described() -> None:
    async with open_crew() as crew:
        assert undescribed(crew.bot) == []
