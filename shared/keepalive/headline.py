"""The sentence for everybody: the worst thing first, since when, what is lost, the next step."""

from collections.abc import Mapping, Sequence
from typing import Final

from .components import ComponentState
from .ground.immutable import immutable
from .snapshot import GatewayState

NOTHING_LOST: Final = "nothing"
_MAY_BE_LOST: Final = "nothing that was written; a command said meanwhile may have to be said again"
_WORKING: Final = {GatewayState.READY, GatewayState.CONNECTED}
_UNHEARD: Final = {GatewayState.DISCONNECTED, GatewayState.ZOMBIE, GatewayState.DEAF}
NOTHING_TO_DO: Final = "nothing"
NEXT_STEP: Final[Mapping[GatewayState, str]] = {
    GatewayState.STARTING: "wait two minutes; if it stays so, see what the reason says",
    GatewayState.CONNECTED: "wait a minute",
    GatewayState.READY: NOTHING_TO_DO,
    GatewayState.DISCONNECTED: "wait ten minutes: it comes back, or restarts itself",
    GatewayState.ZOMBIE: "wait three minutes: it connects anew by itself",
    GatewayState.DEAF: "wait a few minutes: it connects anew by itself",
    GatewayState.WAITING: "don't restart it: it goes on by itself",
    GatewayState.STANDBY: "nothing: another instance speaks",
    GatewayState.REFUSED: "change the setting that the reason names",
    GatewayState.STOPPING: "wait a minute for the next process",
}
"""The runbook's advice for each state, in a few words; the runbook itself tells the rest."""


@immutable
class Headline:
    """What to say first. `section` is the runbook's, as in its address."""

    words: str
    age_s: float
    lost: str
    section: str
    next_step: str


def headline(
    state: GatewayState, reason: str, age_s: float, components: Sequence[ComponentState]
) -> Headline:
    """The gateway's trouble before a component's; of those the first one. Pure."""
    failing = [component for component in components if component.ok is False]
    if failing and state in _WORKING:
        worst, *others = failing
        words = f"{state.value}, but {_trouble(worst)}{_as_well(others)}"
        return Headline(words, worst.since_s or 0.0, worst.lost, worst.section, worst.next_step)
    lost = _MAY_BE_LOST if state in _UNHEARD else NOTHING_LOST
    return Headline(f"{reason}{_as_well(failing)}", age_s, lost, state.value, NEXT_STEP[state])


def _trouble(component: ComponentState) -> str:
    name = component.title or component.name
    words = component.words
    return words if words.startswith(name) else f"{name}: {words}"


def _as_well(failing: Sequence[ComponentState]) -> str:
    names = ", ".join(component.title or component.name for component in failing)
    return f"; failing as well: {names}" if names else ""
