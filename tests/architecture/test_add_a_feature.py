"""What CONTRIBUTING says of adding a feature, done in a copy of the house, and undone."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("apps", "shared", "sandbox")
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SHOWN = re.compile(
    r"^`(apps/clanmatch/hello/[^`]+)`[^\n]*\n\n```python\n(.*?)```", re.MULTILINE | re.DOTALL
)
FILES: dict[str, str] = dict(SHOWN.findall(PAGE))
LIST = "apps/clanmatch/features.py"
RULES = "pyproject.toml"
COMMANDS = """
import asyncio
from tests.docs.commands_page import bots
bot = asyncio.run(bots())["clanmatch"]
for command in bot.walk_commands():
    print(command.qualified_name, bot.gate.rules[command.qualified_name].switch)
"""


class House:
    """A copy of what the bots are made of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for room in ROOMS:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / room, folder / room, ignore=ignored)
        shutil.copy(ROOT / RULES, folder / RULES)

    def add(self) -> None:
        feature = self.folder / "apps/clanmatch/hello"
        feature.mkdir()
        (feature / "__init__.py").touch()
        for name, text in FILES.items():
            (self.folder / name).write_text(text, "utf-8")
        self.change(LIST, '    "upkeep",\n', '    "upkeep",\n    "hello",\n')

    def remove(self) -> None:
        shutil.rmtree(self.folder / "apps/clanmatch/hello")
        self.change(LIST, '    "hello",\n', "")

    def change(self, name: str, before: str, after: str) -> None:
        file = self.folder / name
        text = file.read_text("utf-8")
        assert text.count(before) == 1, before
        file.write_text(text.replace(before, after), "utf-8")

    def commands(self) -> set[str]:
        return set(self.run("-c", COMMANDS).stdout.splitlines())

    def lint(self) -> str:
        return self.run("-c", "from importlinter.cli import lint_imports_command as l; l()").stdout

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={"PYTHONPATH": f"{self.folder}:{ROOT}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def test_the_three_files_are_shown() -> None:
    assert [Path(name).name for name in FILES] == ["settings.py", "cog.py", "feature.py"]


@pytest.mark.process
def test_one_folder_and_one_line_add_a_feature(tmp_path: Path) -> None:
    house = House(tmp_path)
    before = house.commands()
    assert "clan ENABLE_CMD_CLAN" in before

    house.add()
    assert house.commands() == before | {"hello ENABLE_CMD_HELLO"}
    assert ", 0 broken." in house.lint()

    house.remove()
    assert house.commands() == before


@pytest.mark.parametrize("bot", ["clanmatch"])
def test_no_feature_is_left_out_of_the_list(bot: str) -> None:
    listed = (ROOT / "apps" / bot / "features.py").read_text("utf-8")
    folders = [file.parent.name for file in (ROOT / "apps" / bot).glob("*/feature.py")]
    assert folders
    assert [name for name in folders if f'    "{name}",\n' not in listed] == []
