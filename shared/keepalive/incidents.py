"""One call for help per incident, and one line when it is mended: nobody is on call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from .components import ComponentState
from .ground.immutable import immutable

AFTER_S: Final = 1800.0
"""What mends itself sooner calls nobody."""
_AGAIN_S: Final = 300.0
"""A call that could not be posted, as while Discord itself is the trouble, is made again."""


@immutable
class Line:
    """What to post; `calls` when it shall ping. `about` tells one incident from another."""

    text: str
    calls: bool
    about: tuple[object, ...]
    component: str


class Call(Protocol):
    """Puts a text where it rings for somebody; never raises. False when it may get there later."""

    async def __call__(self, text: str, *, about: tuple[object, ...]) -> bool:
        """Post it."""
        ...


class Post(Protocol):
    """Puts a text where people read it; never raises. `about` is alike in every instance."""

    async def __call__(self, text: str, *, about: tuple[object, ...]) -> None:
        """Post it."""
        ...


class Incidents:
    """Remembers which components people were called for."""

    def __init__(self, *, runbook: str, after_s: float = AFTER_S) -> None:
        self._runbook = runbook
        self._after_s = after_s
        # Component → how long it had failed when it was last seen to.
        self._called: dict[str, float] = {}
        # Calls that did not get there: how long it must have failed for the next try.
        self._again_at: dict[str, float] = {}

    def look(self, components: Sequence[ComponentState]) -> list[Line]:
        """What to say now."""
        lines: list[Line] = []
        for component in components:
            name = component.name
            if component.ok is False and component.calls_people:
                failed_s = component.since_s or 0.0
                if name in self._called:
                    self._called[name] = max(failed_s, self._called[name])
                elif failed_s >= self._again_at.get(name, self._after_s):
                    lines.append(self._call(component, failed_s))
                    self._called[name] = failed_s
            elif component.ok:
                self._again_at.pop(name, None)
                if name in self._called:
                    lines.append(_mended(component, self._called.pop(name)))
        return lines

    def was_not_posted(self, call: Line) -> None:
        """Nobody was called by this: a later look calls again."""
        failed_s = self._called.pop(call.component, self._after_s)
        self._again_at[call.component] = failed_s + _AGAIN_S

    def _call(self, component: ComponentState, failed_s: float) -> Line:
        return Line(
            f"🔴 **{component.title or component.name}** has been failing for "
            f"{failed_s / 60:.0f} minutes: {component.words}. Lost: {component.lost}. "
            f"What to do: {self._runbook}#{component.section}",
            calls=True,
            about=("incident", component.name),
            component=component.name,
        )


def _mended(component: ComponentState, failed_s: float) -> Line:
    return Line(
        f"🟢 **{component.title or component.name}** is well again, after "
        f"{failed_s / 60:.0f} minutes.",
        calls=False,
        about=("mended", component.name),
        component=component.name,
    )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Alarm:
    """A job's step: looks at the components, and says what there is to say."""

    states: Callable[[], Sequence[ComponentState]]
    call: Call
    say: Post
    incidents: Incidents

    async def step(self) -> str:
        """One look; the words are the job's outcome."""
        lines = self.incidents.look(self.states())
        for line in lines:
            if not line.calls:
                await self.say(line.text, about=line.about)
            elif not await self.call(line.text, about=line.about):
                self.incidents.was_not_posted(line)
        called = sum(line.calls for line in lines)
        return f"called for help: {called}" if called else "nobody needs to be called"
