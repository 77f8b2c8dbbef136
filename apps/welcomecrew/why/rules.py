"""Why a ticket is or isn't logged, in plain words, from everything that is known of it. Pure."""

import re
from datetime import datetime
from typing import Final

from shared.chat.text import plain
from shared.immutable import immutable

_THREAD: Final = re.compile(
    r"\s*(?:<#(?P<mention>\d{15,20})>|https://\S+/channels/\d+/(?P<link>\d{15,20})\S*"
    r"|(?P<id>\d{15,20}))\s*",
    re.ASCII,
)

_NUMBER: Final = re.compile(
    r"\s*(?:ticket\s*)?#?\s*(?P<number>[0-9]{1,6})\s*", re.ASCII | re.IGNORECASE
)


@immutable
class WhyFacts:
    """What Discord, the sheet and this process know of one thread of a ticket channel."""

    name: str
    number: str = ""
    """Empty where the name holds none."""
    username: str = ""
    tag: str = ""
    watched: bool = True
    closed: bool = False
    by_marker: bool = False
    closed_at: datetime | None = None
    shut: bool = False
    """Archived or locked."""
    asleep: bool = False
    """Archived by Discord, because nobody wrote in it."""
    needs_marker: bool = False
    asked_id: int = 0
    question_link: str = ""
    tab: str = ""
    row_number: int | None = None
    row_says: str = ""
    row_complete: bool = False
    waits_since: datetime | None = None
    """Its row waits in the outbox."""
    sheets_problem: str = ""
    sheet_unread: str = ""
    """Why the sheet can't be read at the moment, so that nothing is known of the row."""
    shared_with: tuple[int, ...] = ()
    """Rows of other tickets with the same number."""
    doing: str = ""
    """What this process is about to do with it."""
    right_name: str = ""


def explain(facts: WhyFacts) -> list[str]:
    """The verdict, and below it what it rests on."""
    return [_verdict(facts), *(f"- {line}" for line in _grounds(facts))]


def thread_id_in(text: str) -> int | None:
    """The thread that somebody means: its mention, link or id."""
    match = _THREAD.fullmatch(text)
    return int(next(filter(None, match.groups()))) if match else None


def ticket_number_in(text: str) -> str | None:
    """`0042` for `42`, `#0042` or `ticket 42`; None for what is no number alone."""
    match = _NUMBER.fullmatch(text)
    return match["number"].zfill(4) if match else None


def _verdict(facts: WhyFacts) -> str:  # noqa: PLR0911 - a table of cases, the first that fits
    where = f"row {facts.row_number} of `{plain(facts.tab)}`"
    if not facts.number:
        return (
            "**Not logged**: the thread's name holds no four-digit ticket number (up to six digits "
            "will do), nor does it begin with one."
        )
    if facts.waits_since is not None and facts.tag:
        return f"**About to be logged**: its row waits since {_waits(facts)}."
    if facts.row_number is not None and facts.row_complete:
        return f"**Logged**: {where}."
    if not facts.closed and facts.asleep:
        return (
            "**Asleep**: nobody closed the ticket; Discord archived the thread because nobody "
            "wrote in it for a while. Close the ticket, or lock the thread, and I log it."
        )
    if not facts.closed and facts.shut and facts.needs_marker:
        return (
            "**Not logged**: the thread is archived or locked, but no message says “closed by …”, "
            "and the settings require that."
        )
    if not facts.closed:
        return "**Not logged**: the ticket is open; nothing says that it was closed."
    if facts.sheet_unread and facts.tag:
        return (
            "**Closed**; whether it is logged I can't see at the moment. What is not logged is "
            f"written as soon as the sheet answers: {facts.sheet_unread}."
        )
    if not facts.tag:
        logged = f"logged in {where}, but " if facts.row_number is not None else ""
        return f"**Waiting**: {logged}the clan tag is missing."
    if facts.row_number is not None:
        return f"**Logged in part**: {where} lacks something; I complete it at the next refresh."
    return "**Not logged yet**: I write it now or at the next refresh; `!watch_status` shows which."


def _grounds(facts: WhyFacts) -> list[str]:
    lines = [f"name: {plain(facts.name)}"]
    if facts.number:
        tag = f"tag `{facts.tag}`" if facts.tag else "no tag known"
        lines.append(f"ticket `{facts.number}`, user {plain(facts.username) or '–'}, {tag}")
    if facts.closed:
        how = "a close marker" if facts.by_marker else "the thread being archived or locked"
        when = f" {_ago(facts.closed_at)}" if facts.closed_at else ""
        lines.append(f"closed{when}, known by {how}")
    if facts.question_link:
        asked = f"<@{facts.asked_id}> was" if facts.asked_id else "somebody was"
        lines.append(f"{asked} asked for the tag: {facts.question_link}")
    if facts.row_number is not None:
        lines.append(f"the row says: {plain(facts.row_says)}")
    if facts.shared_with:
        rows = ", ".join(map(str, facts.shared_with))
        lines.append(f"another ticket has the number `{facts.number}` as well: row {rows}")
    if facts.closed and facts.right_name and facts.right_name != facts.name:
        lines.append(f"the name is to become {plain(facts.right_name)}")
    if facts.waits_since is not None and not facts.tag:
        lines.append(f"its row, without the tag, waits to be written since {_waits(facts)}")
    return lines + _at_the_moment(facts)


def _at_the_moment(facts: WhyFacts) -> list[str]:
    lines: list[str] = []
    if facts.sheet_unread:
        lines.append(f"the sheet can't be read at the moment: {facts.sheet_unread}")
    if facts.doing:
        lines.append(f"at the moment: {facts.doing}")
    if not facts.watched:
        lines.append("live watching is off for this channel; refreshes and backfills find it")
    return lines


def _waits(facts: WhyFacts) -> str:
    reason = f": {facts.sheets_problem}" if facts.sheets_problem else ""
    return (_ago(facts.waits_since) if facts.waits_since else "") + reason


def _ago(moment: datetime) -> str:
    return f"<t:{int(moment.timestamp())}:R>"
