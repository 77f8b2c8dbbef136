"""Components that look at the surroundings of a running bot, and tell the log channel once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import discord

from shared.chat.discord_clock import DiscordClock, clock_in_words, is_wrong
from shared.chat.doctor import examine_places
from shared.chat.findings import Finding, Need, RoleNeed
from shared.chat.log_channel import LogChannel
from shared.chat.text import count
from shared.keepalive.components import About, ComponentFailing, Components
from shared.timing.clock import Clock

# About two requests for each place.
_EVERY_S: Final = 300.0
_TIMEOUT_S: Final = 60.0
_SECTION: Final = "places-and-clock"
_PLACES: Final = About(
    title="Channels and roles",
    section=_SECTION,
    lost="what belongs into a place that can't be used",
    next_step="change the setting, or the permission on Discord, that the words name",
)
_CLOCK: Final = About(
    title="The clock", section=_SECTION, lost="right dates", next_step="let the host set its clock"
)


@dataclass(slots=True, eq=False, repr=False)
class PlacesWatch:
    """Whether every channel, server and role that a variable names is there and can be used."""

    client: discord.Client
    needs: Sequence[Need]
    roles: Sequence[RoleNeed]
    guild_ids: frozenset[int]
    log_channel: LogChannel
    clock: Clock
    _looked_at: float | None = None
    _ill: list[str] = field(default_factory=list[str])
    """What is wrong, as it was told."""
    _words: str = "looked at once connected"

    async def check(self) -> str:
        """For `/healthz`: how many places are well. Raises ComponentFailing, naming the others."""
        now = self.clock.monotonic()
        due = self._looked_at is None or now - self._looked_at >= _EVERY_S
        if due and self.client.is_ready():
            self._looked_at = now
            await self._look()
        if self._ill:
            raise ComponentFailing("; ".join(self._ill))
        return self._words

    async def _look(self) -> None:
        findings = await examine_places(
            self.client, self.needs, roles=self.roles, guild_ids=self.guild_ids
        )
        unseen = [finding for finding in findings if finding.unseen]
        ill = [finding.words for finding in findings if not finding.well and not finding.unseen]
        new = [words for words in ill if words not in self._ill]
        mended = [words for words in self._ill if words not in ill and not _hidden(words, unseen)]
        self._ill = [words for words in self._ill if words not in mended] + new
        well = sum(finding.well for finding in findings)
        self._words = f"{count(well, 'place')} well"
        if unseen:
            self._words += f", {len(unseen)} could not be looked at"
        if new:
            await self.log_channel.say(
                f"⚠️ The settings name what I can't use. {'. '.join(new)}.", about=("ill", *new)
            )
        if mended:
            await self.log_channel.say(
                f"✅ Well again: {'. '.join(_variable(words) for words in mended)}.",
                about=("well", *mended),
            )


def _variable(words: str) -> str:
    return words.partition(":")[0]


def _hidden(words: str, unseen: Sequence[Finding]) -> bool:
    """Whether nothing is known of its variable this time."""
    return any(_variable(words) == _variable(finding.words) for finding in unseen)


def watch_surroundings(
    components: Components, places: PlacesWatch, discord_clock: DiscordClock
) -> None:
    """Register both components."""

    async def clock() -> str:
        ahead = discord_clock.ahead
        words = clock_in_words(ahead).removeprefix("clock: ")
        if ahead is not None and is_wrong(ahead):
            raise ComponentFailing(words)
        return words

    components.register("places", places.check, timeout=_TIMEOUT_S, about=_PLACES)
    components.register("clock", clock, about=_CLOCK)
