"""The runbook has an entry for everything that can be seen, and quotes nothing that can't."""

import re

import pytest

from apps.clanmatch.app import APP as CLANMATCH
from apps.welcomecrew.app import APP as WELCOMECREW
from shared.keepalive.failures import classify
from shared.keepalive.health import Probe
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.snapshot import GatewayState
from shared.keepalive.watchdog import Cause
from shared.sheets.errors import SheetsError
from tests.docs.quotes import ROOT, comparable, is_said
from tests.shared.keepalive.test_failures import TABLE

PAGE = (ROOT / "docs" / "runbook.md").read_text("utf-8")
SERVICES = (CLANMATCH.service, WELCOMECREW.service)  # imported, so that all their errors are known
QUOTES = re.findall(r"^> (.+)$", PAGE, re.MULTILINE)
# In the tables the bots' words stand as code; single words and commands are no quotes.
QUOTES_IN_TABLES = [
    words
    for line in PAGE.splitlines()
    if line.startswith("| ")
    for words in re.findall(r"`([^`]+)`", line)
    if " " in words and not words.startswith("!")
]
CAUSES = [*(cause for cause in Cause if cause is not Cause.NONE), "loop_stall"]
MOST_LINES_OF_A_SCREEN = 40


def sheets_errors(root: type[SheetsError] = SheetsError) -> list[type[SheetsError]]:
    return [root, *(each for child in root.__subclasses__() for each in sheets_errors(child))]


def in_the_apps(pattern: str) -> list[str]:
    sources = [path.read_text("utf-8") for path in (ROOT / "apps").rglob("*.py")]
    found = [name for source in sources for name in re.findall(pattern, source)]
    assert found
    return sorted(set(found))


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def row_of(first_cell: str) -> str:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| {first_cell} |")]
    assert len(rows) == 1, f"one row for {first_cell}"
    return rows[0]


@pytest.mark.parametrize("quote", [*QUOTES, *QUOTES_IN_TABLES])
def test_what_is_quoted_can_be_said(quote: str) -> None:
    assert is_said(quote)


def test_a_quote_that_nobody_says_is_found() -> None:
    assert len(QUOTES) > 20
    assert len(QUOTES_IN_TABLES) > 40
    assert not is_said("gateway asleep: …")


@pytest.mark.parametrize("state", GatewayState)
def test_each_state_has_its_row_and_its_screen(state: GatewayState) -> None:
    assert re.search(rf"^\| \d{{3}} \| `{state}` \|", PAGE, re.MULTILINE)
    assert f"\n### `{state}`\n" in PAGE


@pytest.mark.parametrize("probe", Probe)
def test_each_answer_of_healthz_is_in_the_first_table(probe: Probe) -> None:
    assert re.search(rf"^\| {int(probe)} \| `\w+` \|", section("Start here"), re.MULTILINE)


@pytest.mark.parametrize("status", ExitStatus)
def test_each_exit_status_has_its_row(status: ExitStatus) -> None:
    rows = re.findall(rf"^\| {int(status)} \| `(\w+)` \|", section("Exit status"), re.MULTILINE)
    assert rows == [status.name]


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_of_a_restart_has_its_row(cause: str) -> None:
    assert row_of(f"`{cause}`")
    assert is_said(cause)


@pytest.mark.parametrize("error", [row[0] for row in TABLE], ids=repr)
def test_each_failure_to_log_in_has_its_words(error: Exception) -> None:
    table = re.findall(r"^\| `(.+?)` \|", section("Login and connect"), re.MULTILINE)
    beginnings = [comparable(quote).partition("…")[0] for quote in [*table, *QUOTES]]
    said = comparable(classify(error).words)
    assert any(said.startswith(beginning) for beginning in beginnings if beginning)


@pytest.mark.parametrize("error", sheets_errors())
def test_each_sheets_error_has_its_row(error: type[SheetsError]) -> None:
    assert row_of(f"`{error.outcome}`") in section("Sheets")


@pytest.mark.parametrize("anchor", re.findall(r"\]\(#([^)]+)\)", PAGE))
def test_links_within_the_page_lead_somewhere(anchor: str) -> None:
    assert anchor in anchors()


@pytest.mark.parametrize("name", in_the_apps(r'\bComponent\(\s*"([^"]+)"'))
def test_each_component_has_its_row(name: str) -> None:
    assert row_of(f"`{name}`")


@pytest.mark.parametrize("name", in_the_apps(r'\bJob\(\s*(?:name=)?"([^"]+)"'))
def test_each_job_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


def anchors() -> set[str]:
    """As GitHub makes them from headings."""
    headings = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


def test_each_section_fits_one_screen() -> None:
    for text in re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE):
        assert len(text.splitlines()) <= MOST_LINES_OF_A_SCREEN, text.splitlines()[0]


def test_the_settings_that_it_names_exist() -> None:
    settings = (ROOT / "docs" / "settings.md").read_text("utf-8")
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`", PAGE)) - set(ExitStatus.__members__)
    assert named
    assert [name for name in sorted(named) if f"`{name}`" not in settings] == []


def test_the_commands_that_it_names_exist() -> None:
    commands = [each.commands for app in (CLANMATCH, WELCOMECREW) for each in app.features]
    named = set(re.findall(r"!([a-z_-]+)", PAGE))
    assert named
    assert named <= {name for table in commands for name in table}
