"""A thousand closed tickets, an empty spreadsheet and Google's real quota."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.discord.people.person import Person
from sandbox.server import Sandbox
from sandbox.sheets.sample import WELCOMECREW_ID
from tests.process.harness import BotProcess

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(120)]

TICKETS = 1000
TABS = ("Sheet1", "Sheet4")


def close_long_ago(box: Sandbox) -> None:
    world, parent = box.world, box.places.channels["welcome_tickets"]
    bot, start = box.places.people["ticketbot"], box.world.clock.now() - timedelta(days=90)
    for number in range(TICKETS):
        with world.clock.at(start + timedelta(minutes=number)):
            name = f"{number:04}-user{number}-NOX"
            thread = world.backend.create_thread(parent, name, bot)
            world.backend.create_message(thread.id, bot, "Welcome!")
            world.backend.create_message(thread.id, bot, "Ticket closed by Recruiter")
            world.backend.edit_thread(thread.id, archived=True, locked=False)


async def backfilled(box: Sandbox, admin: Person, result: str) -> tuple[int, int]:
    """How many reads and writes a backfill with this result takes."""
    general = box.places.channels["general"]
    box.sheets.reset_counts()
    admin.say(general, "!backfill_tickets")

    def is_done() -> bool:
        return any(
            "Backfill done" in text and result in text
            for text in (str(message["content"]) for message in admin.reads(general)[-6:])
        )

    await box.records.until(is_done, within=60)
    return box.sheets.total("read"), box.sheets.total("write")


async def test_a_thousand_closed_tickets_cost_a_handful_of_requests(tmp_path: Path) -> None:
    async with Sandbox.open() as box:
        close_long_ago(box)
        for tab in TABS:
            box.sheets.delete_tab(WELCOMECREW_ID, tab)
        assert (box.sheets.quota.reads, box.sheets.quota.writes) == (60, 60)
        env = box.bot_env("welcomecrew")
        async with BotProcess.open("apps.welcomecrew", env, folder=tmp_path) as bot:
            await bot.wait_until_ready()
            # The component looks at the spreadsheet a little after the start, which is not counted.
            await bot.wait_for_health(
                lambda answer: answer.body["components"]["sheets"]["ok"] is True, within=30
            )
            admin = box.person("admin")
            assert sum(await backfilled(box, admin, f"{TICKETS} inserted")) <= 12
            rows = box.sheets.rows(WELCOMECREW_ID, "Sheet1")[1:]
            assert [row[0] for row in sorted(rows)] == [f"{n:04}" for n in range(TICKETS)]
            reads, writes = await backfilled(box, admin, f"{TICKETS} unchanged")
            assert reads <= 4
            assert writes == 0
            assert "Traceback" not in bot.output, bot.output
