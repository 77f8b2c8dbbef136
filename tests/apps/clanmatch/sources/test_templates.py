"""The welcome templates as they are kept."""

import pytest

from apps.clanmatch.sources.templates import NoTemplates, TemplateSource
from shared.chat.errors import ExpectedFailure
from shared.sheets.errors import Unreachable
from tests.apps.clanmatch.sample import tab
from tests.fakes.clock import ManualClock
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
