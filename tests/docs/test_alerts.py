"""The alert rules say what they must and no more, as Prometheus itself reckons."""

import shutil
import subprocess

import pytest
import yaml

from tests.docs.quotes import ROOT

FOLDER = ROOT / "docs" / "monitoring"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROMTOOL is None, reason="promtool is missing: Debian's package is called prometheus"
)


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [PROMTOOL or "promtool", *arguments]
    return subprocess.run(
        command, cwd=FOLDER, capture_output=True, text=True, timeout=60, check=False
    )


@needs_promtool
def test_the_rules_pass_their_cases() -> None:
    done = promtool("test", "rules", "alerts.test.yml")
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_the_rules_are_well_formed() -> None:
    done = promtool("check", "rules", "alerts.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_cases_are_about_rules_that_exist() -> None:
    rules = yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))
    names = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    cases = yaml.safe_load((FOLDER / "alerts.test.yml").read_text("utf-8"))["tests"]
    tried = {it["alertname"] for case in cases for it in case["alert_rule_test"]}
    assert tried <= names
    assert {"BotAway", "BotGone", "BotCrashLoops", "UnexpectedFailures"} <= tried
