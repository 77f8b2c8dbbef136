"""Slash commands as Discord's client offers them: what a person sees, and the options they fill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.discord.apps import App
from sandbox.discord.backend.backend import WorldBackend
from sandbox.discord.people.resolved import resolve
from sandbox.discord.simcord_door import (
    DiscordError,
    OptionType,
    SetupError,
    command_leaves,
    nest_options,
    validate_option_value,
    walk_to_subcommand,
)
from sandbox.discord.wire import Json, Payload, as_objects, snowflake

_BY_ID = (OptionType.USER, OptionType.CHANNEL, OptionType.ROLE, OptionType.MENTIONABLE)


@dataclass(frozen=True, slots=True)
class CommandMenu:
    """The slash commands of one bot, for one person in one channel."""

    backend: WorldBackend
    app: App
    user_id: int
    channel_id: int

    def offered(self) -> list[Payload]:
        """The commands that this person may use here, one entry per leaf."""
        return [
            {
                "bot": self.app.name,
                "name": " ".join(path),
                "description": leaf.get("description", ""),
                "options": leaf.get("options", []),
            }
            for command in self._visible()
            for path, leaf in command_leaves(command)
        ]

    def data(self, name: str, options: Mapping[str, Json], focused: str = "") -> Payload:
        """The `data` of an interaction that runs a command, or completes its option `focused`."""
        root, *nesting = name.split()
        command = next((item for item in self._visible() if item["name"] == root), None)
        if command is None:
            raise DiscordError(404, 10063, f"{self.app.name} offers no command /{root} here")
        try:
            leaf, path = walk_to_subcommand(command, nesting)
        except SetupError as error:
            raise DiscordError(404, 10063, str(error)) from error
        resolved: Payload = {}
        filled = self._filled(leaf, options, resolved, focused)
        data = {
            "id": command["id"],
            "name": command["name"],
            "type": 1,
            "options": nest_options(command, path, filled),
            "resolved": resolved,
        }
        # Where it was registered: discord.py finds the commands of one server by it.
        return {**data, "guild_id": command["guild_id"]} if "guild_id" in command else data

    def _visible(self) -> list[Payload]:
        with self.backend.acting_as(self.app):
            return self.backend.visible_commands(user_id=self.user_id, channel_id=self.channel_id)

    def _filled(
        self, leaf: Payload, options: Mapping[str, Json], resolved: Payload, focused: str
    ) -> list[Payload]:
        declared = {option["name"]: option for option in as_objects(leaf.get("options"))}
        if unknown := options.keys() - declared.keys():
            raise DiscordError(400, 50035, f"The command has no option {sorted(unknown)}")
        filled: list[Payload] = []
        for name, option in declared.items():
            if name not in options:
                if option.get("required") and not focused:
                    raise DiscordError(400, 50035, f"The option {name} is required")
                continue
            value = options[name] if name == focused else _value(option, options[name])
            if option["type"] in _BY_ID:
                resolve(self.backend, self.channel_id, snowflake(value), resolved)
            filled.append({"name": name, "type": option["type"], "value": value})
            if name == focused:
                filled[-1]["focused"] = True
        return filled


def _value(option: Payload, raw: Json) -> Json:
    """What was typed, in the type of the option and within its bounds."""
    try:
        value = _TYPES.get(option["type"], str)(raw)
    except (TypeError, ValueError) as error:
        raise DiscordError(400, 50035, f"{option['name']}: {raw!r} is no number") from error
    if option["type"] in _BY_ID:
        return value
    try:
        return validate_option_value(option["name"], option, value)
    except SetupError as error:
        raise DiscordError(400, 50035, str(error)) from error


def _truth(raw: Json) -> bool:
    return str(raw).lower() in ("true", "1", "yes")


_TYPES: dict[int, Callable[[Json], Json]] = {
    OptionType.INTEGER: int,
    OptionType.NUMBER: float,
    OptionType.BOOLEAN: _truth,
}
