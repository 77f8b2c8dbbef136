"""The demo's server with more people on it, some with names that look like something else."""

from typing import Final

from sandbox.discord.scenes import sample_world
from sandbox.discord.scenes.guild_builder import Places
from sandbox.discord.simcord_door import ChannelType
from sandbox.discord.world.world import World

APPS: Final = (sample_world.CLANMATCH, sample_world.WELCOMECREW)

# None ends in a clan's tag: which part of a name is the tag would be anybody's guess.
GUESTS: Final = (
    "Wren",
    "Big-Bad-Wolf",
    "C1Cfan",
    "xX_Reaper_Xx",
    "Ana-Lucía",
    "ひかり",
    "user.name",
    "O'Neil",
    "Vex1234",
    "Mørk",
)
LAST_SEAT, RESTLESS_CLAN, RENAMED_CLAN = "GSHW", "XCQ", "XAG"
SEATS_AT: Final = (LAST_SEAT, RESTLESS_CLAN, RENAMED_CLAN)
"""Clans in which recruiters hold seats: one has a single one, of one people change the number, of
one the tag. No ticket is closed with them, and nobody else asks for them."""
# Where people talk: each has a channel alone, so that every answer can be told from the others'.
CORNERS: Final = {"member": "clan:NOX", "recruiter": "clan:EMB", "newcomer": "clan:MART"}


def build(
    world: World,
    *,
    welcome: ChannelType = ChannelType.TEXT,
    promo: ChannelType = ChannelType.TEXT,
) -> Places:
    """The demo's server and the guests; ticket channels of these kinds."""
    places = sample_world.build(world, welcome=welcome, promo=promo)
    for name in GUESTS:
        user_id = world.add_user(name)
        world.backend.add_member(places.guild_id, user_id)
        places.people[guest(name)] = user_id
    return places


def guest(name: str) -> str:
    """The key of a guest among the people."""
    return f"guest:{name}"
