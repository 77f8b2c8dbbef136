"""The demo's server: a cluster of clans with its recruiters, members and both bots."""

import csv
from pathlib import Path

from sandbox.discord.scenes.guild_builder import GuildBuilder, Places
from sandbox.discord.simcord_door import ChannelType
from sandbox.discord.world.world import World

SAMPLE_FOLDER = Path(__file__).parents[2] / "sample"
CLANMATCH, WELCOMECREW = "clanmatch", "welcomecrew"

# What the invite links of the README ask for.
_BOT_PERMISSIONS = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "read_message_history",
    "embed_links",
    "attach_files",
    "add_reactions",
    "external_emojis",
    "manage_messages",
    "manage_threads",
    "create_public_threads",
)
_STAFF = ("admin", "lead", "recruiter", "bots")


def build(
    world: World,
    *,
    welcome: ChannelType = ChannelType.TEXT,
    promo: ChannelType = ChannelType.TEXT,
) -> Places:
    """Make the server; both applications must not exist yet.

    `welcome` and `promo`: the kinds of the ticket channels, text, announcement or forum.
    """
    builder = GuildBuilder(world, "C1C cluster", "Isolde")
    _roles(builder)
    _people(world, builder)
    _channels(builder, welcome, promo)
    for tag in ("C1C", *(row["TAG"] for row in _templates() if row["TAG"] != "C1C")):
        builder.crest(tag)
    return builder.places


def _roles(builder: GuildBuilder) -> None:
    builder.role("scout", "Recruitment Scout", mentionable=True)
    builder.role("coordinator", "Recruitment Coordinator", mentionable=True)
    builder.role("recruiter", "Recruiter", mentionable=True)
    builder.role("lead", "Recruitment Lead", "manage_threads")
    builder.role("admin", "Admin", "manage_guild", "manage_threads", "manage_messages")
    builder.role("bots", "Bots", *_BOT_PERMISSIONS)
    builder.role("tickets", "Tickets", *_BOT_PERMISSIONS, "create_private_threads")


def _people(world: World, builder: GuildBuilder) -> None:
    builder.person("admin", "Ravi", "admin")
    builder.person("lead", "Mira", "lead", "coordinator")
    builder.person("recruiter", "Tomas", "recruiter")
    builder.person("scout", "Yara", "recruiter", "scout")
    builder.person("member", "Kofi")
    builder.person("newcomer", "Wren")
    builder.person("ticketbot", "Ticket Bot", "bots", "tickets", bot=True)
    for name in (CLANMATCH, WELCOMECREW):
        builder.join(name, world.add_app(name).user_id, "bots")


def _channels(builder: GuildBuilder, welcome: ChannelType, promo: ChannelType) -> None:
    builder.channel("general", "general")
    builder.channel("commands", "bot-commands")
    builder.channel("welcome_tickets", "welcome-tickets", kind=welcome)
    builder.channel("promo_tickets", "promo-tickets", kind=promo)
    builder.channel("recruitment", "recruitment", only=_STAFF)
    builder.channel("log", "bot-log", only=_STAFF)
    builder.thread("recruiters", "recruitment", "recruiters", "lead")
    builder.thread("panels", "recruitment", "panels", "lead")
    builder.channel("clans", "Clans", kind=ChannelType.CATEGORY)
    for row in _templates():
        if channel := row["TARGET_CHANNEL_ID"]:
            name = row["CLAN"].lower().replace(" ", "-")
            builder.channel(f"clan:{row['TAG']}", name, parent="clans", channel_id=int(channel))


def _templates() -> list[dict[str, str]]:
    path = SAMPLE_FOLDER / "clanmatch" / "WelcomeTemplates.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
