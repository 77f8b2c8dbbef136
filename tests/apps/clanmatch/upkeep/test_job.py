"""The refresh reads every source and says in one line what came of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from apps.clanmatch.upkeep.job import RefreshFailed, RefreshSheets
from apps.clanmatch.welcome.rules.templates import Template, TemplateBook
from shared.chat.log_channel import LogChannel
from shared.sheets.cache import Copy
from shared.sheets.errors import TabMissing
from shared.timing.schedule import Daily
from tests.fakes.clock import ManualClock

VIENNA = ZoneInfo("Europe/Vienna")


class Lines(LogChannel):
    """Keeps what is said, instead of posting it."""

    def __init__(self) -> None:
        self.said: list[tuple[str, tuple[object, ...]]] = []

    async def say(self, text: str, *, about: tuple[object, ...]) -> None:
        self.said.append((text, about))


@dataclass
class Sheet:
    problem: str | None = None
    missing: bool = False
    reads: int = 0

    async def refresh(self) -> Copy[TemplateBook]:
        self.reads += 1
        if self.missing:
            raise TabMissing("bot_info")
        book = TemplateBook({"a": Template(row=2, tag="A")})
        return Copy(book, datetime(2026, 1, 5, tzinfo=UTC), 0.0, stale=False, problem=self.problem)


def job(lines: Lines, clock: ManualClock, **sources: Sheet) -> RefreshSheets:
    schedule = Daily((time(2), time(10), time(18)), VIENNA)
    return RefreshSheets(sources=sources, log_channel=lines, clock=clock, schedule=schedule)


async def test_says_what_was_read() -> None:
    lines, clock = Lines(), ManualClock(datetime(2026, 3, 29, 8, 0, 5, tzinfo=UTC))

    words = await job(lines, clock, Roster=Sheet(), Templates=Sheet()).step()

    assert words == "Roster: 1 welcome template; Templates: 1 welcome template"
    # What it is about names the moment that was due, alike in two instances: 10:00 summer time.
    assert lines.said == [
        (f"🔄 Sheets refreshed. {words}", ("refresh", "2026-03-29T08:00:00+00:00"))
    ]


async def test_one_failing_source_does_not_stop_the_other() -> None:
    lines, good = Lines(), Sheet()

    with pytest.raises(RefreshFailed, match="no tab 'bot_info'"):
        await job(lines, ManualClock(), Roster=Sheet(missing=True), Templates=good).step()

    assert good.reads == 1
    ((text, _),) = lines.said
    assert text.startswith("⚠️ Sheets refresh failed; the last good copy stays in use. Roster:")
    assert "Name a tab 'bot_info'" in text


async def test_a_copy_with_a_problem_is_a_failure_too() -> None:
    lines = Lines()

    with pytest.raises(RefreshFailed, match="no network"):
        await job(lines, ManualClock(), Roster=Sheet(problem="no network")).step()
    assert "no network" in lines.said[0][0]
