"""The linter doesn't see what a package's `__init__` imports; a fresh process does."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTSIDE = {"discord", "gspread", "aiohttp", "google", "requests", "PIL"}


def _pure_modules() -> list[str]:
    keepalive = ("snapshot", "tracker", "watchdog", "health", "components", "history", "identify")
    modules = [f"shared.keepalive.{name}" for name in keepalive]
    for app in ("clanmatch", "welcomecrew"):
        modules.append(f"apps.{app}.access")
        domain = ROOT / "apps" / app / "domain"
        modules += [f"apps.{app}.domain.{file.stem}" for file in sorted(domain.glob("[a-z]*.py"))]
    modules += [f"shared.timing.{name}" for name in ("clock", "schedule")]
    return modules


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
