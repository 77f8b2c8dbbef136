"""The welcome templates as they are kept."""

from datetime import UTC, datetime

import pytest

from apps.clanmatch.welcome.rules.compose import Facts, WelcomeRefused, compose
from apps.clanmatch.welcome.source import NoTemplates, TemplateSource
from shared.chat.errors import ExpectedFailure
from shared.sheets.errors import Unreachable
from tests.apps.clanmatch.sample import tab
from tests.fakes.clock import ManualClock, settle
from tests.fakes.shaken_workbook import ShakenWorkbook


def source(workbook: ShakenWorkbook, clock: ManualClock) -> TemplateSource:
    return TemplateSource(workbook=workbook, tab="WelcomeTemplates", ttl=3600, clock=clock)


async def test_read_once_and_told_with_its_age() -> None:
    workbook, clock = ShakenWorkbook({"WelcomeTemplates": tab("WelcomeTemplates")}), ManualClock()
    templates = source(workbook, clock)
    for _ in range(3):
        assert (await templates.current()).value.find("NOX") is not None
    clock.move(120)

    assert workbook.reads == 1
    assert await templates.state() == "25 welcome templates; read 2 min ago"
    await templates.close()


async def test_a_failure_keeps_the_copy_and_is_told() -> None:
    workbook, clock = ShakenWorkbook({"WelcomeTemplates": tab("WelcomeTemplates")}), ManualClock()
    templates = source(workbook, clock)
    await templates.current()
    workbook.fail_read = Unreachable("no network")

    copy = await templates.refresh()
    assert copy.problem == "Google Sheets can't be reached: no network"
    assert copy.value.find("NOX") is not None
    assert (await templates.state()).endswith("no network")


async def test_without_any_copy_the_reason_is_told_to_whoever_asks() -> None:
    templates = source(ShakenWorkbook({}), ManualClock())

    with pytest.raises(ExpectedFailure, match="no tab 'WelcomeTemplates'"):
        await templates.current()


@pytest.mark.parametrize("rows", [[], [["TITLE"], ["x"]], [["TAG", "BODY"], ["", ""]]])
async def test_a_tab_without_templates(rows: list[list[str]]) -> None:
    with pytest.raises(NoTemplates):
        await source(ShakenWorkbook({"WelcomeTemplates": rows}), ManualClock()).refresh()


def _with(tag: str, cells: dict[str, str]) -> list[list[str]]:
    rows = [list(row) for row in tab("WelcomeTemplates")]
    row = next(row for row in rows if row[0] == tag)
    for header, value in cells.items():
        row[rows[0].index(header)] = value
    return rows


@pytest.mark.parametrize("error", ["#REF!", "Loading...", "#NAME?"])
async def test_an_error_in_a_body_leaves_the_last_good_one(error: str) -> None:
    workbook, clock = ShakenWorkbook({"WelcomeTemplates": tab("WelcomeTemplates")}), ManualClock()
    templates = source(workbook, clock)
    good = (await templates.current()).value.find("NOX")
    workbook.tabs["WelcomeTemplates"] = _with("NOX", {"BODY": error, "TITLE": "Newly named"})
    book = (await templates.refresh()).value
    found = book.find("NOX")
    assert good is not None
    assert found is not None
    assert (found.body, found.title) == (good.body, "Newly named")
    assert f"shows {error}" in book.in_words()
    workbook.tabs["WelcomeTemplates"] = [list(row) for row in tab("WelcomeTemplates")]
    clock.move(61)
    await templates.current()
    await settle()
    assert (await templates.current()).value.unread == ""


async def test_nobody_is_welcomed_with_an_error_that_was_never_anything_else() -> None:
    rows = _with("NOX", {"BODY": "#REF!"})
    templates = source(ShakenWorkbook({"WelcomeTemplates": rows}), ManualClock())
    book = (await templates.current()).value
    assert book.find("NOX") is None
    facts = Facts("<@7>", "New", "Rita", "Cluster", datetime(2026, 7, 1, tzinfo=UTC))
    with pytest.raises(WelcomeRefused, match=r"can't be read right now: D\d+ shows #REF!"):
        compose(book, "nox", facts, lambda _: "")
    with pytest.raises(WelcomeRefused, match="no row with the tag"):
        compose(book, "ZZZ", facts, lambda _: "")


async def test_a_title_above_the_headings_and_other_names_for_them() -> None:
    rows = [list(row) for row in tab("WelcomeTemplates")]
    rows[0] = [header.title().replace("_", " ") + ":" for header in rows[0]]
    workbook = ShakenWorkbook({"WelcomeTemplates": [["Our welcomes"], [], *rows]})
    assert (await source(workbook, ManualClock()).current()).value.find("NOX") is not None


async def test_a_tab_that_loads_is_no_tab_without_templates() -> None:
    workbook, clock = ShakenWorkbook({"WelcomeTemplates": tab("WelcomeTemplates")}), ManualClock()
    templates = source(workbook, clock)
    await templates.current()
    workbook.tabs["WelcomeTemplates"] = [["Loading..."] * 12] * 3
    copy = await templates.refresh()
    assert copy.value.find("NOX") is not None
    assert "A1 shows Loading..." in str(copy.problem)
