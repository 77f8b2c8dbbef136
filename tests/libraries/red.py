"""Red-DiscordBot with the keepalive as a cog: it is watched, says so, and ends in time."""

import asyncio
import json
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from sandbox.discord.faults import Gateway as Fault
from sandbox.environment import discord_env
from sandbox.ports import free_port
from sandbox.server import Sandbox
from tests.libraries.visit import BOT, Running, StepFailed, running

COGS: Final = Path(__file__).parents[2] / "examples" / "keepalive" / "red"
_START_S: Final = 90.0
_STEP_S: Final = 20.0
_LIMIT_S: Final = 6
_ENDS_WITHIN_S: Final = 40.0
_RESTART: Final = 1


async def visit_red(command: Sequence[str | Path], folder: Path) -> list[str]:
    """Start Red in a sandbox, ask its pages and its cog, cut it off. Raises StepFailed."""
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        async with Sandbox.open() as box:
            env = {
                "DATA": data,
                "COGS": str(COGS),
                "OWNER_ID": str(box.person("member").id),
                "TOKEN": box.world.apps[BOT].token,
                **discord_env(box.url, BOT),
                "PORT": str(port),
                "WATCHDOG_CHECK_SEC": "1",
                "WATCHDOG_MAX_DISCONNECT_SEC": str(_LIMIT_S),
                "PATH": os.defpath,
            }
            async with running(command, folder, env) as red:
                try:
                    await _printed(red, "Invite URL", _START_S)
                    # As an owner does: Red's very first start loads no cog, whatever it was told.
                    box.person("member").say(box.places.channels["general"], "!load keepalive")
                    await _until(port, lambda body: body["state"] == "ready", _STEP_S)
                    await _ask_the_cog(box)
                    box.faults.gateway(Fault.REFUSE, bot=BOT)
                    box.faults.cut(BOT)
                    await _until(port, lambda body: not body["connected"], _STEP_S)
                    status = await asyncio.wait_for(red.process.wait(), _ENDS_WITHIN_S)
                except (TimeoutError, AssertionError) as error:
                    words = f"{type(error).__name__} {error}"
                    raise StepFailed("\n".join((words, *red.lines[-30:]))) from error
                if status != _RESTART:
                    raise StepFailed("\n".join((f"it ended with {status}", *red.lines[-30:])))
    return ["loads the cog", "says how it is", "ends with 1 when the gateway stays away"]


async def _printed(red: Running, words: str, within: float) -> None:
    async with asyncio.timeout(within):
        while not any(words in line for line in red.lines):  # noqa: ASYNC110 - a process prints them
            await asyncio.sleep(0.2)


async def _ask_the_cog(box: Sandbox) -> None:
    place = box.places.channels["general"]
    box.person("member").say(place, "!keepalive")
    bot_id = str(box.world.apps[BOT].user_id)

    def answered() -> bool:
        read = box.person("member").reads(place)
        return any(
            it["author"]["id"] == bot_id and it["content"].startswith("ready") for it in read
        )

    await box.records.until(answered, _STEP_S)


async def _until(port: int, wanted: Callable[[dict[str, Any]], bool], within: float) -> None:
    said: object = "nothing"
    try:
        async with asyncio.timeout(within):
            while True:
                said = await asyncio.to_thread(_page, port)
                if isinstance(said, dict) and wanted(said):
                    return
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise AssertionError(f"the page said {said}") from None


def _page(port: int) -> dict[str, Any] | str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError as error:
        return str(error)
