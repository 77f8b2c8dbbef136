"""`make rivals`: an environment of its own, every fault at once, and docs/rivals.md."""

import asyncio
import platform
import subprocess
import sys
import tempfile
import venv
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from sandbox.ports import free_port
from tests.packaging.build import build
from tests.process.harness import BotProcess
from tests.process.small_world import SmallWorld, small_world
from tests.rivals.faults import FAULTS, Fault
from tests.rivals.observers import (
    NO_ANSWER,
    Ask,
    Beats,
    Watch,
    by_health,
    by_metrics,
    by_socket,
)
from tests.rivals.report import COLUMNS, page

_ROOT: Final = Path(__file__).parents[2]
_HERE: Final = _ROOT / ".rivals"
_BOTS: Final = Path(__file__).parent / "bots"
_LOCK: Final = _ROOT / "requirements" / "libraries" / "rivals.txt"
_NAMED: Final = ("discord.py", "discordhealthcheck", "statusbeat", "argus-dpy", "discord-keepalive")

_START_S: Final = 120.0
# Every keepalive has asked once by then whether it hears.
_SETTLE_S: Final = 10.0
_WINDOW_S: Final = 60.0

_LIMITS: Final = {
    "GATEWAY_SILENCE_SEC": ("60", "3"),
    "WATCHDOG_CHECK_SEC": ("60", "1"),
    "WATCHDOG_MAX_DISCONNECT_SEC": ("600", "20"),
    "WATCHDOG_ACK_TIMEOUT_SEC": ("180", "5"),
    "CANARY_QUIET_SEC": ("300", "4"),
    "LOOP_STALL_SEC": ("120", "5"),
}
_TOLD: Final = (
    ("Discord's heartbeat interval", "41 s", "1 s"),
    ("discord.py's own `heartbeat_timeout`, with or without us", "60 s", "3 s"),
    *((f"`{name}` of ours", f"{usual} s", f"{here} s") for name, (usual, here) in _LIMITS.items()),
)

Rows = Mapping[str, Mapping[str, Watch]]


