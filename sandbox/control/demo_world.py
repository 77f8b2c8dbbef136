"""The demo's server: the sample world, with colours and topics, tickets of long ago and of late."""

from datetime import datetime

from sandbox.discord.scenes import past_tickets, recent_tickets, sample_world
from sandbox.discord.scenes.guild_builder import Places
from sandbox.discord.simcord_door import ChannelType
from sandbox.discord.world.world import World
from sandbox.environment import seats_env
from sandbox.sheets.sample import CLANMATCH_ID, WELCOMECREW_ID
from sandbox.sheets.service import SheetsService

_TAB = "Sheet1"
_WELCOMES = "WelcomeTemplates"
# The sample leaves these clans without a channel for welcomes; here one of them is enough.
_MORE_CHANNELS = {
    "VAGR": "ember-hollow",
    "XCQ": "silver-thorn",
    "S-KA": "umbral-host",
    "RNY": "zenith-watch",
}
_COLORS = {
    "scout": 0x3498DB,
    "coordinator": 0x1ABC9C,
    "recruiter": 0x2ECC71,
    "lead": 0xE67E22,
    "admin": 0xE74C3C,
    "bots": 0x7289DA,
}
_TOPICS = {
    "general": "Members talk here; clanmatch says hello to newcomers",
    "commands": "Try the bots here: !help",
    "welcome_tickets": "Newcomers' tickets: one thread each",
    "promo_tickets": "Members who come back or move: one thread each",
    "recruitment": "Staff only",
    "log": "What the bots have to report",
}


def build(world: World) -> Places:
    places = sample_world.build(world)
    backend = world.backend
    for key, color in _COLORS.items():
        backend.guilds[places.guild_id].roles[places.roles[key]].color = color
    for key, topic in _TOPICS.items():
        backend.channels[places.channels[key]].topic = topic
    lead = places.people["lead"]
    for tag, name in _MORE_CHANNELS.items():
        hall = backend.create_channel(
            places.guild_id, name, parent_id=places.channels["clans"], type=ChannelType.TEXT
        )
        places.channels[f"clan:{tag}"] = hall.id
    morning = backend.create_thread(places.channels["recruitment"], "morning-list", lead)
    places.channels["morning"] = morning.id
    past_tickets.load(world, places)
    recent_tickets.load(world, places)
    return places


def fill_sheet(sheets: SheetsService, places: Places, now: datetime) -> None:
    """The rows of tickets that were closed of late, and the channels of some clans."""
    tags = [row[0] for row in sheets.rows(CLANMATCH_ID, _WELCOMES)]
    for tag in _MORE_CHANNELS:
        # As text: of a number so long Google keeps fifteen digits.
        channel = f"'{places.channels[f'clan:{tag}']}"
        sheets.set_cell(CLANMATCH_ID, _WELCOMES, tags.index(tag) + 1, 2, channel)
    for number, cells in enumerate(recent_tickets.rows(now), start=2):
        for column, text in enumerate(cells, start=1):
            sheets.set_cell(WELCOMECREW_ID, _TAB, number, column, text)


def more_env(app: str, places: Places) -> dict[str, str]:
    """What the bots have here beside the environment of every sandbox."""
    if app != "welcomecrew":
        return seats_env(places)
    return {
        "MORNING_LIST_TIME": "07:00",
        "MORNING_LIST_THREAD_ID": str(places.channels["morning"]),
        "MORNING_LIST_PING_ROLE_ID": str(places.roles["recruiter"]),
    }
