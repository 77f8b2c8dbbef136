"""What may be chosen in a select menu, on a message or in a form."""

from collections.abc import Sequence
from typing import Final

from sandbox.discord.backend.backend import WorldBackend
from sandbox.discord.people.resolved import resolve
from sandbox.discord.simcord_door import ComponentType, DiscordError
from sandbox.discord.wire import Payload, as_objects, snowflake

# Of a chosen thing, the kind that it must be.
_KINDS: Final = {
    ComponentType.USER_SELECT: ("users",),
    ComponentType.ROLE_SELECT: ("roles",),
    ComponentType.MENTIONABLE_SELECT: ("users", "roles"),
    ComponentType.CHANNEL_SELECT: ("channels",),
}


def check_count(menu: Payload, values: Sequence[str]) -> None:
    """Refuse too many, too few, or the same twice."""
    most, least = int(menu.get("max_values", 1)), int(menu.get("min_values", 1))
    if not least <= len(values) <= most or len(set(values)) != len(values):
        raise DiscordError(400, 50035, f"Choose {least} to {most}")


def check_values(
    backend: WorldBackend, channel_id: int, menu: Payload, values: Sequence[str], resolved: Payload
) -> None:
    """Refuse what the menu doesn't offer; people, roles and channels are put into `resolved`."""
    kind = ComponentType(menu["type"])
    if kind is ComponentType.STRING_SELECT:
        offered = {option["value"] for option in as_objects(menu.get("options"))}
        if not set(values) <= offered:
            raise DiscordError(400, 50035, f"Choose among {sorted(offered)}")
        return
    for value in values:
        chosen: Payload = {}
        resolve(backend, channel_id, snowflake(value), chosen)
        if not any(it in chosen for it in _KINDS[kind]):
            raise DiscordError(400, 50035, f"{value} is none of {_KINDS[kind]}")
        for name, objects in chosen.items():
            resolved.setdefault(name, {}).update(objects)
