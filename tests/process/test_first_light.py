"""A start from the command line: what is loaded when, and what ends it before anything is."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from shared.keepalive.lifetime import ExitStatus
from tests.process.harness import REPOSITORY, BotProcess

APPS = ("clanmatch", "welcomecrew")
HEAVY = {"discord", "aiohttp", "gspread", "google", "requests", "PIL", "prometheus_client", "redis"}
SETTINGS = {"clanmatch": "apps.clanmatch.features", "welcomecrew": "apps.welcomecrew.settings"}
START_S = 30.0


def loaded(statement: str) -> set[str]:
    """The packages that a fresh interpreter has after it."""
    program = f"{statement}; import sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.process
@pytest.mark.parametrize("app", APPS)
def test_nothing_heavy_is_loaded_before_the_first_page(app: str) -> None:
    before = f"import apps.{app}.__main__, {SETTINGS[app]}, shared.checkup.command_line"
    assert not loaded(before) & HEAVY


@pytest.mark.process
@pytest.mark.parametrize("app", APPS)
async def test_a_taken_port_ends_it_before_the_bot_is_loaded(app: str, tmp_path: Path) -> None:
    async with Sandbox.open() as box:
        with socket.create_server(("", 0)) as taken:
            env = box.bot_env(app, taken.getsockname()[1]) | {
                "STATE_DIR": str(tmp_path),
                # Would show any import of it.
                "PYTHONPROFILEIMPORTTIME": "1",
            }
            async with BotProcess.open(f"apps.{app}", env, folder=tmp_path) as bot:
                assert await bot.wait_exit(within=START_S) == ExitStatus.PORT_UNAVAILABLE
        assert "stopping with status 69 (PORT_UNAVAILABLE): cannot listen on port" in bot.output
        assert "Traceback" not in bot.output
        assert "| discord" not in bot.output
        assert not box.records.gateway
    kept = (tmp_path / f"{app}-last-run.json").read_text("utf-8")
    assert '"status": 69' in kept


@pytest.mark.process
async def test_a_stop_before_the_bot_is_loaded_is_carried_out(tmp_path: Path) -> None:
    """By a handler of its own: the first process of a container has no other, and would live on."""
    async with Sandbox.open() as box:
        env = box.bot_env("welcomecrew") | {"STATE_DIR": str(tmp_path)}
        async with BotProcess.open("apps.welcomecrew", env, folder=tmp_path) as bot:
            await bot.wait_for_health(lambda _: True, within=START_S)
            bot.terminate()
            assert await bot.wait_exit(within=START_S) == ExitStatus.STOPPED
        assert not box.records.gateway
    assert "received SIGTERM" in (tmp_path / "welcomecrew-last-run.json").read_text("utf-8")
