"""The names of the lease's keys in the store. Pure."""

from dataclasses import replace
from typing import Self

from ..ground.immutable import immutable
from ..ground.shards import ShardPlan


@immutable
class Keys:
    """The names in the store. Services and groups of shards don't meet."""

    service: str
    group: str

    @classmethod
    def of(cls, service: str, shards: ShardPlan | None) -> Self:
        """Of this bot, or of this group of its shards."""
        return cls(service, shards.group if shards else "all")

    @property
    def lease(self) -> str:
        """Who holds the turn."""
        return f"{self.service}:{self.group}:lease"

    @property
    def asker(self) -> str:
        """Who wants to take over."""
        return f"{self.service}:{self.group}:asks"

    @property
    def term(self) -> str:
        """How many turns there were."""
        return f"{self.service}:{self.group}:term"

    def spoke(self, name: str) -> str:
        """There for a day after an instance of this name had the turn."""
        return f"{self.service}:{self.group}:spoke:{name}"

    @property
    def identifies(self) -> str:
        """What is left of the day's identifies."""
        return f"{self.service}:identifies"

    def bucket(self, number: int) -> str:
        """Held for as long as this bucket may not identify again."""
        return f"{self.service}:identify:{number}"

    @property
    def life(self) -> str:
        """Which node and which life of it was last seen, and since when.

        One key, that a replica copies: a node that is promoted finds another's life in it, so it
        counts as new, also when it had been the primary before.
        """
        return f"{self.service}:store"

    def rehearsal(self, me: str) -> Self:
        """As many keys again, which nobody else has."""
        return replace(self, service=f"{self.service}:rehearsal:{me}")
