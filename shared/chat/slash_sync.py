"""Tells Discord about slash commands only when they changed: one look, seldom a write."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

import aiohttp
import discord
from discord import app_commands

_log = logging.getLogger(__name__)

# What we define, and Discord gives back unchanged. It adds ids, versions and defaults of its own.
_KEPT: Final = (
    "type",
    "name",
    "description",
    "required",
    "choices",
    "options",
    "autocomplete",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "channel_types",
    "value",
)
_CHAT_INPUT: Final = 1


async def sync_if_changed(tree: app_commands.CommandTree[Any]) -> bool:
    """Compare our commands with Discord's and replace Discord's when they differ.

    Returns whether anything was written. A failure is logged: prefix commands work without.
    """
    try:
        there = [command.to_dict() for command in await tree.fetch_commands()]
        here = [command.to_dict(tree) for command in tree.get_commands()]
        if shapes(there) == shapes(here):
            return False
        await tree.sync()
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.warning("slash commands were not synced, prefix commands still work: %s", error)
        return False
    _log.info("slash commands changed: %d synced", len(here))
    return True


def shapes(commands: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is ours to define in `commands`, in a form that can be compared."""
    top = [{"type": _CHAT_INPUT, **command} for command in commands]
    return sorted((_shape(command) for command in top), key=lambda shape: str(shape["name"]))


def _shape(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: [_shape(inner) for inner in value] if key in {"options", "choices"} else _plain(value)
        for key in _KEPT
        # Discord leaves out what is empty or false; so do we, to compare alike.
        if (value := part.get(key))
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON of any kind
    """Enumerations as their numbers, lists of them too."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType] - JSON
    return getattr(value, "value", value)
