"""The demo's server as a busy town: fifty channels full of people, some of them open tickets."""

from typing import Final

from sandbox.discord.scenes import sample_world
from sandbox.discord.scenes.guild_builder import Places
from sandbox.discord.simcord_door import ChannelType
from sandbox.discord.world.world import World
from sandbox.server import Sandbox

CHANNELS: Final = 50
_TICKETS: Final = 5
PEOPLE: Final = tuple(f"townsfolk{number:02d}" for number in range(40))
CLICKERS: Final = tuple(f"clicker{number:02d}" for number in range(10))


def build(world: World) -> Places:
    """The demo's server, its new channels and its crowd."""
    places = sample_world.build(world)
    for name in (*PEOPLE, *CLICKERS):
        user_id = world.add_user(name)
        world.backend.add_member(places.guild_id, user_id)
        places.people[name] = user_id
    for number in range(CHANNELS - _TICKETS):
        name = f"talk-{number:02d}"
        channel = world.backend.create_channel(
            places.guild_id, name, type=ChannelType.TEXT, overwrites=[], parent_id=None
        )
        places.channels[name] = channel.id
    return places


def open_tickets(box: Sandbox) -> None:
    """The rest of the fifty: threads that welcomecrew watches."""
    for number in range(_TICKETS):
        thread_id = box.tickets.open(box.person(PEOPLE[number]))
        for name in PEOPLE:
            box.world.backend.add_thread_member(thread_id, box.places.people[name])
        box.places.channels[f"talk-{CHANNELS - _TICKETS + number:02d}"] = thread_id


def talk_channels(box: Sandbox) -> list[int]:
    """All fifty."""
    return [box.places.channels[f"talk-{number:02d}"] for number in range(CHANNELS)]
