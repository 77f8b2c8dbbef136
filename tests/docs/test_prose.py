"""What the hand-written pages claim about files, commands and figures is true."""

import re
from pathlib import Path

import pytest

from apps.clanmatch import app as clanmatch
from apps.welcomecrew import app as welcomecrew
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


def test_the_invite_links_ask_for_exactly_what_the_bots_use() -> None:
    links = re.findall(r"permissions=(\d+)", (ROOT / "README.md").read_text("utf-8"))
    asked = [clanmatch.INVITE_PERMISSIONS.value, welcomecrew.INVITE_PERMISSIONS.value]
    assert [int(link) for link in links] == asked


def test_the_readme_names_the_privileged_intents_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for bot in (clanmatch, welcomecrew):
        assert bot.INTENTS.message_content
        assert not bot.INTENTS.members
        assert not bot.INTENTS.presences
    assert "**Message Content**" in readme
    assert "Server Members" not in readme
