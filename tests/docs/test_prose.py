"""What the hand-written pages claim about files, commands and figures is true."""

import re
from pathlib import Path

import pytest

from shared.keepalive.lifetime import ExitStatus

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text("utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_the_exit_table_is_the_codes() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [int(n) for n in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)] == list(ExitStatus)


def test_the_readme_shows_the_two_commands_and_they_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in ("demo", "test"):
        assert f"\nmake {command}" in readme
        assert f"\n{command}:" in makefile


def test_continuous_integration_runs_the_readmes_test_command() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^check:.*\btest\b", makefile, re.MULTILINE)
    assert "make check" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert "bash .ci/run" in (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
