"""Who is called when something fails for long: once, and told when it is over."""

from dataclasses import replace

from shared.keepalive.components import ComponentState
from shared.keepalive.incidents import Incidents

MINUTE = 60.0
FAILING = ComponentState(
    "tickets", ok=False, words="3 rows waiting", age_s=1.0, title="Tickets", section="tickets"
)
WELL = replace(FAILING, ok=True, words="0 rows waiting")


def after(minutes: float, state: ComponentState = FAILING) -> ComponentState:
    return replace(state, since_s=minutes * MINUTE)


def test_one_call_per_incident_and_one_line_when_it_is_over() -> None:
    incidents = Incidents(runbook="https://example.org/runbook.md")
    assert incidents.look([after(29.9)]) == []
    (call,) = incidents.look([after(30)])
    assert call.calls
    assert "**Tickets** has been failing for 30 minutes: 3 rows waiting" in call.text
    assert "Lost: nothing." in call.text
    assert "https://example.org/runbook.md#tickets" in call.text
    assert incidents.look([after(31)]) == incidents.look([after(300)]) == []
    (mended,) = incidents.look([after(0, WELL)])
    assert not mended.calls
    assert "well again, after 300 minutes" in mended.text
    assert incidents.look([after(40, WELL)]) == []
    assert [line.calls for line in incidents.look([after(30)])] == [True], "a new incident"


def test_a_call_that_did_not_get_there_is_made_again() -> None:
    """Discord's REST API may be the very trouble."""
    incidents = Incidents(runbook="r")
    (first,) = incidents.look([after(30)])
    incidents.was_not_posted(first)
    assert incidents.look([after(31)]) == incidents.look([after(34.9)]) == []
    (second,) = incidents.look([after(35)])
    assert second.calls
    assert incidents.look([after(36)]) == incidents.look([after(90)]) == []
    (mended,) = incidents.look([after(0, WELL)])
    assert not mended.calls


def test_of_an_incident_that_nobody_heard_of_no_end_is_told() -> None:
    incidents = Incidents(runbook="r")
    incidents.was_not_posted(*incidents.look([after(30)]))
    assert incidents.look([after(0, WELL)]) == []
    assert [it.calls for it in incidents.look([after(30)])] == [True], "the next one is new"


def test_what_mends_itself_in_time_calls_nobody() -> None:
    incidents = Incidents(runbook="r")
    looks = [after(10), after(20), after(0, WELL), after(20), after(0, WELL)]
    assert [incidents.look([it]) for it in looks] == [[]] * 5


def test_not_known_is_neither_failing_nor_mended() -> None:
    incidents = Incidents(runbook="r")
    incidents.look([after(30)])
    assert incidents.look([replace(FAILING, ok=None)]) == []


def test_where_nobody_can_do_anything_nobody_is_called() -> None:
    assert Incidents(runbook="r").look([replace(after(600), calls_people=False)]) == []
