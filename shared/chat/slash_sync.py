"""Tells Discord about slash commands only when they changed: one look, seldom a write."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from discord import app_commands

from shared.chat.passing import REST_FAILURES, in_words, persistently

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
    "default_member_permissions",
)
_CHAT_INPUT: Final = 1
# The command that opens an app's Activity; Discord makes it, and discord.py 2.7.1 has no word
# for it. It may not be left out when all commands are overwritten (error 50240).
_ENTRY_POINT: Final = 4
# What Discord gives for each command, and takes from nobody.
_GIVEN: Final = frozenset({"application_id", "guild_id", "version"})


async def sync_if_changed(tree: app_commands.CommandTree[Any]) -> bool:
    """Compare our commands with Discord's and replace Discord's when they differ.

    Returns whether anything was written. A failure is logged: prefix commands work without.
    """
    http, application = tree.client.http, tree.client.application_id
    if application is None:
        raise RuntimeError("log in before syncing")
    try:
        there: Sequence[Any] = await persistently(lambda: http.get_global_commands(application))
        here = [command.to_dict(tree) for command in tree.get_commands()]
        kept, replaced = entry_points(there)
        if shapes(replaced) == shapes(here):
            return False
        await persistently(
            lambda: http.bulk_upsert_global_commands(application, payload=[*here, *kept])
        )
    except REST_FAILURES as error:
        _log.warning(
            "slash commands were not synced, prefix commands still work: %s", in_words(error)
        )
        return False
    _log.info("slash commands changed: %d synced", len(here))
    return True


def entry_points(
    commands: Sequence[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], list[Mapping[str, Any]]]:
    """Of Discord's list, what must be sent back as it is, and what is ours to replace."""
    kept = [
        {key: value for key, value in command.items() if key not in _GIVEN}
        for command in commands
        if command.get("type") == _ENTRY_POINT
    ]
    return kept, [command for command in commands if command.get("type") != _ENTRY_POINT]


def shapes(commands: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is ours to define in `commands`, in a form that can be compared."""
    top = [{"type": _CHAT_INPUT, **command} for command in commands]
    return sorted((_shape(command) for command in top), key=lambda shape: str(shape["name"]))


def _shape(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _comparable(key, value)
        for key in _KEPT
        # Discord leaves out what is empty or false; so do we, to compare alike.
        if (value := part.get(key))
    }


def _comparable(key: str, value: Any) -> Any:  # noqa: ANN401 - JSON of any kind
    if key in {"options", "choices"}:
        return [_shape(inner) for inner in value]
    if key == "default_member_permissions":
        return str(value)  # a number of ours, a text of Discord's
    return _plain(value)


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON of any kind
    """Enumerations as their numbers, lists of them too."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType] - JSON
    return getattr(value, "value", value)
