"""From click to reply, beside a bare discord.py bot that edits a message."""

import asyncio
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.bare.bot import CUSTOM_ID
from bench.panels import PanelUser
from bench.processes import BARE_BOT, bare_env, processor_s
from bench.table import Row
from sandbox.discord.people.interactions import Asked
from sandbox.discord.rest.limits import GENEROUS
from sandbox.server import Sandbox
from tests.process.harness import BotProcess

# Discord's limits, which the sandbox keeps, are not what is measured.
_PAUSE_S = 0.03
_GOAL = 1.2
_ROUNDS = 7


async def rows(*, clicks: int = 70) -> list[Row]:
    """A filter of the panel (new embed, new controls), and another view of its results."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            Sandbox.open(limits=GENEROUS) as box,
            BotProcess.open("apps.clanmatch", box.bot_env("clanmatch"), folder=folder) as ours,
            BotProcess.open(BARE_BOT, bare_env(box, "welcomecrew"), folder=folder) as bare,
        ):
            await ours.wait_until_ready()
            await bare.wait_until_ready()
            user = PanelUser(box, box.person("member"), box.places.channels["general"])
            panel = await user.open_panel()
            plain = await user.ask("!panel", lambda message: message["content"] == "0")
            results = await user.search(panel)
            sides = _Sides(ours, bare, lambda: user.click(plain, CUSTOM_ID), clicks)
            return [
                *await sides.rows("panel: a filter", lambda: user.press(panel, "cv")),
                *await sides.rows("panel: another view of the results", _turns(user, results)),
            ]


def _turns(user: PanelUser, results: int) -> Callable[[], Asked]:
    """Profiles, criteria, profiles … each a page of embeds."""
    views = ["vp", "vc"]

    def press() -> Asked:
        views.reverse()
        return user.press(results, views[0])

    return press


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both bots, and a press on the bare one's button."""

    ours: BotProcess
    bare: BotProcess
    press_bare: Callable[[], Asked]
    clicks: int

    async def rows(self, what: str, press: Callable[[], Asked]) -> list[Row]:
        """The wait, with all that the stand-in of Discord does; and what the bots do about it."""
        ours, bare = _Pressed(), _Pressed()
        for _ in range(_ROUNDS):
            await self._press(self.ours, press, ours)
            await self._press(self.bare, self.press_bare, bare)
        return [
            Row(f"{what}, click to reply", ours.wait_ms, "ms", bare.wait_ms, at_most=_GOAL),
            Row(
                f"{what}, processor time of the bot until all is done",
                ours.work_ms,
                "ms",
                bare.work_ms,
            ),
        ]

    async def _press(self, bot: BotProcess, press: Callable[[], Asked], seen: "_Pressed") -> None:
        """Several in a row: each bot hears of the other one's edits, too."""
        await asyncio.sleep(_PAUSE_S)
        began = processor_s(bot)
        seen.waits += [await _seconds(press) for _ in range(max(1, self.clicks // _ROUNDS))]
        # What follows the reply is part of it: Discord tells the bot of its own edit.
        await asyncio.sleep(_PAUSE_S)
        seen.work_s += processor_s(bot) - began


@dataclass(slots=True)
class _Pressed:
    waits: list[float] = field(default_factory=list[float])
    work_s: float = 0.0

    @property
    def wait_ms(self) -> float:
        return statistics.median(self.waits) * 1000

    @property
    def work_ms(self) -> float:
        return self.work_s / len(self.waits) * 1000


async def _seconds(press: Callable[[], Asked]) -> float:
    await asyncio.sleep(_PAUSE_S)
    began = perf_counter()
    answer = await press().answer()
    taken = perf_counter() - began
    assert answer.kind == "update", answer.kind
    return taken
