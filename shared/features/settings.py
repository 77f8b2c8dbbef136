"""One settings class for a bot: that of its ground, and those beside its features."""

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TypeVar

from shared.config.fields import PerhapsOneOf, SomeOf, Thing, command_switch
from shared.config.load import Settings, settings_of
from shared.config.setting import names_of, setting
from shared.keepalive.lease.settings import LeaseSettings
from shared.keepalive.settings import KeepaliveSettings
from shared.sheets.settings import SheetsSettings

S = TypeVar("S", bound=Settings)


class HomeSettings(Settings):
    """Where the bot is at home, and where it reports."""

    guild_ids: frozenset[int] = setting(
        SomeOf(Thing.SERVER),
        default=frozenset(),
        description="home servers; empty: those with a role or channel named below",
    )
    log_channel_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE), default=None, description="channel for the bot's log lines"
    )
    alert_role_id: int | None = setting(
        PerhapsOneOf(Thing.ROLE),
        default=None,
        description="role mentioned in that channel, once, when tickets wait or something else "
        "fails for half an hour; empty: nobody",
    )


class BasicSwitches(Settings):
    """Switches of the commands that every bot has."""

    enable_cmd_help: bool = command_switch("!help")
    enable_cmd_ping: bool = command_switch("!ping")
    enable_cmd_health: bool = command_switch("!health")


class GroundSettings(BasicSwitches, HomeSettings, SheetsSettings, LeaseSettings, KeepaliveSettings):
    """What every bot reads."""


def compose(base: type[S], name: str, *kinds: type[Settings]) -> type[S]:
    """A class `name` of settings: those of `base`, then those of each of `kinds`.

    Raises LookupError where two of them read one variable.
    """
    owners: dict[str, str] = {}
    for kind in (base, *kinds):
        for variable in _variables_of(kind):
            if variable in owners:
                raise LookupError(f"{kind.__name__} and {owners[variable]} both read {variable}")
            owners[variable] = kind.__name__
    composed = type(name, (*reversed(kinds), base), {"__doc__": "All of it."})
    if not issubclass(composed, base):
        raise TypeError(name)  # never: it inherits from it
    return composed


def settings_in(package: str, names: Sequence[str]) -> list[type[Settings]]:
    """The settings class in `settings.py` of each of these folders; nothing else is imported.

    Raises LookupError where there is none, or more than one.
    """
    return [_only_one(f"{package}.{name}.settings") for name in names]


def _only_one(module: str) -> type[Settings]:
    here = [
        each
        for each in vars(import_module(module)).values()
        if isinstance(each, type) and issubclass(each, Settings) and each.__module__ == module
    ]
    if len(here) != 1:
        raise LookupError(f"{module} holds {len(here)} settings classes, and not one")
    return here[0]


def _variables_of(kind: type[Settings]) -> Iterable[str]:
    return (variable for each in settings_of(kind) for variable in names_of(each))
