"""What an event does to a ticket: whether it says anything new, and the step through the table."""

from dataclasses import replace
from typing import Final

from apps.welcomecrew.closing.case import Case, Doing, Event
from apps.welcomecrew.closing.lifecycle import Action, Progress, Signal, State, advance

_OPEN_AGAIN: Final = frozenset({State.OPEN, State.ASLEEP, State.GONE})
_UNANSWERED: Final = frozenset({State.LOOKING, State.WAITING, State.ASKED})


def is_news(case: Case, event: Event) -> bool:
    """A marker that was counted, or that is older than the last reopening, says nothing more.

    Except for one that took itself back meanwhile: bots edit one message to and fro.
    """
    if event.closing is None:
        return True
    marker_id = event.closing.marker_id
    if marker_id < case.heard_id or (marker_id == case.heard_id and case.state not in _OPEN_AGAIN):
        return False
    case.heard_id = marker_id
    return True


def step(case: Case, event: Event) -> tuple[Action, ...]:
    """Take a ticket one step further; what is to be done about it."""
    if event.name:
        case.name = event.name
    if event.signal is Signal.ARCHIVED:
        case.shut = True
    elif event.signal is Signal.REOPENED:
        case.shut = case.unlocked = case.wrote = False
        case.told = None
    ticket = case.ticket
    before = Progress(case.state, ticket.tag if ticket else "")
    after, actions = advance(before, event.signal, event.tag)
    if event.signal is Signal.TAG_CHANGED:
        case.replaced = before.tag
    if ticket is not None and after.tag != ticket.tag:
        case.ticket = replace(ticket, tag=after.tag)
    case.answered_by = event.by.id if event.by else 0
    case.state = after.state
    if after.state is not State.WAITING:
        case.end_waiting()
    needs_no_answer = case.kept_from is Doing.ASKING and after.state not in _UNANSWERED
    if after.state in _OPEN_AGAIN or needs_no_answer:
        case.went_well()
    return actions
