"""A feature as a bot sees it: what it reads, needs and brings, declared in its `feature.py`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Generic, TypeVar

import discord
from aiohttp import web
from discord.ext import commands

from shared.chat.findings import Finding, Need, RoleNeed
from shared.chat.gate import EVERYONE
from shared.config.load import Settings
from shared.features.ground import Ground
from shared.immutable import immutable
from shared.keepalive.components import About, Check
from shared.keepalive.jobs import Job
from shared.sheets.ports import Workbook, WorkbookInfo
from shared.timing.clock import Clock

G = TypeVar("G", bound=Ground)
S = TypeVar("S", bound=Settings)


@immutable
class Row:
    """A command's row of the access table: who may run it, and the variable that switches it."""

    audience: str = EVERYONE
    switch: str = ""
    """Empty: `ENABLE_CMD_` and the command's name, as `switch_of` writes it."""

    def switch_of(self, command: str) -> str:
        """`ENABLE_CMD_WELCOME_ON` for `welcome-on`, unless the row names another one."""
        return self.switch or "ENABLE_CMD_" + command.upper().replace("-", "_")


@immutable
class Component:
    """What `/healthz` and `!health` show beside the gateway; see `Components.register`.

    `check` may raise SheetsError as well: its words and its advice are shown.
    """

    name: str
    check: Check
    about: About = field(default_factory=About)
    ttl: float = 60.0
    timeout: float = 5.0


@immutable
class Run:
    """Something that goes on as long as the process; if it fails, the process ends as crashed."""

    name: str
    """As in "… failed": `the ledger`."""
    work: Callable[[], Awaitable[None]]


@immutable
class Close:
    """What is closed in an orderly stop, after the gateway is dropped."""

    name: str
    close: Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Brings:
    """What a feature adds to a bot, once there is a ground to stand on."""

    cogs: Sequence[commands.Cog] = ()
    pressables: Sequence[type[discord.ui.DynamicItem[Any]]] = ()
    jobs: Sequence[Job] = ()
    components: Sequence[Component] = ()
    routes: Sequence[web.RouteDef] = ()
    """Beside the health pages; of several processes of one bot the first one serves them."""
    runs: Sequence[Run] = ()
    opens: Sequence[AbstractAsyncContextManager[object]] = ()
    """Entered before the process begins its work, and left after everything else."""
    closes: Sequence[Close] = ()
    """In the order in which they end."""


@immutable
class Opened:
    """The workbook as `--check` found it."""

    workbook: Workbook
    info: WorkbookInfo
    clock: Clock


def _nothing(_: object) -> tuple[()]:
    return ()


def _always(_: object) -> bool:
    return True


async def _sees_nothing(_: object, __: Opened) -> Sequence[Finding]:
    return ()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Feature(Generic[G, S]):
    """One room of the bot. What is asked before `bring` needs no connection and no ground."""

    name: str
    """That of its folder."""
    settings: type[S]
    bring: Callable[[G, S], Brings]
    enabled: Callable[[S], bool] = _always
    """Whether the bot has it at all; one that it hasn't brings, needs, writes and says nothing."""
    writes: bool = False
    """Whether it writes to the workbook, in a bot that else only reads."""
    commands: Mapping[str, Row] = field(default_factory=dict[str, Row])
    """Its rows of the access table, by the command's qualified name."""
    needs: Callable[[S], Sequence[Need]] = _nothing
    """What it must be able to do, channel by channel."""
    roles: Callable[[S], Sequence[RoleNeed]] = _nothing
    """The roles that its variables name."""
    landmarks: Callable[[S], Sequence[int | None]] = _nothing
    """Roles and channels that exist on the home server only."""
    hints: Callable[[S], Sequence[Finding]] = _nothing
    """What is legal, and leaves something to nobody."""
    look: Callable[[S, Opened], Awaitable[Sequence[Finding]]] = _sees_nothing
    """What `--check` finds in its tabs."""
    topics: Mapping[str, str] = field(default_factory=dict[str, str])
    """Topics of `!help` beside the commands: name and text (markdown)."""

    def brought(self, ground: G, settings: Settings) -> Brings:
        """What it brings, given the settings of the whole bot. Raises TypeError for others."""
        if not isinstance(settings, self.settings):
            raise TypeError(f"{self.name} needs {self.settings.__name__} among the settings")
        return self.bring(ground, settings)


def features_in(package: str, names: Sequence[str]) -> list[Feature[Any, Any]]:
    """The `FEATURE` in `feature.py` of each of these folders."""
    return [import_module(f"{package}.{name}.feature").FEATURE for name in names]
