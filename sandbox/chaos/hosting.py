"""A host that runs one bot: restarts what ends, and deploys with an overlap."""

import asyncio
import contextlib
import signal
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiohttp

from sandbox.hosting.hosted import REPOSITORY, HostedBot
from sandbox.hosting.restarts import ProcessState
from shared.timing.clock import Clock

_HEALTHY_WITHIN: Final = 20.0
"""Seconds that a new instance gets to become healthy; then the old one goes all the same."""
STOP_WITHIN: Final = 15.0
"""Seconds that a stop may take, as on any host: those in which the process is frozen count."""
_KEPT_LINES: Final = 50_000
_RESTART, _KILLED, _TERMINATED = 1, -signal.SIGKILL, -signal.SIGTERM
_ORDERED_END: Final = "stopping with status 1"
_SLOW_DISK: Final = REPOSITORY / "sandbox" / "slow_disk"


@dataclass(frozen=True, slots=True)
class Exit:
    """A process that ended."""

    app: str
    status: int
    wanted: bool
    """Whether the host had asked for it, and gave it its time."""
    last_lines: tuple[str, ...]

    @property
    def problem(self) -> str | None:
        """What was wrong with it; None when it ended as it may."""
        if self.status in (0, _TERMINATED):
            return None
        if self.status == _KILLED:
            return "had to be killed: it did not end in time" if self.wanted else None
        ordered = any(_ORDERED_END in line for line in self.last_lines)
        if self.status == _RESTART and ordered:
            return None
        return f"ended with status {self.status}"


@dataclass(frozen=True, slots=True)
class Health:
    """An answer of `/healthz`; no status when nobody answered."""

    status: int | None = None
    body: Mapping[str, object] = field(default_factory=dict[str, object])


class Instance:
    """One place on the host: a process at a time."""

    def __init__(self, bot: HostedBot) -> None:
        self.bot = bot
        self.leaving = False
        self.frozen = False
        self.shot: int | None = None
        """The process that the run itself killed: it was given no time to end."""
        self.last: tuple[ProcessState, int | None] = (ProcessState.STOPPED, None)

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return self.bot.report().pid


class Host:
    """Runs one bot.

    `changed` is told whenever a process starts, ends or is signalled, `said` each line of its log.
    """

    def __init__(
        self,
        app: str,
        environment: Callable[[str], Mapping[str, str]],
        *,
        folder: Path,
        clock: Clock,
        web: aiohttp.ClientSession,
        changed: Callable[[str], None],
        said: Callable[[str, str], None] = lambda _app, _line: None,
        stop_within: float = STOP_WITHIN,
    ) -> None:
        self.app = app
        self._environment = environment
        self._folder = folder
        self._clock = clock
        self._web = web
        self._changed = changed
        self._said = said
        self._stop_within = stop_within
        self.instances: list[Instance] = []
        self.exits: list[Exit] = []
        self.lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self.signals: Counter[str] = Counter()

    @property
    def current(self) -> Instance:
        """The instance that stays."""
        return self.instances[-1]

    def start(self) -> None:
        """Run it, from now on."""
        self._begin()

    def send(self, number: signal.Signals) -> None:
        """Signal the process that has been there for longest."""
        self.signals[number.name] += 1
        self._changed(self.app)
        instance = self.instances[0]
        if number is signal.SIGKILL:
            instance.shot = instance.pid
        instance.bot.signal(number)

    def freeze(self) -> Callable[[], None]:
        """Hold the process, as a starved machine does; the returned function lets it go on."""
        instance = self.instances[0]
        pid = instance.pid
        instance.frozen = True
        instance.bot.signal(signal.SIGSTOP)
        self._changed(self.app)

        def go_on() -> None:
            instance.frozen = False
            if instance.pid == pid:
                instance.bot.signal(signal.SIGCONT)
            self._changed(self.app)

        return go_on

    def slow_down_disk(self) -> Callable[[], None]:
        """Each file in its folder takes its time, until the returned function is called."""
        switch = self._folder / f"{self.app}.slow"
        switch.touch()
        return lambda: switch.unlink(missing_ok=True)

    async def deploy(self) -> None:
        """A second instance starts; when it is well, the first one gets SIGTERM."""
        if len(self.instances) > 1:
            return
        (old,) = self.instances
        fresh = self._begin()
        await self._until_healthy(fresh)
        await self._end(old)

    async def stop(self) -> None:
        """End every instance."""
        await asyncio.gather(*map(self._end, tuple(self.instances)))

    async def health(self, instance: Instance) -> Health:
        """What `/healthz` answers."""
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, ValueError):
            async with self._web.get(f"{instance.bot.url}/healthz") as answer:
                return Health(answer.status, await answer.json())
        return Health()

    async def is_well(self) -> bool:
        """Whether one instance runs, and says that all is well."""
        if len(self.instances) != 1:
            return False
        return (await self.health(self.current)).body.get("state") == "ready"

    def _begin(self) -> Instance:
        def changed(_app: str) -> None:
            self._look(instance)

        bot = HostedBot(
            self.app,
            self._environment,
            folder=self._folder,
            clock=self._clock,
            changed=changed,
            stop_within=self._stop_within,
            heard=self._hear,
            more_code=(_SLOW_DISK,),
        )
        instance = Instance(bot)
        self.instances.append(instance)
        bot.start()
        return instance

    def _hear(self, line: str) -> None:
        self.lines.append(line)
        self._said(self.app, line)

    async def _end(self, instance: Instance) -> None:
        instance.leaving = True
        self._changed(self.app)
        await instance.bot.stop()
        if instance in self.instances:
            self.instances.remove(instance)
        self._changed(self.app)

    async def _until_healthy(self, instance: Instance) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HEALTHY_WITHIN):
                while (await self.health(instance)).status != 200:
                    await self._clock.sleep(0.3)

    def _look(self, instance: Instance) -> None:
        """Told of every line of output as well; only starts and ends count."""
        report = instance.bot.report()
        now = report.state, report.pid
        before, instance.last = instance.last, now
        if now == before:
            return
        self._changed(self.app)
        ended = before[0] is ProcessState.RUNNING and report.state is not ProcessState.RUNNING
        if ended and report.last_status is not None:
            last_lines = report.log[-40:]
            wanted = instance.leaving and before[1] != instance.shot
            self.exits.append(Exit(self.app, report.last_status, wanted, last_lines))
