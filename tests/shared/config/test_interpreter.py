"""Pythons that are tested, and what is said of a newer one; every file names the same ones."""

import re
import tomllib
from pathlib import Path

import pytest

from shared.config.interpreter import TESTED, doubt

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("minor", range(TESTED[0][1], TESTED[1][1] + 1))
def test_a_tested_python_is_not_spoken_of(minor: int) -> None:
    assert doubt((3, minor)) is None


def test_a_newer_python_is_named() -> None:
    said = doubt((TESTED[1][0], TESTED[1][1] + 1))
    assert said is not None
    assert said.startswith("Python 3.15 is newer than")


def test_ci_tests_each_of_them_and_a_newer_one_can_be_installed() -> None:
    ci = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    listed = re.findall(r"\"3\.(\d+)\"", ci)
    assert listed == [str(minor) for minor in range(TESTED[0][1], TESTED[1][1] + 1)]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == f">={TESTED[0][0]}.{TESTED[0][1]}"


def test_the_hosts_run_the_newest_of_them() -> None:
    newest = f"{TESTED[1][0]}.{TESTED[1][1]}"
    blueprint = (ROOT / "render.yaml").read_text("utf-8")
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    hosts = re.findall(r"value: (3\.\d+)\.", blueprint)
    images = re.findall(r"FROM python:(3\.\d+)-", dockerfile)
    assert hosts == images == [newest, newest]