def installed() -> tuple[Path, str]:
    """The Python of an environment with all of them; what pip said when the others won't go in."""
    python = _HERE / "env" / "bin" / "python"
    if not python.exists():
        venv.create(_HERE / "env", with_pip=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    others = subprocess.run(
        [*pip, "--require-hashes", "-r", _LOCK], capture_output=True, text=True, check=False
    )
    with tempfile.TemporaryDirectory() as folder:
        wheel = build(Path(folder) / "built").wheel
        needs = ["discord.py==2.7.1"] if others.returncode else ["--no-deps"]
        subprocess.run([*pip, "--force-reinstall", *needs, wheel], check=True)
    return python, others.stderr if others.returncode else ""


def versions(python: Path) -> str:
    """Each by name and version, as installed."""
    program = (
        "import sys; from importlib.metadata import version, PackageNotFoundError\n"
        "for it in sys.argv[1:]:\n"
        "    try: print(it, version(it))\n"
        "    except PackageNotFoundError: print(it, 'missing')\n"
    )
    said = subprocess.run(
        [python, "-c", program, *_NAMED], capture_output=True, text=True, check=True
    ).stdout
    return ", ".join(said.splitlines())


async def compare(python: Path, faults: tuple[Fault, ...], *, ours_alone: bool) -> Rows:
    """All faults at once, each with bots of its own."""
    kinds = ("attach", "run") if ours_alone else ("bystanders", "attach", "run")
    names = [f"{fault.key}-{kind}" for fault in faults for kind in kinds]
    rows: dict[str, dict[str, Watch]] = {fault.key: {} for fault in faults}
    everybody_there = asyncio.Barrier(len(names))
    with tempfile.TemporaryDirectory() as folder:
        async with (
            small_world(names, Path(folder)) as world,
            _service() as (beats, address),
            _talk(world),
            asyncio.TaskGroup() as group,
        ):
            for fault in faults:
                for kind in kinds:
                    visit = Visit(
                        world=world,
                        python=python,
                        fault=fault,
                        kind=kind,
                        beats=beats,
                        service=address,
                        everybody_there=everybody_there,
                    )
                    group.create_task(visit.into(rows[fault.key]), name=visit.name)
    return rows


@dataclass(frozen=True, slots=True)
class Visit:
    """One bot that lives well, and then meets its fault."""

    world: SmallWorld
    python: Path
    fault: Fault
    kind: str
    beats: Beats
    service: str
    everybody_there: asyncio.Barrier
    ports: Mapping[str, int] = field(
        default_factory=lambda: {it: free_port() for it in ("BARE", "HEALTHCHECK", "ARGUS")}
    )

    @property
    def name(self) -> str:
        """Of its bot in the sandbox."""
        return f"{self.fault.key}-{self.kind}"

    async def into(self, row: dict[str, Watch]) -> None:
        """Fill in what was said."""
        env = self.world.env(
            self.name,
            CONTENDER=self.kind,
            STATUSBEAT_ENDPOINT=f"{self.service}/{self.name}",
            **{f"{it}_PORT": str(port) for it, port in self.ports.items()},
            **{it: here for it, (_, here) in _LIMITS.items()},
        )
        async with BotProcess.open(
            "contender", env, folder=self.world.folder, root=_BOTS, python=self.python
        ) as bot:
            await self._lives(bot)
            await self.everybody_there.wait()
            await asyncio.sleep(_SETTLE_S)
            asks = self._observers(bot)
            await self._are_heard(asks)
            watches = {column: Watch() for column in asks}
            until = asyncio.get_running_loop().time() + _WINDOW_S
            begun = asyncio.ensure_future(self.fault.begin(self.world, self.name, bot))
            async with asyncio.TaskGroup() as group:
                for column, ask in asks.items():
                    group.create_task(watches[column].keep(ask, until=until))
            begun.cancel()
            row.update(watches)

    async def _lives(self, bot: BotProcess) -> None:
        if self.kind != "bystanders":
            await bot.wait_until_ready(within=_START_S)
            return
        is_ready = by_socket(self.ports["BARE"])
        async with asyncio.timeout(_START_S):
            while await is_ready() in {NO_ANSWER, "False"}:
                if bot.status is not None:
                    raise AssertionError(f"the bystanders' bot ended:\n{bot.output}")
                await asyncio.sleep(0.2)

    async def _are_heard(self, asks: Mapping[str, Ask]) -> None:
        """While all is well each says something, or its silence later would mean nothing."""
        for column, ask in asks.items():
            if await ask() == NO_ANSWER:
                raise AssertionError(f"{column} of {self.name} says nothing, and all is well")

    def _observers(self, bot: BotProcess) -> dict[str, Ask]:
        bare, healthcheck, statusbeat, argus, attached, owned = COLUMNS
        match self.kind:
            case "attach":
                return {attached: by_health(bot)}
            case "run":
                return {owned: by_health(bot)}
            case _:
                return {
                    bare: by_socket(self.ports["BARE"]),
                    healthcheck: by_socket(self.ports["HEALTHCHECK"]),
                    statusbeat: self.beats.by_call(self.name),
                    argus: by_metrics(self.ports["ARGUS"]),
                }


@asynccontextmanager
async def _service() -> AsyncGenerator[tuple[Beats, str]]:
    """The service of statusbeat, as far as it is spoken to."""
    beats, port = Beats(), free_port()
    app = web.Application()
    app.router.add_post("/{bot}", beats.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield beats, f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _talk(world: SmallWorld) -> AsyncGenerator[None]:
    """Somebody says something each second: no bot of these lives on a quiet server."""

    async def talk() -> None:
        places = world.box.places
        while True:
            world.box.world.backend.create_message(
                places.channels["general"], places.people["owner"], "hello"
            )
            await asyncio.sleep(1)

    talking = asyncio.create_task(talk())
    try:
        yield
    finally:
        talking.cancel()


def main() -> int:
    """All faults, or those named; the page is written after all of them."""
    wanted = sys.argv[1:]
    faults = tuple(it for it in FAULTS if not wanted or it.key in wanted)
    python, missing = installed()
    rows = asyncio.run(compare(python, faults, ours_alone=bool(missing)))
    text = page(
        rows,
        when=datetime.now(UTC),  # noqa: TID251 - the date of the page
        python=platform.python_version(),
        versions=versions(python),
        window=_WINDOW_S,
        limits=_TOLD,
        missing=missing,
    )
    if wanted:
        sys.stdout.write(text)
    else:
        (_ROOT / "docs" / "rivals.md").write_text(text, "utf-8")
        sys.stdout.write("docs/rivals.md\n")
    return 0


sys.exit(main())
