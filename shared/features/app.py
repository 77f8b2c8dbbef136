"""A bot, declared: its ground, its features, and what people call their audiences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import discord

from shared.chat.findings import Finding, Need, RoleNeed
from shared.chat.help import HelpPages
from shared.chat.person import Person
from shared.features.feature import Feature
from shared.features.ground import Ground
from shared.features.settings import GroundSettings

G = TypeVar("G", bound=Ground)
S = TypeVar("S", bound=GroundSettings)

Belongs = Callable[[Person, str], bool]
"""Whether a person is one of an audience."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class App(Generic[G, S]):
    """Everything that tells one bot from another."""

    service: str
    description: str
    listed: Sequence[Feature[G, Any]]
    """Its features, in the order in which they are put together."""
    settings: type[S]
    """Of the ground and of all features."""
    lay_ground: Callable[[Ground, S], G]
    base: Feature[G, S]
    """What the bot is without any feature: its rooms below them, its own commands and roles."""
    belongs: Callable[[S], Belongs]
    audience_names: Mapping[str, str]
    operators: str
    """The audience that `!health` tells everything."""
    intents: discord.Intents
    invite: discord.Permissions
    """What the bot is invited with: everything that it can make use of, and nothing else."""
    colour: discord.Colour
    help: HelpPages
    health_aliases: Sequence[str] = ()
    reads_only: bool = False
    """Whether it never writes to the workbook, but for features that say so."""
    makes_tabs: frozenset[str] = frozenset()
    """Settings that name tabs which it makes where they are missing."""
    usually_set: Sequence[str] = (
        "recruiter_role_ids",
        "lead_role_ids",
        "admin_role_ids",
        "log_channel_id",
    )
    """Settings that have a default, and that nearly everybody gives a value: `--setup` offers them
    first."""

    @property
    def features(self) -> Sequence[Feature[G, Any]]:
        """The base, then the listed ones."""
        return (self.base, *self.listed)

    def features_on(self, settings: S) -> list[Feature[G, Any]]:
        """Those that the bot has with these settings."""
        return [each for each in self.features if each.enabled(settings)]

    def writes(self, settings: S) -> bool:
        """Whether it writes to the workbook."""
        return not self.reads_only or any(each.writes for each in self.features_on(settings))

    def needs(self, settings: S) -> list[Need]:
        """What the bot must be able to do, channel by channel."""
        return [need for each in self.features_on(settings) for need in each.needs(settings)]

    def roles(self, settings: S) -> list[RoleNeed]:
        """The roles that somebody has to have, and those that are mentioned."""
        return [role for each in self.features_on(settings) for role in each.roles(settings)]

    def hints(self, settings: S) -> list[Finding]:
        """What is legal, and leaves something to nobody: pure."""
        return [finding for each in self.features_on(settings) for finding in each.hints(settings)]

    def landmarks(self, settings: S) -> frozenset[int]:
        """Roles and channels that exist on the home server only."""
        named = (place for each in self.features_on(settings) for place in each.landmarks(settings))
        return frozenset(filter(None, named))

    def help_pages(self, settings: S) -> HelpPages:
        """Its own words, with the topics of its features before its own."""
        on = self.features_on(settings)
        topics = {name: text for each in on for name, text in each.topics.items()}
        return replace(self.help, topics={**topics, **self.help.topics})
