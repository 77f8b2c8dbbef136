"""What supervisors make of each exit status, with the files and lines of docs/hosting."""

import asyncio
import configparser
import json
import os
import re
import shlex
import shutil
import signal
import sys
from pathlib import Path
from typing import Final

import pytest
import yaml

from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.settings import WatchSettings
from tests.process.small_world import small_world
from tests.tools.pages import bot
from tests.tools.tool import HOSTING, Tool, configured, needs, outcome, running, written

EXITS: Final = Path(__file__).with_name("exits.py")
# 0 is !reboot; a person must act on 78 alone.
COMES_BACK: Final = {0: True, 1: True, 69: True, 70: True, 78: False}


def program(folder: Path, status: int | str) -> str:
    return shlex.join((sys.executable, str(EXITS), str(folder), str(status)))


def lines_of(file: Path) -> list[str]:
    return file.read_text("utf-8").split() if file.exists() else []


def folders(tmp_path: Path) -> dict[int, Path]:
    made = {status: tmp_path / str(status) for status in COMES_BACK}
    for folder in made.values():
        folder.mkdir()
    return made


async def come_back_as_they_should(tool: Tool, made: dict[int, Path]) -> None:
    """Those that shall were started twice and more; 78 once."""
    again = [folder for status, folder in made.items() if COMES_BACK[status]]
    await tool.until(lambda: all(len(lines_of(it / "starts")) >= 2 for it in again))
    assert lines_of(made[ExitStatus.CONFIGURATION] / "starts") == ["78"]


def test_the_statuses_are_those_of_the_bots() -> None:
    """But 75, after which the program begins anew in the same process."""
    assert set(COMES_BACK) == set(ExitStatus) - {ExitStatus.STAND_BY}


def test_each_waits_longer_than_an_ordered_stop_takes() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read(HOSTING / "clanmatch.service")
    daemon = configparser.ConfigParser(inline_comment_prefixes=(";",))
    daemon.read(HOSTING / "supervisord.conf")
    docker = yaml.safe_load((HOSTING / "compose.yaml").read_text("utf-8"))["services"]
    waits = [
        unit["Service"]["TimeoutStopSec"],
        *(daemon[name]["stopwaitsecs"] for name in ("program:clanmatch", "program:welcomecrew")),
        *(it["stop_grace_period"].removesuffix("s") for it in docker.values()),
    ]
    deadline = WatchSettings.of({}).stop_deadline_sec
    assert len(waits) == 5
    assert all(int(wait) >= deadline + 5 for wait in waits)


# ---------------------------------------------------------------- supervisord


def supervisord(folder: Path, name: str, command: str) -> str:
    text = configured("supervisord.conf", folder, {"/opt/clanbots": folder}).read_text("utf-8")
    ready_made = text[text.index("[program:clanmatch]") : text.index("[program:welcomecrew]")]
    renamed = ready_made.replace("[program:clanmatch]", f"[program:{name}]")
    return re.sub(r"^command=.*$", lambda _: f"command={command}", renamed, flags=re.MULTILINE)


@needs("supervisord", "supervisor")
async def test_supervisord(tmp_path: Path) -> None:
    made = folders(tmp_path)
    stays = tmp_path / "stay"
    stays.mkdir()
    programs = [supervisord(tmp_path, f"s{it}", program(made[it], it)) for it in made]
    programs.append(supervisord(tmp_path, "stays", program(stays, "stay")))
    file = written(tmp_path / "conf", "\n".join(("[supervisord]\nnodaemon=true\n", *programs)))
    async with running("supervisord", "-c", file, folder=tmp_path) as tool:
        await come_back_as_they_should(tool, made)
        await tool.until(lambda: bool(lines_of(stays / "starts")))
        tool.process.terminate()
        await tool.until(lambda: lines_of(stays / "ends") == ["SIGTERM"])


# -------------------------------------------------------------------- systemd

# A manager of its own, in its own namespace of processes: this machine's units are not touched.
_MANAGER: Final = """
mount -t proc proc /proc
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system
/lib/systemd/systemd --user --unit=nothing.target --show-status=no &
while [ ! -S "$XDG_RUNTIME_DIR/systemd/private" ]; do sleep 0.05; done
"""
# What only the machine's own manager can do.
_SYSTEM_ONLY: Final = ("DynamicUser=", "CapabilityBoundingSet=", "ProtectHome=", "StateDirectory=")
_may_unshare = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("unshare") is None,
    reason="only root can give systemd a namespace of its own",
)


