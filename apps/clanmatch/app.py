"""The recruiters' and members' bot: what it is called, what it may, and what it is made of."""

from typing import Final

import discord

from apps.clanmatch.access import AUDIENCE_NAMES, LEADS, RECRUITERS, WELCOMERS, Roles
from apps.clanmatch.base import BASE
from apps.clanmatch.features import FEATURES, PACKAGE, ClanmatchSettings
from apps.clanmatch.ground import POST_PERMISSIONS, lay_ground
from apps.clanmatch.settings import ClanmatchGroundSettings
from shared.chat.gate import EVERYONE
from shared.chat.help import HelpPages
from shared.checkup.command_line import Program
from shared.features.app import App, Belongs
from shared.features.feature import features_in
from shared.features.running import program as program_of

INTENTS: Final = discord.Intents(
    guilds=True,
    guild_messages=True,
    guild_reactions=True,
    emojis_and_stickers=True,
    message_content=True,
)
"""Reactions: 💡. Emoji: crests. Message content: prefix commands. Members: not needed."""

INVITE_PERMISSIONS: Final = POST_PERMISSIONS | discord.Permissions(
    send_messages_in_threads=True,
    manage_messages=True,  # remove the messages that gave a command, clean up, take back a 💡
    manage_threads=True,  # open the panels' thread again when it was archived
    external_emojis=True,
)
"""What the bot is invited with: everything that it can make use of, and nothing else."""

HELP: Final = HelpPages(
    title="clanmatch",
    intro=(
        "I know the cluster's clans: who has open spots, what they ask, and how they play. "
        "What I tell comes from the roster sheet, which the clans' people keep."
    ),
    audiences={
        EVERYONE: "For everyone",
        RECRUITERS: "For recruiters",
        WELCOMERS: "For those who welcome",
        LEADS: "For recruitment leads and admins",
    },
    topics={
        "sheet": (
            "The roster is read a few times a day. `!reload` (leads) reads it now and names the "
            "rows that could not be read. When Google is away, the last good copy is used and its "
            "age is shown."
        ),
    },
)


def _belongs(settings: ClanmatchGroundSettings) -> Belongs:
    return Roles(
        recruiters=settings.recruiter_role_ids,
        leads=settings.lead_role_ids,
        admins=settings.admin_role_ids,
        welcomers=settings.welcome_allowed_roles,
    ).belongs


APP: Final = App(
    service="clanmatch",
    description="The recruiters' and members' bot of the cluster.",
    listed=features_in(PACKAGE, FEATURES),
    settings=ClanmatchSettings,
    base=BASE,
    lay_ground=lay_ground,
    belongs=_belongs,
    audience_names=AUDIENCE_NAMES,
    operators=LEADS,
    intents=INTENTS,
    invite=INVITE_PERMISSIONS,
    colour=discord.Colour(0x5865A8),
    help=HELP,
    makes_tabs=frozenset({"seats_worksheet_name"}),
    health_aliases=["status"],
    reads_only=True,
)


def program() -> Program[ClanmatchGroundSettings]:
    """What the command line can ask for."""
    return program_of(APP)
