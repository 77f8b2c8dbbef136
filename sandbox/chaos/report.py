"""What came of a run, in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sandbox.chaos.attention import Eyesight
from sandbox.chaos.ears import Ears
from sandbox.chaos.hosting import Exit
from sandbox.chaos.script import Script
from sandbox.chaos.seat_verdict import Facts
from sandbox.chaos.talk import Tally
from sandbox.chaos.tickets import TicketLife
from sandbox.chaos.truth import Judgement, Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on a run."""

    script: Script
    findings: tuple[str, ...]
    """What is broken."""
    notes: tuple[str, ...]
    """What happened."""
    logs: tuple[str, ...] = field(repr=False)
    """Everything that the bots said."""

    @property
    def passed(self) -> bool:
        """Whether nothing is broken."""
        return not self.findings


def describe(outcome: Outcome) -> str:
    """The outcome for people."""
    lines = [*outcome.notes, ""]
    if outcome.passed:
        lines.append(f"All is as it must be. Seed: {outcome.script.seed}")
    else:
        lines += [f"BROKEN: {finding}" for finding in outcome.findings]
        minutes = outcome.script.seconds / 60
        lines += ["", f"Again: make chaos SEED={outcome.script.seed} MINUTES={minutes:g}"]
    return "\n".join(lines)


def troubles_and_tickets(script: Script, lives: Sequence[TicketLife]) -> str:
    """How much of everything there was."""
    closed = [life for life in lives if life.closed]
    asked = sum(life.plan.tag_from.needs_question for life in closed)
    return (
        f"{len(script.strikes)} troubles; {len(lives)} tickets, {len(closed)} closed, "
        f"{asked} of them with a question"
    )


def conversations(tallies: Sequence[Tally]) -> str:
    """What people asked, and how often they were let down while something was wrong."""
    commands = sum(sum(tally.clans.values()) + tally.panels + tally.helps for tally in tallies)
    presses = sum(tally.presses for tally in tallies)
    failed = sum(tally.failed_presses for tally in tallies)
    return f"{commands} commands; {presses} presses, {failed} failed while something was wrong"


def seats(races: int, facts: Facts) -> str:
    """How often two wanted a seat, and what came of it."""
    last = facts.moments[-1].rows if facts.moments else ()
    states = Counter(row.state for row in last)
    rows = ", ".join(f"{n} {state}" for state, n in sorted(states.items())) or "no row"
    return (
        f"{races} races for a seat, {len(facts.told)} promises; in the end {rows}; "
        f"{len(facts.shown)} numbers of seats were shown"
    )


def probes(reading: Reading) -> str:
    """How many answers of `/healthz` could be judged, and how."""
    counts = reading.counts
    judged = counts[Judgement.TRUE] + counts[Judgement.UNTRUE]
    return (
        f"/healthz was asked at {sum(counts.values())} moments; {judged} long enough after a "
        f"change to judge, {counts[Judgement.UNTRUE]} untrue"
    )


def senses(ears: Ears, eyesight: Eyesight) -> str:
    """What the bots made of being told nothing, and of not seeing their tickets."""
    found = ", ".join(f"{app} × {n}" for app, n in sorted(ears.found.items())) or "never"
    return f"deafness was acted on: {found}; `tickets` was judged while blind: {eyesight.judged} ×"


def ends(exits: Iterable[Exit]) -> str:
    """How processes ended."""
    times = Counter(f"{each.app} {each.status}" for each in exits)
    return "ends: " + ", ".join(f"{name} × {n}" for name, n in sorted(times.items()))
