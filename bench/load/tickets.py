"""Ticket storms: a thousand closed within ten seconds, and thousands found at a start.

Google takes its time for each request meanwhile. Each must be logged once and named, and the health
page answers as ever.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bench.load.health import HEALTH_WITHIN_MS, health_rows
from bench.load.monitor import Seen, monitored
from bench.load.pace import paced
from bench.processes import bare_web, longest_lag_ms
from bench.table import Row
from sandbox.discord.rest.limits import GENEROUS
from sandbox.server import Sandbox
from sandbox.sheets.faults import Fault
from sandbox.sheets.sample import WELCOMECREW_ID
from tests.process.harness import BotProcess

LIVE: Final = 1_000
FOUND: Final = 3_000
_LIVE_WITHIN_S: Final = 10.0
SHEETS_TAKES_S: Final = 2.5
_MOST_REQUESTS_PER_1000: Final = 12
_MOST_REQUESTS_UNCHANGED: Final = 4
_ROUND_TAKES_S: Final = 20.0
_PATIENCE_S: Final = 600.0
_LOOK_EVERY_S: Final = 0.5
_APP: Final = "welcomecrew"
_MODULE: Final = "bench.probed_welcomecrew"
_TAB: Final = "Sheet1"


async def closed_live(tickets: int = LIVE, *, sheets_s: float = SHEETS_TAKES_S) -> list[Row]:
    """So many are closed within ten seconds, before the eyes of the bot."""
    async with _town(sheets_s) as town:
        threads = [town.open(number) for number in range(tickets)]

        async def close_all() -> None:
            await paced(
                _LIVE_WITHIN_S, tickets / _LIVE_WITHIN_S, lambda turn: town.close(threads[turn])
            )

        return await town.storm(f"{tickets:,} closed live", threads, close_all)


async def found_at_a_start(tickets: int = FOUND, *, sheets_s: float = SHEETS_TAKES_S) -> list[Row]:
    """So many were closed while the bot was away."""
    async with _town(sheets_s) as town:
        began = town.box.world.clock.now() - timedelta(seconds=tickets + 60)
        threads: list[int] = []
        for number in range(tickets):
            with town.box.world.clock.at(began + timedelta(seconds=number)):
                threads.append(town.open(number))
                town.close(threads[-1])
        rows = await town.storm(f"{tickets:,} found at a start", threads)
        return [*rows, *await town.calm(f"{tickets:,} known at a start", threads)]


@dataclass(frozen=True, slots=True)
class _Town:
    box: Sandbox
    folder: Path
    bare: BotProcess
    sheets_s: float

    def open(self, number: int) -> int:
        """A ticket whose name says the clan, so that nobody has to be asked."""
        backend, bot = self.box.world.backend, self.box.places.people["ticketbot"]
        parent = self.box.places.channels["welcome_tickets"]
        thread = backend.create_thread(parent, f"{number:04}-user{number}-NOX", bot)
        backend.create_message(thread.id, bot, "Welcome!")
        return thread.id

    def close(self, thread_id: int) -> None:
        """As ticket bots do it."""
        backend, bot = self.box.world.backend, self.box.places.people["ticketbot"]
        backend.create_message(thread_id, bot, "Ticket closed by Recruiter")
        backend.edit_thread(thread_id, archived=True, locked=False)

    async def storm(
        self,
        what: str,
        threads: Sequence[int],
        act: Callable[[], Awaitable[None]] | None = None,
    ) -> list[Row]:
        """Start the bot, let `act` happen, wait until all is done, and judge."""
        self.box.sheets.faults.set(Fault.SLOW, delay=self.sheets_s)
        env = self.box.bot_env(_APP)
        async with BotProcess.open(_MODULE, env, folder=self.folder) as bot:
            await bot.wait_until_ready(within=60)
            self.box.sheets.reset_counts()
            await longest_lag_ms(bot)
            began = perf_counter()
            async with monitored([bot.port, self.bare.port]) as seen:
                if act is not None:
                    await act()
                await self._done(threads)
            took = perf_counter() - began
            turn = await longest_lag_ms(bot)
        return [*self._rows(what, threads, took), *self._held(what, turn, bot.port, seen)]

    async def calm(self, what: str, threads: Sequence[int]) -> list[Row]:
        """Start the bot again: it finds all of them done, by few requests and no write."""
        async with BotProcess.open(_MODULE, self.box.bot_env(_APP), folder=self.folder) as bot:
            self.box.sheets.reset_counts()
            await bot.wait_until_ready(within=60)
            await longest_lag_ms(bot)
            async with monitored([bot.port, self.bare.port]) as seen:
                await asyncio.sleep(_ROUND_TAKES_S)
            turn = await longest_lag_ms(bot)
        return [
            self._requests(what, threads, _MOST_REQUESTS_UNCHANGED),
            *self._held(what, turn, bot.port, seen),
        ]

    async def _done(self, threads: Sequence[int]) -> None:
        """All logged and named, or nobody would wait any longer."""
        deadline = perf_counter() + _PATIENCE_S
        while perf_counter() < deadline:
            if len(self._logged()) >= len(threads) and not self._unnamed(threads):
                return
            await asyncio.sleep(_LOOK_EVERY_S)

    def _logged(self) -> Counter[str]:
        return Counter(row[0] for row in self.box.sheets.rows(WELCOMECREW_ID, _TAB)[1:] if row)

    def _unnamed(self, threads: Sequence[int]) -> int:
        names = (self.box.world.backend.get_thread(it).name or "" for it in threads)
        return sum(not name.startswith("Closed-") for name in names)

    def _requests(self, what: str, threads: Sequence[int], most: int) -> Row:
        requests = self.box.sheets.total("read") + self.box.sheets.total("write")
        return Row(
            f"{what}: requests to Sheets, {self.sheets_s:g} s each, for each 1,000",
            requests * 1000 / len(threads),
            "",
            at_most=most,
            goal_on_ratio=False,
        )

    def _held(self, what: str, turn_ms: float, port: int, seen: Seen) -> list[Row]:
        """For how long the event loop, and with it the health page, was held."""
        name = f"{what}: the loop's longest turn, in its own processor time"
        turn = Row(name, turn_ms, "ms", at_most=HEALTH_WITHIN_MS, goal_on_ratio=False)
        return [turn, *health_rows(what, port, self.bare.port, seen)]

    def _rows(self, what: str, threads: Sequence[int], took: float) -> list[Row]:
        logged = self._logged()
        doubled = sum(times > 1 for times in logged.values())
        return [
            _none(f"{what}: not logged", len(threads) - len(logged)),
            _none(f"{what}: logged twice", doubled),
            _none(f"{what}: not named", self._unnamed(threads)),
            Row(f"{what}: until all were logged and named", took, "s"),
            self._requests(what, threads, _MOST_REQUESTS_PER_1000),
        ]


def _none(name: str, count: int) -> Row:
    return Row(name, count, "", at_most=0, goal_on_ratio=False)


@asynccontextmanager
async def _town(sheets_s: float) -> AsyncGenerator[_Town]:
    """The demo's server, whose log is empty, and a bare web server beside the bot."""
    with TemporaryDirectory(prefix="storm-") as name:
        async with (
            Sandbox.open(limits=GENEROUS) as box,
            bare_web(Path(name), "/healthz", b"{}", "application/json") as bare,
        ):
            yield _Town(box, Path(name), bare, sheets_s)
