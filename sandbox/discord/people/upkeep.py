"""What an admin does to channels: who sees them, and what may be done there."""

from dataclasses import dataclass, field

from sandbox.discord.simcord_door import Overwrite, OverwriteType, flags
from sandbox.discord.world.world import World


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Channels by id. What is denied here is denied to one member, whatever its roles allow."""

    world: World
    # By channel and member: the names of the permissions that were taken away here.
    _denied: dict[tuple[int, int], set[str]] = field(
        default_factory=dict[tuple[int, int], set[str]]
    )

    def forbid(self, channel_id: int, user_id: int, *names: str) -> None:
        """Take these permissions from a member in a channel and its threads."""
        self._denied.setdefault((channel_id, user_id), set()).update(names)
        self._settle(channel_id, user_id)

    def allow(self, channel_id: int, user_id: int, *names: str) -> None:
        """Give back what `forbid` took."""
        self._denied.setdefault((channel_id, user_id), set()).difference_update(names)
        self._settle(channel_id, user_id)

    def is_forbidden(self, channel_id: int, user_id: int, name: str) -> bool:
        """Whether `forbid` has taken it."""
        return name in self._denied.get((channel_id, user_id), ())

    def mend(self) -> None:
        for (channel_id, user_id), names in self._denied.items():
            if names:
                self.allow(channel_id, user_id, *names)

    def _settle(self, channel_id: int, user_id: int) -> None:
        names = self._denied[channel_id, user_id]
        if names:
            denied = Overwrite(user_id, OverwriteType.MEMBER, deny=flags(*names))
            self.world.backend.set_overwrite(channel_id, denied)
        else:
            self.world.backend.delete_overwrite(channel_id, user_id)
