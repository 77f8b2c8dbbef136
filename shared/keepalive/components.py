"""Checks of what a bot needs besides Discord: bounded in time, cached, in no request's way."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from .ground.clock import Clock
from .ground.immutable import immutable
from .ground.redact import one_line

_log = logging.getLogger(__name__)

_MOST_CHARACTERS: Final = 500
READ_ON: Final = "look it up in the runbook"

Check = Callable[[], Awaitable[str]]


class ComponentFailing(Exception):
    """Raised by a check; its text says in plain words what is wrong and goes to people."""


@immutable
class ComponentState:
    """The last result of one check. `ok` is None until the first one."""

    name: str
    ok: bool | None
    words: str
    age_s: float | None
    title: str = ""
    """What people call it; empty: its name."""
    since_s: float | None = None
    """For how long it has been well, or failing; None until the first check."""
    lost: str = "nothing"
    """What is lost while it fails, in words."""
    section: str = "ready"
    """Where the runbook tells of it, as in an address."""
    next_step: str = READ_ON
    """What to do first while it fails, in a few words."""
    calls_people: bool = True
    """Whether somebody should be called when it fails for long."""


@immutable
class About:
    """What people should know of a component; see `ComponentState`."""

    title: str = ""
    lost: str = "nothing"
    section: str = "ready"
    next_step: str = READ_ON
    calls_people: bool = True


_NOTHING_SPECIAL = About()


@dataclass(slots=True, eq=False, repr=False)
class _Component:
    name: str
    check: Check
    timeout: float
    ttl: float
    about: About
    ok: bool | None = None
    words: str = "not checked yet"
    checked_at: float | None = None
    since: float | None = None
    running: asyncio.Task[str] | None = None


class Components:
    """Registered checks and what they said last. Reading never waits; `run` keeps them fresh."""

    def __init__(
        self, clock: Clock, *, without_secrets: Callable[[str], str] = lambda words: words
    ) -> None:
        self._clock = clock
        self._without_secrets = without_secrets
        self._components: dict[str, _Component] = {}
        self._group: asyncio.TaskGroup | None = None

    def register(
        self,
        name: str,
        check: Check,
        *,
        timeout: float = 5.0,
        ttl: float = 60.0,
        about: About = _NOTHING_SPECIAL,
    ) -> None:
        """Add a check: it returns words when all is well and raises ComponentFailing when not."""
        if name in self._components:
            raise ValueError(f"there is a component named {name!r} already")
        component = self._components[name] = _Component(name, check, timeout, ttl, about)
        if self._group is not None:
            self._begin(self._group, component)

    def has_failed(self, name: str, words: str, *, about: About = _NOTHING_SPECIAL) -> None:
        """Something that nobody will look at again has failed, for good."""

        async def check() -> str:
            raise ComponentFailing(words)

        now = self._clock.monotonic()
        component = _Component(name, check, timeout=1.0, ttl=math.inf, about=about)
        component.ok, component.words = False, _fit_to_show(self._without_secrets(words))
        component.checked_at = component.since = now
        self._components[name] = component

    def states(self) -> tuple[ComponentState, ...]:
        """What each check said last, in the order of registration."""
        now = self._clock.monotonic()
        return tuple(
            ComponentState(
                name=each.name,
                ok=each.ok,
                words=each.words,
                age_s=None if each.checked_at is None else now - each.checked_at,
                title=each.about.title,
                since_s=None if each.since is None else now - each.since,
                lost=each.about.lost,
                section=each.about.section,
                next_step=each.about.next_step,
                calls_people=each.about.calls_people,
            )
            for each in self._components.values()
        )

    async def refresh(self, name: str) -> None:
        """Run one check now, within its time-out."""
        component = self._components[name]
        task = component.running
        if task is None:
            task = component.running = asyncio.ensure_future(_as_coroutine(component.check))
            task.add_done_callback(lambda done: _forget(component, done))
        before = component.ok
        done, _ = await asyncio.wait({task}, timeout=component.timeout)
        if done:
            component.ok, words = _result(component.name, task)
            component.words = _fit_to_show(self._without_secrets(words))
        else:
            # One that ignores its cancelling stays the running one: no second is started.
            task.cancel()
            component.ok, component.words = False, f"no answer within {component.timeout:g} s"
        component.checked_at = self._clock.monotonic()
        if component.ok is not before:
            component.since = component.checked_at

    async def run(self) -> None:
        """Keep every check fresh until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                for component in self._components.values():
                    if math.isfinite(component.ttl):
                        self._begin(group, component)
                await asyncio.Event().wait()
            finally:
                self._group = None

    def _begin(self, group: asyncio.TaskGroup, component: _Component) -> None:
        group.create_task(self._keep_fresh(component), name=f"check-{component.name}")

    async def _keep_fresh(self, component: _Component) -> None:
        while True:
            await self.refresh(component.name)
            await self._clock.sleep(component.ttl)


async def _as_coroutine(check: Check) -> str:
    return await check()


def _forget(component: _Component, task: asyncio.Task[str]) -> None:
    component.running = None
    if not task.cancelled():
        task.exception()  # Seen, so that asyncio doesn't report it a second time.


def _fit_to_show(words: str) -> str:
    """One short line of what a check said, which may be a page that a proxy answered with."""
    line = one_line(" ".join(words.split())).encode(errors="replace").decode()
    return line if len(line) <= _MOST_CHARACTERS else line[: _MOST_CHARACTERS - 1] + "…"


def _result(name: str, task: asyncio.Task[str]) -> tuple[bool, str]:
    try:
        return True, str(task.result())
    except ComponentFailing as failing:
        return False, str(failing)
    except asyncio.CancelledError:
        return False, "the check was cancelled"
    except Exception as error:  # noqa: BLE001 - border: a check may fail in any way
        _log.exception("the check of %s failed unexpectedly", name)
        return False, f"the check itself failed ({type(error).__name__}); see the log"
