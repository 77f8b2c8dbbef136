"""What the faults let through: a gateway that is silent, and one that turns a shard away."""

import asyncio
import contextlib

from sandbox.discord.faults import Faults
from sandbox.discord.faults import Gateway as Fault
from sandbox.discord.gateway.line import Line
from sandbox.discord.world.world import World

# How soon the loss of a client is noticed while its gateway is silent and nothing is read.
_LOOK_EVERY_S = 0.2


class Hearing:
    """Asks the faults about one line at a time."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._changed = asyncio.Event()
        self._closing = False

    def meets(self, fault: Fault, line: Line) -> bool:
        """Whether this condition holds for the line's bot, or for its shard."""
        return self._faults.is_on(fault, line.bot, line.shard)

    def is_silent(self, line: Line) -> bool:
        return self.meets(Fault.SILENT, line)

    async def audible(self, line: Line) -> None:
        """Wait while this bot's gateway, or this shard of it, is silent."""
        while self.is_silent(line) and not self._closing and not line.is_lost:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _LOOK_EVERY_S)

    def turns_away(self, line: Line) -> bool:
        """Whether this shard has no gateway: nobody knows it before it identifies or resumes."""
        if line.shard is None:
            return False
        turned = (Fault.REFUSE, Fault.RESET, Fault.CUT_EACH)
        found = next((it for it in turned if self.meets(it, line)), None)
        if line.by_resume_host and self.meets(Fault.RESUME_HOST_DEAD, line):
            found = Fault.RESUME_HOST_DEAD
        if found is None:
            return False
        self._world.note("refused", bot=line.bot, shard=line.shard, detail=str(found))
        return True

    def look(self) -> None:
        """The faults may have changed: whoever waits looks again."""
        self._changed.set()
        # The next one who waits waits for the next change.
        self._changed = asyncio.Event()

    def end(self) -> None:
        """Let everybody through: the sandbox ends."""
        self._closing = True
        self.look()
