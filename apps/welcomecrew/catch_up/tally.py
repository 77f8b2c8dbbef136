"""What a round of catch-up changed, counted and in words. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from operator import add
from typing import Final

from apps.welcomecrew.closing.case import Case
from apps.welcomecrew.closing.lifecycle import State
from apps.welcomecrew.tickets.scope import Channel
from shared.immutable import immutable

_WAITS_FOR_TAG: Final = frozenset({State.ASKED, State.WAITING})


@immutable
class Tally:
    """Tickets, by what became of them in one round."""

    closed: int = 0
    """Closes that the sheet or the thread did not show yet."""
    logged: int = 0
    wait_for_tag: int = 0
    unwritten: int = 0
    held_up: int = 0
    named: int = 0
    """Logged before; only the name was wrong."""
    asleep: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(add, astuple(self), astuple(other)))


def tally(cases: Iterable[Case]) -> Tally:
    """Count what changed, not what was looked at."""
    closed = logged = tags = unwritten = held = named = asleep = 0
    for case in cases:
        asleep += case.state is State.ASLEEP
        unwritten_now = case.state is State.WRITING
        held_now = bool(case.trouble) and not unwritten_now
        if "row" in case.news or "question" in case.news or unwritten_now or held_now:
            closed += 1
            logged += "row" in case.news
            tags += case.state in _WAITS_FOR_TAG
            unwritten += unwritten_now
            held += held_now
        elif case.state is State.RENAMING or "name" in case.news:
            named += 1
    return Tally(closed, logged, tags, unwritten, held, named, asleep)


def in_words(found: Tally, *, outside: int = 0) -> str:
    """For the log channel; empty when nothing was missing."""
    parts: list[str] = []
    if found.closed:
        parts.append(f"{found.closed} closed, {found.logged} logged")
    if found.unwritten:
        parts.append(f"{found.unwritten} on the way to the sheet")
    if found.wait_for_tag:
        verb = "waits" if found.wait_for_tag == 1 else "wait"
        parts.append(f"{found.wait_for_tag} {verb} for a tag")
    if found.held_up:
        parts.append(f"{found.held_up} held up")
    if found.named:
        verb = "gets its" if found.named == 1 else "get their"
        parts.append(f"{found.named} logged before {verb} closed name")
    if found.asleep and parts:
        parts.append(f"{found.asleep} asleep")
    if outside:
        parts.append(f"{outside} more wait until there is room")
    return ", ".join(parts)


def not_read(unread: Mapping[Channel, str]) -> str:
    """Which channels could not be read, and why."""
    return "; ".join(f"not read: {named(channel)}: {why}" for channel, why in unread.items())


def named(channel: Channel) -> str:
    """The channel by mention and by the variable that names it."""
    return f"<#{channel.channel_id}> (`{channel.variable}`)"