def unit(folder: Path, name: str, command: str, *, changes: dict[str, str]) -> None:
    """The unit as it stands, but for what it starts and what is the system manager's alone."""
    text = (HOSTING / "clanmatch.service").read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(_SYSTEM_ONLY)]
    text = "\n".join(kept).replace("/opt/clanbots/.venv/bin/python -m apps.clanmatch", command)
    for old, new in {
        "/opt/clanbots": str(folder),
        "EnvironmentFile=": "EnvironmentFile=-",
        "RestartSec=2": "RestartSec=0.1",
        **changes,
    }.items():
        assert old in text
        text = text.replace(old, new)
    written(folder / "config" / "systemd" / "user" / name, text)


async def with_systemd(folder: Path, script: str) -> tuple[int, str]:
    written(folder / "config/systemd/user/nothing.target", "[Unit]\nDescription=none\n")
    (folder / "run").mkdir(mode=0o700)
    env = {
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "SYSTEMD_LOG_TARGET": "console",
    }
    command = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c")
    return await outcome(*command, _MANAGER + script, folder=folder, env=env)


OURS: Final = {"Type=notify": ""}
ON_FAILURE: Final = {**OURS, "Restart=always": "Restart=on-failure", "RestartPrevent": "# "}


@_may_unshare
@needs("systemctl", "systemd")
@pytest.mark.parametrize(
    ("changes", "stays_down"), [(OURS, 78), (ON_FAILURE, 0)], ids=["ours", "on-failure"]
)
async def test_systemd(tmp_path: Path, changes: dict[str, str], stays_down: int) -> None:
    made = folders(tmp_path)
    for status, folder in made.items():
        unit(tmp_path, f"s{status}.service", program(folder, status), changes=changes)
    names = " ".join(f"s{status}" for status in made)
    _, said = await with_systemd(
        tmp_path,
        f"""
        systemctl --user start --no-block {names}
        for try in $(seq 100); do
            sleep 0.1
            [ "$(cat {tmp_path}/1/starts | wc -l)" -ge 8 ] && break
        done
        systemctl --user show --property=ActiveState --property=ExecMainStatus s78
        """,
    )
    for status, folder in made.items():
        starts = len(lines_of(folder / "starts"))
        # More than the five in ten seconds after which systemd gives up unless told otherwise.
        assert starts == 1 if status == stays_down else starts >= 6, (status, starts, said)
    if stays_down == ExitStatus.CONFIGURATION:
        assert "ActiveState=failed" in said
        assert "ExecMainStatus=78" in said


@_may_unshare
@needs("systemctl", "systemd")
async def test_systemd_is_told_by_a_bot(tmp_path: Path) -> None:
    """READY once Discord took the token, a status in words, an ordered stop; a real bot."""
    async with small_world(["tiny"], tmp_path) as world:
        env = {"PYTHONPATH": str(HOSTING.parents[1]), **world.env("tiny")}
        command = f"{sys.executable} -m tests.process.tiny_bot"
        variables = "".join(f"\nEnvironment={name}={value}" for name, value in env.items())
        changes = {"Environment=STATE_DIR=/var/lib/clanmatch": variables.strip()}
        unit(tmp_path, "tiny.service", command, changes=changes)
        _, said = await with_systemd(
            tmp_path,
            """
            systemctl --user start tiny && echo it is started
            systemctl --user show --property=ActiveState --property=StatusText tiny
            systemctl --user stop tiny
            systemctl --user show --property=Result --property=ExecMainStatus tiny
            """,
        )
    assert "it is started" in said
    assert "ActiveState=active" in said, said
    assert re.search(r"StatusText=\w+", said), said
    assert "Result=success" in said, said
    assert "ExecMainStatus=0" in said, said
    assert world.steps("tiny").count("identify") <= 1


@needs("systemd-analyze", "systemd")
async def test_systemd_reads_the_unit_as_it_stands(tmp_path: Path) -> None:
    command = "/opt/clanbots/.venv/bin/python -m apps.clanmatch"
    file = configured("clanmatch.service", tmp_path, {command: "/bin/true"})
    status, said = await outcome("systemd-analyze", "verify", file, folder=tmp_path)
    assert status == 0, said
    assert "clanmatch.service" not in said, said


# ------------------------------------------------- runit, s6, daemontools

# The lines of docs/hosting/README.md.
_RUN: Final = "#!/bin/sh\nexec 2>&1\nexec {command}\n"
RUNIT_FINISH: Final = '#!/bin/sh\n[ "$1" != 78 ] || exec sv down .\n'
S6_FINISH: Final = '#!/bin/sh\n[ "$1" != 78 ] || exit 125\n'


def test_the_lines_are_those_of_the_page() -> None:
    text = (HOSTING / "README.md").read_text("utf-8")
    for finish in (RUNIT_FINISH, S6_FINISH):
        assert finish.splitlines()[1] in text


def service(folder: Path, command: str, finish: str = "") -> Path:
    """A folder as runit, s6 and daemontools want it."""
    written(folder / "run", _RUN.format(command=command), 0o700)
    if finish:
        written(folder / "finish", finish, 0o700)
    return folder


