"""The threat list names tests that exist, and the audit looks at what is installed."""

import re

import pytest
import yaml

from tests.docs.quotes import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ")]
THREATS = [row for row in ROWS if not row.startswith(("| who tries", "| ---"))]
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_the_tests_that_it_names_exist(path: str, name: str) -> None:
    assert re.search(rf"^(?:async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("threat", THREATS)
def test_each_threat_names_who_what_how_and_a_test(threat: str) -> None:
    cells = [cell.strip() for cell in threat.strip("|").split("|")]
    assert len(cells) == 4
    assert all(cells)
    assert re.fullmatch(r"(?:`tests/[\w/]+\.py::\w+` ?)+", cells[3])


def test_the_audit_looks_at_what_is_installed() -> None:
    audit = (ROOT / ".github" / "workflows" / "audit.yml").read_text("utf-8")
    workflow = yaml.safe_load(audit)
    assert workflow["permissions"] == {"contents": "read"}
    services = yaml.safe_load((ROOT / "render.yaml").read_text("utf-8"))["services"]
    for service in services:
        installed = re.search(r"--require-hashes -r (\S+)", service["buildCommand"])
        assert installed
        assert f"--requirement {installed[1]}" in audit
        # YAML reads the key `on` as true.
        assert installed[1] in workflow[True]["pull_request"]["paths"]
