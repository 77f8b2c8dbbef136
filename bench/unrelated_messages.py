"""What a message that concerns neither bot costs, and whether 50,000 of them leave something."""

import asyncio
import gc
import statistics
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

from discord.ext import commands

from apps.clanmatch.app import APP as CLANMATCH
from apps.welcomecrew.app import APP as WELCOMECREW
from bench.fed_bot import FedBot
from bench.processes import resident_mib_of
from bench.table import Row
from shared.features.building import build_bot
from shared.keepalive.service import Keepalive
from shared.timing.clock import SystemClock
from tests.fakes.service_account import service_account_json
from tests.fakes.shaken_workbook import ShakenWorkbook

_ROUNDS = 9
_A_FEW_US = 10.0
_FLAT = 1.01


@dataclass(frozen=True, slots=True)
class _Found:
    ours_us: float
    bare_us: float
    early_mib: float
    late_mib: float


def rows(*, messages: int = 50_000) -> list[Row]:
    """Two rows per bot. Each bot has a process of its own, as memory has to be its own."""
    found: list[Row] = []
    for app in ("clanmatch", "welcomecrew"):
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
            seen = pool.submit(_measured, app, messages).result()
        found += [
            Row(
                f"{app}: a message in an unrelated channel",
                seen.ours_us,
                "µs",
                seen.bare_us,
            ),
            Row(
                f"{app}: … over discord.py's own work",
                seen.ours_us - seen.bare_us,
                "µs",
                at_most=_A_FEW_US,
                goal_on_ratio=False,
            ),
            Row(
                f"{app}: memory after {messages:,} of them (bare: after a tenth)",
                seen.late_mib,
                "MiB",
                seen.early_mib,
                at_most=_FLAT,
            ),
        ]
    return found


def _measured(app: str, messages: int) -> _Found:
    return asyncio.run(_measure(app, messages))


async def _measure(app: str, messages: int) -> _Found:
    ours_bot = _BOTS[app]()
    await ours_bot.add_cogs()
    plain = commands.Bot(
        commands.when_mentioned_or("!"), intents=ours_bot.intents, help_command=None
    )
    ours: list[float] = []
    bare: list[float] = []
    batch = messages // (_ROUNDS + 1)
    early = 0.0
    async with FedBot.open(ours_bot) as fed, FedBot.open(plain) as fed_plain:
        for turn in range(_ROUNDS + 1):
            for each, taken in ((fed, ours), (fed_plain, bare)):
                seconds = await each.feed(batch)
                if turn:  # the first one warms up
                    taken.append(seconds / batch * 1e6)
            if not turn:
                early = _settled_mib()
        return _Found(statistics.median(ours), statistics.median(bare), early, _settled_mib())


def _settled_mib() -> float:
    gc.collect()
    return resident_mib_of("self")


def _clanmatch() -> Any:  # noqa: ANN401 - either of two classes, which share what is used here
    settings = CLANMATCH.settings.of(_settings(google_sheet_id="spreadsheet-of-no-one"))
    return _built(partial(build_bot, CLANMATCH), "clanmatch", settings)


def _welcomecrew() -> Any:  # noqa: ANN401 - either of two classes, which share what is used here
    channels = {"welcome_channel_id": 11, "promo_channel_id": 12}
    settings = WELCOMECREW.settings.of(
        _settings(google_sheet_id="spreadsheet-of-no-one", **channels)
    )
    return _built(partial(build_bot, WELCOMECREW), "welcomecrew", settings)


_BOTS: dict[str, Callable[[], Any]] = {"clanmatch": _clanmatch, "welcomecrew": _welcomecrew}


def _settings(**more: object) -> dict[str, Any]:
    key = service_account_json()
    return {"discord_token": "x" * 60, "gspread_credentials": key, **more}


def _built(build: Callable[..., Any], service: str, settings: Any) -> Any:  # noqa: ANN401 - see above
    clock = SystemClock()
    keepalive = Keepalive(service=service, settings=settings, clock=clock)
    return build(settings, keepalive=keepalive, workbook=ShakenWorkbook({}), clock=clock)
