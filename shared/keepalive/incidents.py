"""One call for help per incident, and one line when it is mended: nobody is on call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from shared.keepalive.components import ComponentState

AFTER_S: Final = 1800.0
"""What mends itself sooner calls nobody."""


@dataclass(frozen=True, slots=True)
class Line:
    """What to post; `calls` when it shall ping. `about` tells one incident from another."""

    text: str
    calls: bool
    about: tuple[object, ...]


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

    def look(self, components: Sequence[ComponentState]) -> list[Line]:
        """What to say now."""
        lines: list[Line] = []
        for component in components:
            name = component.name
            if component.ok is False and component.calls_people:
                failed_s = component.since_s or 0.0
                if failed_s >= self._after_s and name not in self._called:
                    lines.append(self._call(component, failed_s))
                if failed_s >= self._after_s:
                    self._called[name] = failed_s
            elif component.ok and name in self._called:
                lines.append(_mended(component, self._called.pop(name)))
        return lines

    def _call(self, component: ComponentState, failed_s: float) -> Line:
        return Line(
            f"🔴 **{component.title or component.name}** has been failing for "
            f"{failed_s / 60:.0f} minutes: {component.words}. Lost: {component.lost}. "
            f"What to do: {self._runbook}#{component.section}",
            calls=True,
            about=("incident", component.name),
        )


def _mended(component: ComponentState, failed_s: float) -> Line:
    return Line(
        f"🟢 **{component.title or component.name}** is well again, after "
        f"{failed_s / 60:.0f} minutes.",
        calls=False,
        about=("mended", component.name),
    )


class Alarm:
    """A job's step: looks at the components, and says what there is to say."""

    def __init__(
        self,
        *,
        states: Callable[[], Sequence[ComponentState]],
        call: Post,
        say: Post,
        incidents: Incidents,
    ) -> None:
        self._states = states
        self._call = call
        self._say = say
        self._incidents = incidents

    async def step(self) -> str:
        """One look; the words are the job's outcome."""
        lines = self._incidents.look(self._states())
        for line in lines:
            post = self._call if line.calls else self._say
            await post(line.text, about=line.about)
        called = sum(line.calls for line in lines)
        return f"called for help: {called}" if called else "nobody needs to be called"
