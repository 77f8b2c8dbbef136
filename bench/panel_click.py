"""From click to reply, beside a bare discord.py bot that edits a message."""

import asyncio
import statistics
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.bare.bot import CUSTOM_ID
from bench.panels import PanelUser
from bench.processes import BARE_BOT, bare_env
from bench.table import Row
from sandbox.discord.people.interactions import Asked
from sandbox.discord.rest.limits import GENEROUS
from sandbox.server import Sandbox
from tests.process.harness import BotProcess

# Discord's limits, which the sandbox keeps, are not what is measured.
_PAUSE_S = 0.03


async def rows(*, clicks: int = 100) -> list[Row]:
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
            return [
                await _row("panel: a filter", clicks, lambda: user.press(panel, "cv"), user, plain),
                await _row(
                    "panel: another view of the results",
                    clicks,
                    _turns(user, results),
                    user,
                    plain,
                ),
            ]


def _turns(user: PanelUser, results: int) -> Callable[[], Asked]:
    """Profiles, criteria, profiles … each a page of embeds."""
    views = ["vp", "vc"]

    def press() -> Asked:
        views.reverse()
        return user.press(results, views[0])

    return press


async def _row(
    what: str, clicks: int, press: Callable[[], Asked], user: PanelUser, plain: int
) -> Row:
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(clicks):
        ours.append(await _seconds(press))
        bare.append(await _seconds(lambda: user.click(plain, CUSTOM_ID)))
    return Row(
        f"{what}, click to reply",
        statistics.median(ours) * 1000,
        "ms",
        statistics.median(bare) * 1000,
    )


async def _seconds(press: Callable[[], Asked]) -> float:
    await asyncio.sleep(_PAUSE_S)
    began = perf_counter()
    answer = await press().answer()
    taken = perf_counter() - began
    assert answer.kind == "update", answer.kind
    return taken
