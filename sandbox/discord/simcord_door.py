"""The only file that touches simcord: its words for the world, its REST routes, one correction.

simcord is made for one bot inside one test. Here it serves several bots for hours: `backend/`
bounds what it keeps, lets each request act as its own application, and adds the rules of Discord
that it lacks.
"""

from simcord.backend import Backend as SimcordBackend
from simcord.backend import permissions, serializers
from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError, SetupError
from simcord.backend.models import (
    Channel,
    Guild,
    GuildEmoji,
    Interaction,
    Member,
    Message,
    Overwrite,
    Role,
    ThreadMetadata,
    User,
)
from simcord.backend.models import channel as channel_models
from simcord.components import walk_components
from simcord.enums import ChannelType, MessageType, OverwriteType
from simcord.http import router
from simcord.http import routes as _routes
from simcord.intents import censor_message, prune_guild_create, required_intent
from simcord.interactions import base_payload, command_leaves, nest_options, walk_to_subcommand

# The models are the vocabulary of the world: rules and people read them, `backend/` changes them.
DiscordError = BackendError
__all__ = [
    "Channel",
    "ChannelType",
    "DiscordError",
    "Guild",
    "GuildEmoji",
    "Interaction",
    "Member",
    "Message",
    "MessageType",
    "Overwrite",
    "OverwriteType",
    "Role",
    "SetupError",
    "SimcordBackend",
    "ThreadMetadata",
    "User",
    "base_payload",
    "censor_message",
    "channel_accessible",
    "command_leaves",
    "flags",
    "nest_options",
    "permissions",
    "prune_guild_create",
    "required_intent",
    "router",
    "serializers",
    "walk_components",
    "walk_to_subcommand",
]

# Importing the routes registers them; the name is kept so that the import is not idle.
REGISTERED_ROUTES = _routes.__all__

# simcord doesn't know the threads of announcement channels.
ANNOUNCEMENT_THREAD = 10
channel_models.THREAD_TYPES = (*channel_models.THREAD_TYPES, ANNOUNCEMENT_THREAD)  # pyright: ignore[reportAttributeAccessIssue, reportConstantRedefinition] - a tuple of ints, asked with `in`


def flags(*names: str) -> int:
    """Permissions by name, as the number that Discord makes of them."""
    return sum(permissions.flag(name) for name in set(names))
