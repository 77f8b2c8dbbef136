"""The backfill of a thousand old tickets under Google's real quota, by a real bot."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.table import Row
from sandbox.discord.rest.limits import GENEROUS
from sandbox.discord.scenes import sample_world
from sandbox.discord.scenes.guild_builder import Places
from sandbox.discord.world.world import World
from sandbox.server import Sandbox
from sandbox.sheets.sample import WELCOMECREW_ID
from tests.process.harness import BotProcess

_QUOTA_PER_S = 60 / 60
_FIRST_AT_ONCE = 60
_TAB = "Sheet1"
_PATIENCE_S = 600.0


async def rows(*, tickets: int = 1_000) -> list[Row]:
    """First into an empty sheet, then again; what one write for each ticket takes is arithmetic."""

    def seed(world: World) -> Places:
        places = sample_world.build(world)
        _old_tickets(world, places, tickets)
        return places

    with TemporaryDirectory() as name:
        async with Sandbox.open(seed=seed, limits=GENEROUS) as box:
            env = box.bot_env("welcomecrew") | {"ENABLE_LIVE_WATCH": "false"}
            async with BotProcess.open("apps.welcomecrew", env, folder=Path(name)) as bot:
                await bot.wait_until_ready()
                first = await _backfill(box, f"{tickets} inserted")
                again = await _backfill(box, f"{tickets} unchanged")
            logged = sum(any(row) for row in box.sheets.rows(WELCOMECREW_ID, _TAB)[1:])
    assert logged == tickets, f"{logged} rows"
    one_by_one = max(0, tickets - _FIRST_AT_ONCE) / _QUOTA_PER_S
    what = f"backfill of {tickets:,} tickets under Google's quota"
    return [
        Row(f"{what} (bare: a write for each, at 60 a minute)", first, "s", one_by_one),
        Row(f"{what}, all unchanged (bare: a read for each)", again, "s", one_by_one),
    ]


async def _backfill(box: Sandbox, words: str) -> float:
    """Seconds from the command to the message that says so."""
    admin, general = box.person("admin"), box.places.channels["general"]

    def told() -> bool:
        # Its report grows in one message.
        texts = [str(message["content"]) for message in admin.reads(general, limit=5)]
        return any("Backfill done" in text and words in text for text in texts)

    began = perf_counter()
    admin.say(general, "!backfill_tickets")
    await box.records.until(told, _PATIENCE_S)
    return perf_counter() - began


def _old_tickets(world: World, places: Places, count: int) -> None:
    """Closed months ago, so that no catch-up looks at them; half of them name the clan."""
    owner, parent = places.people["ticketbot"], places.channels["welcome_tickets"]
    began = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        with world.clock.at(began + timedelta(minutes=30 * number)):
            tag = "-NOX" if number % 2 else ""
            thread = world.backend.create_thread(parent, f"{number:04d}-player{number}{tag}", owner)
            world.backend.create_message(thread.id, owner, "Welcome!")
            world.backend.create_message(thread.id, owner, "Ticket closed by Mira")
            world.backend.edit_thread(thread.id, archived=True, locked=True)
