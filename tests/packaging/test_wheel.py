"""discord-keepalive as a stranger gets it: built, installed beside discord.py alone, in use."""

import re
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.parser import Parser
from pathlib import Path

import pytest

from sandbox.discord.faults import Gateway as Fault
from shared.keepalive.lifetime import ExitStatus
from tests.packaging.build import SOURCE, Built, build
from tests.packaging.environment import empty_environment
from tests.process.harness import BotProcess, is_state
from tests.process.small_world import SmallWorld, small_world

pytestmark = [pytest.mark.process, pytest.mark.long]

HERE = Path(__file__).parent
ASKED_FOR = {"discord.py", "aiohttp"}
START_S = 60.0
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def tree() -> dict[str, bytes]:
    """Every file of the package, by its path in it."""
    return {
        str(file.relative_to(SOURCE)): file.read_bytes()
        for file in SOURCE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    before = tree()
    files = build(tmp_path_factory.mktemp("built"))
    assert tree() == before, "nothing is left in the tree"
    return files


@pytest.fixture(scope="module")
def python(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stranger") / "env"
    return empty_environment(folder, wheel=built.wheel, wanted=ASKED_FOR)


def test_the_wheel_holds_the_very_files_that_the_bots_run(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        packed = {
            name.removeprefix("discord_keepalive/"): wheel.read(name)
            for name in wheel.namelist()
            if name.startswith("discord_keepalive/")
        }
    theirs = {
        name: text for name, text in tree().items() if name not in {"README.md", "pyproject.toml"}
    }
    assert packed == theirs


def test_the_sdist_holds_what_the_wheel_is_made_of(built: Built) -> None:
    with tarfile.open(built.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert set(tree()) <= names
    assert "LICENSE" in names


def test_nothing_but_discord_py_and_aiohttp_comes_with_it(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        (path,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        facts = Parser().parsestr(wheel.read(path).decode())
    needs = [line for line in facts.get_all("Requires-Dist") or [] if "extra ==" not in line]
    assert {found[0] for line in needs if (found := _NAME.match(line))} == ASKED_FOR
    assert not any("==" in line for line in needs), "ranges, no pins"
    assert facts.get_all("Provides-Extra") == ["metrics", "lease"]


def test_every_module_loads_beside_them_alone(python: Path) -> None:
    """But the doors of the extras, which say what they lack."""
    program = (
        "import importlib, pkgutil, discord_keepalive as k\n"
        "for it in pkgutil.walk_packages(k.__path__, 'discord_keepalive.'):\n"
        "    if it.name.endswith('__main__'): continue\n"
        "    try: importlib.import_module(it.name)\n"
        "    except ModuleNotFoundError as lack: print(it.name, lack.name)\n"
    )
    done = subprocess.run(
        [python, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    lacking = dict(line.split() for line in done.stdout.splitlines())
    assert set(lacking.values()) == {"prometheus_client", "redis"}
    assert {name.split(".")[1] for name in lacking} == {"metrics", "lease"}


async def test_strangers_in_the_sandbox(python: Path, tmp_path: Path) -> None:
    async with small_world(["attached", "owned", "late"], tmp_path) as world:
        await a_client_is_watched(world, python, "attached")
        await a_client_is_owned(world, python, "owned")


@asynccontextmanager
async def stranger(
    world: SmallWorld, python: Path, bot: str, what: str, **more: str
) -> AsyncGenerator[BotProcess]:
    shutil.copy(HERE / "strangers" / "stranger.py", world.folder)
    env = world.env(bot, STRANGER=what, WATCHDOG_MAX_DISCONNECT_SEC="8", **more)
    async with BotProcess.open(
        "stranger", env, folder=world.folder, root=world.folder, python=python
    ) as process:
        yield process


async def a_client_is_watched(world: SmallWorld, python: Path, name: str) -> None:
    async with stranger(world, python, name, "client attach") as bot:
        health = await bot.wait_until_ready(within=START_S)
        assert health.status == 200
        assert health.body["service"] == "stranger"
        ill = await bot.wait_for_health(
            lambda it: it.body["components"].get("database", {}).get("ok") is False, within=10
        )
        assert ill.body["components"]["database"]["words"] == (
            "ConnectionRefusedError; the log says more"
        )
        assert "password" not in (await bot.get("/status")).text
        assert (await bot.get("/startupz")).status == 200
        assert (await bot.get("/metrics")).text.startswith("# no figures")
        world.box.faults.gateway(Fault.REFUSE, bot=name)
        world.box.faults.cut(name)
        await bot.wait_for_health(is_state("disconnected"), within=10)
        assert await bot.wait_exit(within=40) == ExitStatus.RESTART
        assert "gateway away for" in bot.output
        assert "never retrieved" not in bot.output
        assert "SystemExit" not in bot.output


async def a_client_is_owned(world: SmallWorld, python: Path, name: str) -> None:
    async with stranger(world, python, name, "sharded-bot run") as bot:
        await bot.wait_until_ready(within=START_S)
        bot.terminate()
        assert await bot.wait_exit(within=15) == ExitStatus.STOPPED
        assert "received SIGTERM" in bot.output
