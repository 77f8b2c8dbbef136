"""Runs the bots as a host would: one or several instances of each, and deploys with an overlap."""

import asyncio
import contextlib
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import aiohttp

from sandbox.hosting.hosted import REPOSITORY, BotReport, HostedBot
from shared.timing.clock import Clock, SystemClock

OVERLAP_S: Final = 5.0
"""Seconds that old and new run side by side after the new one has started."""
STARTED_WITHIN_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.3
_ANSWER_WITHIN_S: Final = 2.0


async def _nothing_to_prepare(_name: str) -> None:
    """Instances need nothing of their own."""


class Supervisor:
    """All hosted instances, by name, oldest first; leaving it stops every process.

    The first instance of a bot bears the bot's own name, the later ones have a number behind it.
    `environment` and `prepare` are asked by that name, `prepare` once before the first start.
    """

    def __init__(
        self,
        apps: Sequence[str],
        environment: Callable[[str], Mapping[str, str]],
        *,
        instances: int = 1,
        prepare: Callable[[str], Awaitable[None]] = _nothing_to_prepare,
        clock: Clock | None = None,
        changed: Callable[[str], None] = lambda _: None,
        code: Path = REPOSITORY,
        overlap: float = OVERLAP_S,
    ) -> None:
        self.apps = apps
        self.bots: dict[str, HostedBot] = {}
        self._environment = environment
        self._instances = instances
        self._prepare = prepare
        self._clock = clock or SystemClock()
        self._changed = changed
        self._code = code
        self._overlap = overlap
        self._made: Counter[str] = Counter()
        self._deploys: dict[str, asyncio.Task[None]] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="sandbox-bots-")

    async def __aenter__(self) -> Self:
        for app in self.apps:
            for _ in range(self._instances):
                await self.add(app)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for deploy in self._deploys.values():
            deploy.cancel()
        await asyncio.gather(*self._deploys.values(), return_exceptions=True)
        await self.stop_all()
        self._folder.cleanup()

    def of(self, app: str) -> list[HostedBot]:
        """The instances of one bot, oldest first."""
        return [bot for bot in self.bots.values() if bot.app == app]

    async def add(self, app: str) -> HostedBot:
        """Make room for one more instance of a bot; it isn't started yet."""
        self._made[app] += 1
        number = self._made[app]
        name = app if number == 1 else f"{app}-{number}"
        await self._prepare(name)
        self.bots[name] = HostedBot(
            app,
            self._environment,
            name=name,
            folder=Path(self._folder.name),
            clock=self._clock,
            changed=self._changed,
            code=self._code,
        )
        self._changed(name)
        return self.bots[name]

    async def remove(self, bot: HostedBot) -> None:
        """Stop an instance as a host does, and forget it."""
        await bot.stop()
        self.bots.pop(bot.name, None)
        self._changed(bot.name)

    def start_all(self) -> None:
        """Start every bot that isn't running."""
        for bot in self.bots.values():
            bot.start()

    async def stop_all(self) -> None:
        await asyncio.gather(*(bot.stop() for bot in self.bots.values()))

    def reports(self) -> tuple[BotReport, ...]:
        return tuple(bot.report() for bot in self.bots.values())

    # ------------------------------------------------------------------ deploys

    def begin_deploy(self, app: str) -> bool:
        """Set a deploy going; False while one of this bot is under way."""
        if app in self._deploys:
            return False
        task = asyncio.create_task(self.deploy(app), name=f"deploy {app}")
        self._deploys[app] = task
        task.add_done_callback(lambda _: self._deploys.pop(app, None))
        return True

    async def deploy(self, app: str) -> None:
        """Start a new instance; some seconds after it has started the oldest one gets SIGTERM.

        One that doesn't start in time is taken away again, and the old ones stay.
        """
        oldest = self.of(app)[0]
        fresh = await self.add(app)
        fresh.note("deploy: this is the new instance")
        fresh.start()
        if await self._has_started(fresh):
            await self._clock.sleep(self._overlap)
            oldest.note(f"deploy: {fresh.name} has started, this one goes")
            await self.remove(oldest)
        else:
            oldest.note(f"deploy cancelled: {fresh.name} did not start in time")
            await self.remove(fresh)

    async def _has_started(self, bot: HostedBot) -> bool:
        """Whether `/startupz` said 200 in time."""
        timeout = aiohttp.ClientTimeout(total=_ANSWER_WITHIN_S)
        ends = self._clock.monotonic() + STARTED_WITHIN_S
        async with aiohttp.ClientSession(timeout=timeout) as web:
            while self._clock.monotonic() < ends:
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with web.get(f"{bot.url}/startupz") as answer:
                        if answer.status == 200:
                            return True
                await self._clock.sleep(_LOOK_EVERY_S)
        return False
