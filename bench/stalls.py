"""How long the event loop stands still where there is much of everything, in its own time.

Years of rows in the log, a thousand open threads, tickets in which a lot was said, lists and
figures of all that, large crests.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

import aiohttp
from PIL import Image
from yarl import URL

from bench.processes import longest_lag_ms
from bench.table import Row
from sandbox.discord.rest.limits import GENEROUS
from sandbox.server import Sandbox
from sandbox.sheets.sample import SAMPLE_FOLDER, WELCOMECREW_ID, read_tabs
from tests.process.harness import BotProcess

_GOAL_MS: Final = 20.0
_MORE_COLUMNS: Final = 20
_LISTED: Final = 100
"""More would be read for longer than a benchmark should take: so many a minute."""
_PATIENCE_S: Final = 120.0
_APP: Final = "welcomecrew"
_MODULE: Final = f"bench.probed_{_APP}"
_Act = Callable[[Sandbox], Awaitable[None]]


async def rows(
    *, log: int = 10_000, threads: int = 1_000, messages: int = 500, crests: int = 24
) -> list[Row]:
    """One row for each kind of much; `log` rows stand in each tab."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        return [
            *await _welcomecrew(
                folder,
                log,
                {
                    f"a lone ticket at {log:,} rows with {_MORE_COLUMNS} more columns": _close_one,
                    f"`!tickets`, {_LISTED} open threads beside {log:,} rows": _list_tickets,
                    f"`!figures 30d`, {log:,} rows": _tell_figures,
                },
            ),
            *await _welcomecrew(
                folder,
                log,
                {f"{threads:,} open threads beside {log:,} rows, from the start on": _close_one},
                threads=threads,
            ),
            *await _welcomecrew(
                folder,
                10,
                {
                    f"a ticket of {messages} messages with 2,000 characters each": partial(
                        _close_one, messages=messages
                    )
                },
            ),
            await _crests(folder, crests),
        ]


async def _welcomecrew(
    folder: Path, log: int, acts: Mapping[str, _Act], *, threads: int = 0
) -> list[Row]:
    """A row for each act, which one bot sees one after the other; with threads from its start."""
    async with Sandbox.open(limits=GENEROUS) as box:
        _fill_log(box, log)
        for number in range(threads):
            _open_ticket(box, 500_000 + number)
        async with BotProcess.open(_MODULE, box.bot_env(_APP), folder=folder) as bot:
            await bot.wait_until_ready(within=_PATIENCE_S)
            if not threads:
                await asyncio.sleep(2.0)  # what follows a start is not what is measured
                await longest_lag_ms(bot)
            rows: list[Row] = []
            for what, act in acts.items():
                await act(box)
                rows.append(_row(what, await longest_lag_ms(bot)))
            return rows


def _row(what: str, stall_ms: float) -> Row:
    return Row(f"longest turn: {what}", stall_ms, "ms", at_most=_GOAL_MS, goal_on_ratio=False)


def _fill_log(box: Sandbox, count: int) -> None:
    tabs = read_tabs(SAMPLE_FOLDER / _APP)
    for tab in ("Sheet1", "Sheet4"):
        headers = tabs[tab][0]
        more = [f"note {number}" for number in range(_MORE_COLUMNS)]
        tabs[tab] = [[*headers, *more]]
        for number in range(count):
            known = [f"{number:04}", f"player{number}", "NOX", "2025-01-02 03:04", "", ""]
            tabs[tab].append([*known[: len(headers)], *(f"{word} of {number}" for word in more)])
    box.sheets.add(WELCOMECREW_ID, "Ticket log", tabs)


def _open_ticket(box: Sandbox, number: int) -> int:
    backend, bot = box.world.backend, box.places.people["ticketbot"]
    parent = box.places.channels["welcome_tickets"]
    thread = backend.create_thread(parent, f"{number:04}-user{number}-NOX", bot)
    backend.create_message(thread.id, bot, "Welcome!")
    return thread.id


async def _close_one(box: Sandbox, *, messages: int = 0) -> None:
    number = 900_000
    thread = _open_ticket(box, number)
    backend, bot = box.world.backend, box.places.people["ticketbot"]
    for each in range(messages):
        backend.create_message(thread, box.places.people["member"], f"{each} " + "word " * 399)
    backend.create_message(thread, bot, "Ticket closed by Recruiter")
    backend.edit_thread(thread, archived=True, locked=False)
    async with asyncio.timeout(_PATIENCE_S):
        while not _is_logged(box, number):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.1)
    await asyncio.sleep(1.0)


async def _list_tickets(box: Sandbox) -> None:
    for number in range(_LISTED):
        _open_ticket(box, 600_000 + number)
    await _ask(box, "!tickets")


async def _tell_figures(box: Sandbox) -> None:
    await _ask(box, "!figures 30d")


async def _ask(box: Sandbox, command: str) -> None:
    """A lead gives it, and waits for an answer with an embed."""
    lead, channel = box.person("lead"), box.places.channels["general"]
    asked = str(lead.say(channel, command))

    def answered() -> bool:
        return any(
            message["embeds"]
            for message in lead.reads(channel)
            if asked in str(message.get("message_reference"))
        )

    await box.records.until(answered, _PATIENCE_S)
    await asyncio.sleep(0.5)


def _is_logged(box: Sandbox, number: int) -> bool:
    rows = box.sheets.rows(WELCOMECREW_ID, "Sheet1")
    return any(row and row[0] == str(number) for row in reversed(rows))


async def _crests(folder: Path, count: int) -> Row:
    async with Sandbox.open(limits=GENEROUS) as box:
        picture = BytesIO()
        Image.effect_noise((1400, 1400), 60).convert("RGBA").save(picture, "PNG", compress_level=1)
        path = "emojis/900000000000000001.png"
        box.world.backend.files.put(path, picture.getvalue())
        env = box.bot_env("clanmatch") | {"EMOJI_MAX_BYTES": "10000000"}
        async with BotProcess.open("bench.turning_clanmatch", env, folder=folder) as bot:
            await bot.wait_until_ready()
            await asyncio.sleep(2.0)
            await longest_lag_ms(bot)
            async with aiohttp.ClientSession() as session:

                async def ask(number: int) -> None:
                    address = f"{box.url}/cdn/{path}?n={number}"
                    url = f"http://127.0.0.1:{bot.port}/emoji-pad?u={quote(address, safe='')}"
                    async with session.get(URL(url, encoded=True)) as answer:
                        await answer.read()

                await asyncio.gather(*(ask(number) for number in range(count)))
            return _row(f"{count} crests of 1,400 × 1,400", await longest_lag_ms(bot))
