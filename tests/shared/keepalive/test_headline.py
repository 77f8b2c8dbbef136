"""The worst thing first: what everybody is told, and where they can read on."""

from dataclasses import replace

import pytest

from shared.keepalive.components import ComponentState
from shared.keepalive.headline import NEXT_STEP, headline
from shared.keepalive.snapshot import GatewayState

SHEETS = ComponentState(
    "sheets",
    ok=False,
    words="no answer within 5 s",
    age_s=1.0,
    title="Google Sheets",
    since_s=90.0,
    lost="nothing; rows wait",
    section="sheets",
)
SAYS_ITS_NAME = ComponentState(
    "sheets", ok=False, words="Google Sheets can't be reached", age_s=1.0, title="Google Sheets"
)
REST = ComponentState("rest", ok=False, words="the last 3 calls failed", age_s=1.0, since_s=5.0)
WELL = ComponentState("sheets", ok=True, words="opened", age_s=1.0)
UNKNOWN = ComponentState("sheets", ok=None, words="not checked yet", age_s=None)
SAID_AGAIN = "a command said meanwhile may have to be said again"

TABLE = [
    (GatewayState.READY, (), "all is well", 60.0, "nothing", "ready"),
    (GatewayState.READY, (WELL, UNKNOWN), "all is well", 60.0, "nothing", "ready"),
    (
        GatewayState.READY,
        (WELL, SHEETS),
        "ready, but Google Sheets: no answer within 5 s",
        90.0,
        "nothing; rows wait",
        "sheets",
    ),
    (
        GatewayState.CONNECTED,
        (SAYS_ITS_NAME,),
        "connected, but Google Sheets can't be reached",
        0.0,
        "nothing",
        "ready",
    ),
    (
        GatewayState.READY,
        (REST, SHEETS),
        "ready, but rest: the last 3 calls failed; failing as well: Google Sheets",
        5.0,
        "nothing",
        "ready",
    ),
    (GatewayState.DEAF, (), "all is well", 60.0, SAID_AGAIN, "deaf"),
    (
        GatewayState.DISCONNECTED,
        (SHEETS,),
        "all is well; failing as well: Google Sheets",
        60.0,
        SAID_AGAIN,
        "disconnected",
    ),
    (GatewayState.STANDBY, (), "all is well", 60.0, "nothing", "standby"),
]


@pytest.mark.parametrize(("state", "components", "words", "age_s", "lost", "section"), TABLE)
def test_the_worst_first(  # noqa: PLR0917 - the columns of a table
    state: GatewayState,
    components: tuple[ComponentState, ...],
    words: str,
    age_s: float,
    lost: str,
    section: str,
) -> None:
    head = headline(state, "all is well", 60.0, components)
    assert (head.words, head.age_s, head.section) == (words, age_s, section)
    assert lost in head.lost


@pytest.mark.parametrize("state", GatewayState)
def test_each_state_has_a_next_step(state: GatewayState) -> None:
    assert headline(state, "all is well", 60.0, ()).next_step == NEXT_STEP[state]


def test_a_failing_component_has_the_say_while_the_gateway_works() -> None:
    step = replace(SHEETS, next_step="share the sheet")
    assert headline(GatewayState.READY, "all is well", 60.0, (step,)).next_step == "share the sheet"
    assert (
        headline(GatewayState.DEAF, "nothing heard", 60.0, (step,)).next_step
        == NEXT_STEP[GatewayState.DEAF]
    )