@pytest.mark.parametrize(
    ("supervise", "finish"),
    [
        pytest.param("runsv", RUNIT_FINISH, marks=needs("runsv", "runit")),
        pytest.param("s6-supervise", S6_FINISH, marks=needs("s6-supervise", "s6")),
    ],
)
async def test_runit_and_s6(tmp_path: Path, supervise: str, finish: str) -> None:
    made = folders(tmp_path)
    for status, folder in made.items():
        service(folder, program(folder, status), finish)
    stays = service(tmp_path / "stay", program(tmp_path / "stay", "stay"), finish)
    all_of_them = " ".join(f"{supervise} {it} &" for it in (*made.values(), stays))
    async with running("sh", "-c", f"{all_of_them} wait", folder=tmp_path) as tool:
        await come_back_as_they_should(tool, made)
        # Long enough for two more, were it to come back each second.
        before = len(lines_of(made[1] / "starts"))
        await tool.until(lambda: len(lines_of(made[1] / "starts")) >= before + 2)
        assert lines_of(made[78] / "starts") == ["78"]
        assert "a line of the log" in tool.output
        stop = (
            ("sv", "-w", "10", "down", stays) if supervise == "runsv" else ("s6-svc", "-d", stays)
        )
        await outcome(*stop, folder=tmp_path)
        await tool.until(lambda: lines_of(stays / "ends") == ["SIGTERM"])


@needs("supervise", "daemontools")
async def test_daemontools_starts_78_again(tmp_path: Path) -> None:
    """It has no `finish`: FATAL_HOLD_SEC is what keeps the bot from asking each second."""
    folder = service(tmp_path / "78", program(tmp_path / "78", 78))
    async with running("supervise", folder, folder=tmp_path) as tool:
        await tool.until(lambda: len(lines_of(folder / "starts")) >= 2)


# ------------------------------------------------------------------ process 1

_AS_FIRST: Final = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
DRAINS: Final = {
    "directly": "exec {command}",
    "tini": "exec tini -- {command}",
    "dumb-init": "exec dumb-init {command}",
    "bash": "exec bash -c '{command}'",
    "a shell that stays": "{command}; true",
}


def first_within(tool: Tool) -> int:
    """Process 1 of the namespace, by its number outside."""
    pid = tool.process.pid
    (first,) = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return int(first)


@_may_unshare
@pytest.mark.parametrize(
    "way",
    [
        pytest.param(it, marks=needs(it) if it in {"tini", "dumb-init", "bash"} else ())
        for it in DRAINS
    ],
)
async def test_process_1(tmp_path: Path, way: str) -> None:
    """Of what a container starts; a shell in between keeps the signal to itself."""
    words = DRAINS[way].format(command=program(tmp_path, "stay"))
    async with running(*_AS_FIRST, "sh", "-c", words, folder=tmp_path) as tool:
        await tool.until(lambda: bool(lines_of(tmp_path / "starts")))
        os.kill(first_within(tool), signal.SIGTERM)
        if way == "a shell that stays":
            await asyncio.sleep(2)
            assert lines_of(tmp_path / "ends") == []
        else:
            await tool.until(lambda: lines_of(tmp_path / "ends") == ["SIGTERM"])


# --------------------------------------------------------------------- Docker


async def test_the_images_health_check(tmp_path: Path) -> None:
    """As it stands in the Dockerfile: 0 once Discord took the token."""
    image = (HOSTING.parents[1] / "Dockerfile").read_text("utf-8").replace("\\\n", "")
    found = re.search(r"^HEALTHCHECK .*CMD (\[.*\])$", image, re.MULTILINE)
    assert found
    _, *arguments = json.loads(found[1])
    async with bot() as one:
        env = {"PORT": str(one.port)}
        for accepted in (False, True):
            one.accepted = accepted
            status, said = await outcome(sys.executable, *arguments, folder=tmp_path, env=env)
            assert (status == 0) is accepted, said
        assert one.asked == ["GET /startupz"] * 2
    status, _ = await outcome(sys.executable, *arguments, folder=tmp_path, env=env)
    assert status == 1


def test_compose_names_what_the_image_has() -> None:
    """There is no Docker daemon where this is tested: by what the files say."""
    compose = yaml.safe_load((HOSTING / "compose.yaml").read_text("utf-8"))
    image = (HOSTING.parents[1] / "Dockerfile").read_text("utf-8")
    for name, each in compose["services"].items():
        assert each["command"] == [f"apps.{name}"]
        assert each["restart"] == "always"
        assert each["environment"]["STATE_DIR"] == "/state"
        assert each["volumes"] == [f"{name}:/state"]
    assert "--owner=bot /state" in image
    assert set(compose["volumes"]) == set(compose["services"])
