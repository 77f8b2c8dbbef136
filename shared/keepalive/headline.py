"""The sentence for everybody: the worst thing first, since when, what is lost, where to read on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.keepalive.components import ComponentState
from shared.keepalive.snapshot import GatewayState

NOTHING_LOST: Final = "nothing"
_MAY_BE_LOST: Final = "nothing that was written; a command said meanwhile may have to be said again"
_WORKING: Final = {GatewayState.READY, GatewayState.CONNECTED}
_UNHEARD: Final = {GatewayState.DISCONNECTED, GatewayState.ZOMBIE, GatewayState.DEAF}


@dataclass(frozen=True, slots=True)
class Headline:
    """What to say first. `section` is the runbook's, as in its address."""

    words: str
    age_s: float
    lost: str
    section: str


def headline(
    state: GatewayState, reason: str, age_s: float, components: Sequence[ComponentState]
) -> Headline:
    """The gateway's trouble before a component's; of those the one registered first. Pure."""
    failing = [component for component in components if component.ok is False]
    if failing and state in _WORKING:
        worst, *others = failing
        words = f"{state.value}, but {_trouble(worst)}{_as_well(others)}"
        return Headline(words, worst.since_s or 0.0, worst.lost, worst.section)
    lost = _MAY_BE_LOST if state in _UNHEARD else NOTHING_LOST
    return Headline(f"{reason}{_as_well(failing)}", age_s, lost, state.value)


def _trouble(component: ComponentState) -> str:
    name = component.title or component.name
    words = component.words
    return words if words.startswith(name) else f"{name}: {words}"


def _as_well(failing: Sequence[ComponentState]) -> str:
    names = ", ".join(component.title or component.name for component in failing)
    return f"; failing as well: {names}" if names else ""
