"""What must be so at the end of a run, and everything that isn't."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sandbox.chaos.hosting import Exit
from sandbox.chaos.threads import QuietTicket
from sandbox.chaos.tickets import PROMO_TAB, WELCOME_TAB, TicketLife
from sandbox.chaos.truth import Reading
from sandbox.server import Sandbox
from sandbox.sheets.sample import WELCOMECREW_ID

_TRACEBACK: Final = re.compile(r"[ +|]*(Exception Group )?Traceback \(most recent call last\)")
_CHAINED: Final = ("The above exception was the direct cause", "During handling of the above")


class Ledger:
    """The rows of the ticket log as people see them, by ticket number."""

    def __init__(self, box: Sandbox) -> None:
        self._rows = {tab: _read(box, tab) for tab in (WELCOME_TAB, PROMO_TAB)}

    def rows(self, life: TicketLife) -> list[Mapping[str, str]]:
        """The rows of one ticket."""
        return [row for row in self._rows[life.tab] if row.get("ticket number") == life.number]

    def of(self, number: str) -> list[Mapping[str, str]]:
        """The rows of this number, in either tab."""
        return [
            row
            for rows in self._rows.values()
            for row in rows
            if row.get("ticket number") == number
        ]

    def strangers(self, lives: Sequence[TicketLife]) -> list[str]:
        """Rows of no closed ticket."""
        known = {(life.tab, life.number) for life in lives if life.closed}
        return [
            f"{tab} holds a row of ticket {row.get('ticket number')!r}, which nobody closed"
            for tab, rows in self._rows.items()
            for row in rows
            if (tab, row.get("ticket number")) not in known
        ]


def ticket_problems(life: TicketLife, ledger: Ledger) -> list[str]:
    """What is wrong with one ticket's row, name or thread."""
    rows = ledger.rows(life)
    if not life.closed:
        if life.plan.closed_after is not None:
            return [f"{_of(life)} is not closed yet"]
        return [f"{_of(life)} is open and has {len(rows)} rows"] if rows else []
    expected = life.expected()
    problems: list[str] = []
    if len(rows) > 1 or (not rows and not life.may_be_missed):
        problems.append(f"{len(rows)} rows")
    for row in rows[:1]:
        problems += [
            f"{column} is {row.get(column, '')!r} instead of {wanted!r}"
            for column, wanted in expected.cells.items()
            if row.get(column, "") != wanted
        ]
    if not life.deleted:
        problems += _thread_problems(life, expected.name)
    if life.plan.tag_from.needs_question and not life.answering.done:
        problems.append(
            "the question was never asked" if not life.answering.tries else "no answer was taken"
        )
    return [f"{_of(life)}: {problem}" for problem in problems]


def _thread_problems(life: TicketLife, name: str) -> list[str]:
    problems: list[str] = []
    if life.name != name:
        problems.append(f"the thread is named {life.name!r} instead of {name!r}")
    meta = life.meta
    is_open = meta is not None and not meta.archived
    if life.plan.archive and is_open and not life.opened_by_an_answer:
        problems.append("the thread was not archived again")
    if life.plan.lock and meta is not None and not meta.locked:
        problems.append("the thread was not locked again")
    return problems


def quiet_problems(quiet: QuietTicket, ledger: Ledger) -> list[str]:
    """A ticket that fell asleep stays as it was: no row, its name, asleep."""
    problems: list[str] = []
    if rows := ledger.of(quiet.number):
        problems.append(f"{len(rows)} rows, though nobody closed it")
    if quiet.name != quiet.first_name:
        problems.append(f"the thread is named {quiet.name!r}")
    if (meta := quiet.meta) is not None and not meta.archived:
        problems.append("it was woken")
    return [f"quiet ticket {quiet.number}: {problem}" for problem in problems]


def question_problems(lives: Iterable[TicketLife], asked: Mapping[int, int]) -> list[str]:
    """Asked twice, or asked although the tag was known; `asked` counts questions by thread."""
    problems: list[str] = []
    for life in lives:
        times = asked.get(life.thread_id, 0)
        most = 1 if life.closed and life.plan.tag_from.needs_question else 0
        if times > most:
            problems.append(f"{_of(life)}: asked {times} times for the tag, {most} would do")
    return problems


def exit_problems(exits: Iterable[Exit]) -> list[str]:
    """Processes that ended as none should."""
    return [
        f"{each.app} {problem}; its last words: {' / '.join(each.last_lines[-3:])}"
        for each in exits
        if (problem := each.problem)
    ]


def health_problems(reading: Reading) -> list[str]:
    """Answers of `/healthz` that were not true, and pages that fell silent."""
    return [f"/healthz {words}" for words in (*reading.untrue, *reading.mute)]


def summary_problems(summaries: Mapping[str, int]) -> list[str]:
    """The daily summary is posted once a day; its footer names the day."""
    posted = [f"{footer!r} was posted {n} times" for footer, n in summaries.items() if n > 1]
    return posted if summaries else ["the daily summary was not posted"]


def log_problems(lines: Sequence[str]) -> list[str]:
    """Nothing of this is a reason to call oneself broken, or to be at a loss: no traceback."""
    return [
        *(f"logged: {line}" for line in lines if " CRITICAL " in line),
        *(
            f"logged with a traceback: {lines[max(0, at - 1)]} ({_raised(lines[at + 1 :])})"
            for at, line in enumerate(lines)
            if _TRACEBACK.match(line) and not _goes_on(lines[max(0, at - 4) : at])
        ),
    ]


def _goes_on(before: Sequence[str]) -> bool:
    """Whether a traceback is one more of the same failure: a cause, or a context."""
    return any(line.strip(" |").startswith(_CHAINED) for line in before)


def _raised(lines: Sequence[str]) -> str:
    """The failure itself: the first line after the frames."""
    return next((line.strip() for line in lines if line[:1] not in ("", " ")), "?")


def bots_asked(asked: Iterable[str]) -> list[str]:
    """A question is for people; `asked` names the bots whom one mentioned."""
    return [f"a bot was asked for the tag: {name}" for name in asked]


def _read(box: Sandbox, tab: str) -> list[Mapping[str, str]]:
    header, *rows = box.sheets.rows(WELCOMECREW_ID, tab) or [[]]
    names = [name.casefold() for name in header]
    return [dict(zip(names, row, strict=False)) for row in rows if any(row)]


def _of(life: TicketLife) -> str:
    return f"ticket {life.number} ({life.plan.tag_from.value})"
