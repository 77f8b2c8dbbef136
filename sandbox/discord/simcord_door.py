"""The only file that touches simcord: its words for the world, its REST routes, one correction.

simcord is made for one bot inside one test. Here it serves several bots for hours: `backend/`
bounds what it keeps, lets each request act as its own application, and adds the rules of Discord
that it lacks.
"""
# ruff: noqa: F401
# pyright: reportUnusedImport=false
# (what is imported here is for others)

from copy import deepcopy
from types import SimpleNamespace
from typing import Any, Final

from simcord import components as _components
from simcord.backend import Backend as SimcordBackend
from simcord.backend import permissions, serializers
from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError, SetupError
from simcord.backend.models import (
    Channel,
    Guild,
    Interaction,
    Member,
    Message,
    Overwrite,
    Role,
    ThreadMetadata,
)
from simcord.backend.models import channel as channel_models
from simcord.components import walk_components
from simcord.enums import (
    SELECT_TYPES,
    AppCommandType,
    CallbackType,
    ChannelType,
    ComponentType,
    InteractionType,
    MessageType,
    OptionType,
    OverwriteType,
)
from simcord.http import (
    router,
    routes,  # importing them registers them
)
from simcord.intents import censor_message, prune_guild_create, required_intent
from simcord.interactions import (
    base_payload,
    command_leaves,
    nest_options,
    validate_option_value,
    walk_to_subcommand,
)

DiscordError = BackendError

# simcord doesn't know the threads of announcement channels.
ANNOUNCEMENT_THREAD = 10
channel_models.THREAD_TYPES = (*channel_models.THREAD_TYPES, ANNOUNCEMENT_THREAD)  # pyright: ignore[reportAttributeAccessIssue, reportConstantRedefinition] - a tuple of ints, asked with `in`


def _copied(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """A copy of JSON that shares nothing with it."""
    if type(value) is dict:
        return {key: _copied(each) for key, each in value.items()}  # pyright: ignore[reportUnknownVariableType] - as above
    if type(value) is list:
        return [_copied(each) for each in value]  # pyright: ignore[reportUnknownVariableType] - as above
    return value if value is None or type(value) in _PLAIN else deepcopy(value)


_PLAIN: Final = frozenset({str, int, float, bool})
# simcord copies the controls of each message four times, each time for all that a thing could be.
# For a panel that is 0.3 ms each time it is edited, and 0.1 ms so.
_components.deepcopy = _copied  # pyright: ignore[reportPrivateImportUsage] - the same, for JSON
router.copy = SimpleNamespace(deepcopy=_copied)  # pyright: ignore[reportPrivateImportUsage, reportAttributeAccessIssue] - nothing else of it is used


def flags(*names: str) -> int:
    """Permissions by name, as the number that Discord makes of them."""
    return sum(permissions.flag(name) for name in set(names))
