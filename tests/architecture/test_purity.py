"""The linter doesn't see what a package's `__init__` imports; a fresh process does."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTSIDE = {"discord", "gspread", "aiohttp", "google", "requests", "PIL"}


def _pure_modules() -> list[str]:
    """Every module of which the import rules say that it is a rule."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    rules = next(each for each in contracts if each["name"].startswith("3 "))
    patterns = [pattern.replace(".", "/") for pattern in rules["source_modules"]]
    files = [
        file
        for pattern in patterns
        for file in (*ROOT.glob(f"{pattern}.py"), *ROOT.glob(f"{pattern}/*.py"))
    ]
    modules = {".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files}
    return sorted(module.removesuffix(".__init__") for module in modules)


@pytest.mark.process
def test_rules_load_neither_discord_nor_google_nor_network() -> None:
    program = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *_pure_modules()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert set(done.stdout.split()) & OUTSIDE == set()


@pytest.mark.process
@pytest.mark.parametrize("app", ["clanmatch", "welcomecrew"])
def test_a_bot_of_one_instance_does_not_load_redis(app: str) -> None:
    program = f"import sys, apps.{app}.app; print('redis' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "False"
