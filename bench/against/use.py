"""What people and monitors wait for while a bot is in use."""

import asyncio
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import quote

import aiohttp
from yarl import URL

from bench.against.checkout import Checkout
from bench.panels import PanelUser
from sandbox.server import Sandbox
from tests.process.harness import BotProcess

_PRESSES = 60
_REQUESTS = 1_000
# Discord's limits, which the sandbox keeps, are not what is measured.
_PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Use:
    """Medians, in milliseconds."""

    press_ms: float
    crest_ms: float
    health_ms: float


async def use(box: Sandbox, side: Checkout, folder: Path, *, presses: int = _PRESSES) -> Use:
    """Press a filter of a panel again and again, then ask for one crest and for health."""
    opened = BotProcess.open(
        "apps.clanmatch",
        box.bot_env("clanmatch"),
        folder=folder,
        root=side.root,
        python=side.python,
    )
    async with opened as bot:
        await bot.wait_until_ready()
        user = PanelUser(box, box.person("member"), box.places.channels["general"])
        panel = await user.open_panel()

        async def press() -> None:
            await user.press(panel, "cv").answer()

        press_ms = await _median_ms(press, presses, pause_s=_PAUSE_S)
        crest = f"{box.url}/cdn/emojis/{box.places.emoji['C1C']}.png"
        async with aiohttp.ClientSession(f"http://127.0.0.1:{bot.port}") as session:
            return Use(
                press_ms,
                await _asked_ms(session, f"/emoji-pad?u={quote(crest, safe='')}"),
                await _asked_ms(session, "/healthz"),
            )


async def _asked_ms(session: aiohttp.ClientSession, target: str) -> float:
    async def ask() -> None:
        async with session.get(URL(target, encoded=True)) as answer:
            await answer.read()

    return await _median_ms(ask, _REQUESTS)


async def _median_ms(
    act: Callable[[], Awaitable[None]], times: int, *, pause_s: float = 0.0
) -> float:
    taken: list[float] = []
    await act()
    for _ in range(times):
        await asyncio.sleep(pause_s)
        began = perf_counter()
        await act()
        taken.append(perf_counter() - began)
    return statistics.median(taken) * 1000
