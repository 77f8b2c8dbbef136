"""This bot, declared: what it asks Discord for, its rooms, its features."""

from typing import Final

import discord

from apps.welcomecrew.access import ADMINS, AUDIENCE_NAMES
from apps.welcomecrew.base import BASE
from apps.welcomecrew.features import FEATURES, PACKAGE, WelcomecrewSettings
from apps.welcomecrew.ground import WelcomecrewGround, lay_ground
from apps.welcomecrew.help import PAGES
from apps.welcomecrew.needs import POST_PERMISSIONS, TICKET_PERMISSIONS
from apps.welcomecrew.settings import WelcomecrewGroundSettings
from shared.checkup.command_line import Program
from shared.features.app import App
from shared.features.feature import features_in
from shared.features.running import program as program_of

INTENTS: Final = discord.Intents(guilds=True, guild_messages=True, message_content=True)
"""Message content: the ticket bot's "closed by …" is invisible without it. Members: not needed."""

INVITE_PERMISSIONS: Final = TICKET_PERMISSIONS | POST_PERMISSIONS
"""What the bot is invited with: everything that it can make use of, and nothing else."""

APP: Final = App[WelcomecrewGround, WelcomecrewGroundSettings](
    service="welcomecrew",
    description="The ticket bot.",
    listed=features_in(PACKAGE, FEATURES),
    settings=WelcomecrewSettings,
    lay_ground=lay_ground,
    base=BASE,
    belongs=lambda settings: settings.roles.belongs,
    audience_names=AUDIENCE_NAMES,
    operators=ADMINS,
    intents=INTENTS,
    invite=INVITE_PERMISSIONS,
    colour=discord.Colour.teal(),
    help=PAGES,
    makes_tabs=frozenset({"sheet1_name", "sheet4_name"}),
)


def program() -> Program[WelcomecrewGroundSettings]:
    """What the command line can ask for."""
    return program_of(APP)
