"""The access table of a bot, composed of the rows of its features and checked as a whole."""

from collections.abc import Iterable
from typing import Any

from shared.chat.gate import CommandRule
from shared.config.load import Settings, names_in
from shared.features.feature import Feature

_SWITCH = "enable_cmd_"


def command_rules(
    features: Iterable[Feature[Any, Any]], settings: Settings
) -> dict[str, CommandRule]:
    """Command → audience and switch.

    Raises LookupError where two features have a row for one command, where a switch is no
    variable of its feature, and where such a variable switches nothing.
    """
    rules: dict[str, CommandRule] = {}
    for feature in features:
        switches = {name.upper() for name in names_in(feature.settings) if name.startswith(_SWITCH)}
        idle = set(switches)
        for command, row in feature.commands.items():
            switch = row.switch_of(command)
            if command in rules:
                raise LookupError(
                    f"{feature.name}: {command} has a row in the access table already"
                )
            if switch not in switches:
                raise LookupError(f"{feature.name}: {switch} of {command} is no variable of it")
            idle.discard(switch)
            enabled: bool = getattr(settings, switch.lower())
            rules[command] = CommandRule(row.audience, switch, enabled)
        if idle:
            raise LookupError(f"{feature.name}: {', '.join(sorted(idle))} switches no command")
    return rules
