"""What the README of discord-keepalive says is so."""

import re
from pathlib import Path

from shared.keepalive.alone.about import ABOUT_REST
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.snapshot import GatewayState
from tests.packaging.build import ROOT, SOURCE

README = (SOURCE / "README.md").read_text("utf-8")
TEN_LINES = ROOT / "examples" / "keepalive" / "ten_lines.py"


def test_every_state_has_its_section_since_the_pages_link_there() -> None:
    sections = set(re.findall(r"^### (\S+)$", README, re.MULTILINE))
    assert sections == {*(state.value for state in GatewayState), ABOUT_REST.section}


def test_the_exit_statuses_are_those_that_a_host_can_see() -> None:
    named = {int(number) for number in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert named == set(ExitStatus) - {ExitStatus.STAND_BY}


def test_the_example_is_the_one_in_the_readme() -> None:
    code = re.findall(r"```python\n(import os.*?)```", README, re.DOTALL)[0]
    bare = [re.sub(r"\s+#.*", "", line) for line in code.splitlines()]
    example = TEN_LINES.read_text("utf-8").partition('"""\n\n')[2]
    assert bare == example.splitlines()
    assert len(example.splitlines()) <= 10


def test_links_lead_somewhere_for_those_who_have_the_file_alone() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert all(link.startswith("https://") for link in links)
    assert Path(SOURCE / "pyproject.toml").exists()
