"""The daily summary, `!report` and the clean-up in a simulated server."""

import asyncio
import contextvars
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from time import sleep
from typing import Any

import discord
import pytest

from apps.clanmatch.cleanup.job import Cleanup, CleanupFailed
from apps.clanmatch.roster.rules.summary_table import line_name
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.summary.cog import ReportCog
from apps.clanmatch.summary.job import DailySummary
from apps.clanmatch.summary.texts import day_of
from shared.chat.discord_clock import DiscordClock
from shared.chat.errors import ExpectedFailure
from shared.keepalive.jobs import Job, Jobs
from shared.sheets.errors import Unreachable
from shared.timing.clock import Clock
from shared.timing.schedule import Daily
from tests.apps.clanmatch.sample import tab
from tests.behaviour.clanmatch.bare import BareBot, pinged, records
from tests.behaviour.simulated import Simulated, simulated
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import ShakenWorkbook

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
AT_HALF_PAST_FIVE = Daily((time(17, 30),), UTC)


@dataclass
class Stage:
    bot: BareBot
    world: Simulated
    clock: ManualClock
    workbook: ShakenWorkbook
    thread: Any
    hall: Any
    roles: list[Any]
    admin: Any

    async def pass_time(self, **duration: float) -> None:
        """In Discord's world and on the bot's clock alike."""
        seconds = timedelta(**duration).total_seconds()
        await self.world.env.advance_time(seconds)
        await self.clock.advance(seconds)

    def summary(self, thread_id: int | None = 0, clock: Clock | None = None) -> DailySummary:
        """As a newly started process has it: it remembers nothing."""
        return DailySummary(
            client=self.bot,
            roster=RosterSource(
                workbook=self.workbook, tab="bot_info", ttl=28_800, clock=self.clock
            ),
            clock=clock or self.clock,
            schedule=AT_HALF_PAST_FIVE,
            thread_id=self.thread.id if thread_id == 0 else thread_id,
            role_ids=[role.id for role in self.roles],
        )

    def cleanup(self, **others: Any) -> Cleanup:
        wanted: dict[str, Any] = {
            "thread_ids": [self.thread.id],
            "age": timedelta(hours=24),
            "keep": lambda _: False,  # pyright: ignore[reportUnknownLambdaType] - keeps nothing
        }
        return Cleanup(client=self.bot, clock=self.clock, **(wanted | others))

    async def finish(self, cleanup: Cleanup) -> str:
        """Run a step, letting its pauses pass."""
        step = asyncio.create_task(cleanup.step())
        while not step.done():
            await self.clock.advance(1)
        return await step

    async def until_posted(self, count: int) -> None:
        """Second by second: the roster is read in a thread, and no job may time out meanwhile."""
        async with asyncio.timeout(10):
            while len(self.posts()) < count:
                await self.pass_time(seconds=1)
                await asyncio.to_thread(sleep, 0.01)

    async def until_just_before(self, moment: datetime) -> None:
        seconds = (moment - self.clock.now()).total_seconds() - 1
        await self.pass_time(seconds=seconds)

    def posts(self) -> list[Any]:
        return records(self.world, self.thread.id)

    def bot_channel(self, place: Any) -> discord.TextChannel:
        """A channel as the bot has it."""
        channel = self.bot.get_channel(place.id)
        assert isinstance(channel, discord.TextChannel)
        return channel


@asynccontextmanager
async def on_stage() -> AsyncGenerator[Stage]:
    bot = BareBot()
    async with simulated(bot, start=NOON) as world:
        thread, hall = (world.guild.create_text_channel(name) for name in ("recruiters", "hall"))
        roles = [world.guild.create_role(name) for name in ("coordinator", "scout")]
        yield Stage(
            bot=bot,
            world=world,
            clock=ManualClock(NOON),
            workbook=ShakenWorkbook({"bot_info": tab("bot_info")}),
            thread=thread,
            hall=hall,
            roles=roles,
            admin=world.person("Rita", administrator=True),
        )


async def test_the_summary_says_what_the_sheet_says() -> None:
    async with on_stage() as stage:
        await stage.pass_time(hours=5, minutes=30)
        assert await stage.summary().step() == "posted the summary of 2026-01-05"

        (post,) = stage.posts()
        assert post.content == " ".join(f"<@&{role.id}>" for role in stage.roles)
        assert pinged(post) == {role.id for role in stage.roles}
        embed = stage.thread.last_message.embeds[0]
        assert embed.title == "Summary for Monday, 5 January 2026"
        assert embed.description.splitlines() == [
            "-# open | inactives | reserved",
            "**Overall:** 53 | 41 | 17",
            "",
            "`████████` **Top 10:** 18 | 13 | 12",
            "`████░░░░` **Top 5:** 7 | 7 | 6",
            "`█░░░░░░░` **Elite End Game:** 2 | 7 | 4",
            "`████░░░░` **Early End Game:** 8 | 2 | 6",
            "`█████░░░` **Late Game:** 11 | 12 | 3",
            "`█████░░░` **Mid Game:** 11 | 10 | 0",
            "`███░░░░░` **Early Game:** 6 | 7 | 2",
            "`███████░` **Beginners:** 15 | 3 | 2",
        ]
        assert embed.footer.text == "Daily summary 2026-01-05"


async def test_once_a_day_however_often_the_bot_restarts() -> None:
    async with on_stage() as stage:
        await stage.pass_time(hours=5, minutes=30)
        for _ in range(3):
            await stage.summary().step()
            await stage.pass_time(hours=2)
        assert len(stage.posts()) == 1

        # Until the next one is due, on the next day; also when others wrote a lot meanwhile.
        for number in range(120):
            stage.world.env.backend.create_message(stage.thread.id, stage.admin.id, f"{number}")
        await stage.pass_time(hours=17)
        assert await stage.summary().step() == "the summary of 2026-01-05 is posted already"
        await stage.pass_time(hours=1)
        assert await stage.summary().step() == "posted the summary of 2026-01-06"


async def test_late_rather_than_never() -> None:
    """Down at 17:30 on the 5th, back at 02:00 on the 6th: the summary of the 5th is posted."""
    async with on_stage() as stage:
        await stage.pass_time(hours=14)
        assert await stage.summary().step() == "posted the summary of 2026-01-05"
        embed = stage.thread.last_message.embeds[0]
        # The figures are those of the 6th.
        assert embed.title == "Summary for Tuesday, 6 January 2026"
        assert embed.footer.text == "Daily summary 2026-01-05 · posted late"
        assert await stage.summary().step() == "the summary of 2026-01-05 is posted already"
        await stage.pass_time(hours=16)
        assert await stage.summary().step() == "posted the summary of 2026-01-06"


async def test_what_changed_since_yesterday_is_in_brackets() -> None:
    async with on_stage() as stage:
        await stage.pass_time(hours=5, minutes=30)
        await stage.summary().step()
        rows = [list(row) for row in tab("bot_info")]
        for row in rows:
            if line_name(row) == "Top 10":
                row[row.index("18")] = "20"
        stage.workbook.tabs["bot_info"] = rows
        await stage.pass_time(days=1)
        await stage.summary().step()
        text = stage.thread.last_message.embeds[0].description
        assert "in brackets the change since 5 January" in text
        assert "**Top 10:** 20 (+2) | 13 | 12" in text
        assert "**Top 5:** 7 | 7 | 6" in text


async def test_what_other_features_tell_stands_below() -> None:
    async with on_stage() as stage:
        await stage.pass_time(hours=6)
        summary = DailySummary(
            client=stage.bot,
            roster=RosterSource(
                workbook=stage.workbook, tab="bot_info", ttl=28_800, clock=stage.clock
            ),
            clock=stage.clock,
            schedule=AT_HALF_PAST_FIVE,
            thread_id=stage.thread.id,
            role_ids=(),
            more=lambda: ["2 seats held"],
        )
        await summary.step()
        assert stage.thread.last_message.embeds[0].description.endswith("\n\n2 seats held")


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(hours=30), timedelta(days=-400)])
async def test_a_date_known_to_be_wrong_posts_no_summary_twice(jump: timedelta) -> None:
    """The machine's date jumps; Discord's answers tell the right one."""
    async with on_stage() as stage:
        await stage.pass_time(hours=6)
        clock = DiscordClock(stage.clock)
        clock.heard(format_datetime(stage.clock.now(), usegmt=True))
        assert await stage.summary(clock=clock).step() == "posted the summary of 2026-01-05"
        stage.clock.jump_wall_clock(jump)
        again = await stage.summary(clock=clock).step()
        assert again == "the summary of 2026-01-05 is posted already"


async def test_somebody_elses_message_is_no_summary() -> None:
    async with on_stage() as stage:
        await stage.pass_time(hours=6)
        embed = discord.Embed(title="fake").set_footer(text="Daily summary 2026-01-05")
        stage.world.env.backend.create_message(
            stage.thread.id, stage.admin.id, "", embeds=[dict[str, Any](embed.to_dict())]
        )
        await stage.summary().step()
        assert len(stage.posts()) == 2


async def test_an_old_copy_is_named_as_such() -> None:
    async with on_stage() as stage:
        summary = stage.summary()
        await stage.pass_time(hours=5, minutes=30)
        await summary.step()
        await stage.pass_time(days=1)
        stage.workbook.fail_read = Unreachable("no network")
        await summary.step()

        footer = stage.thread.last_message.embeds[0].footer.text
        assert footer.startswith("Daily summary 2026-01-06 · copy of the sheet from 1 d ago")
        assert "no network" in footer
        await stage.summary().step()
        assert len(stage.posts()) == 2


async def test_a_failed_reading_is_told_even_when_the_copy_is_young() -> None:
    async with on_stage() as stage:
        summary = stage.summary()
        await summary.step()
        await stage.pass_time(hours=5, minutes=30)
        stage.workbook.fail_read = Unreachable("no network")
        await summary.step()

        footer = stage.thread.last_message.embeds[0].footer.text
        assert "from 5 h 30 min ago: Google Sheets can't be reached" in footer


async def test_what_is_missing_is_named() -> None:
    async with on_stage() as stage:
        with pytest.raises(ExpectedFailure, match="RECRUITERS_THREAD_ID"):
            await stage.summary(thread_id=None).step()
        with pytest.raises(ExpectedFailure, match="no channel or thread"):
            await stage.summary(thread_id=123456789012345678).step()
        stage.workbook.tabs["bot_info"] = [["", "CLAN", "TAG"], ["", "Ashen Vigil", "C1CE"]]
        with pytest.raises(ExpectedFailure, match="no summary table"):
            await stage.summary().step()
        assert stage.posts() == []


async def test_as_a_job_it_is_tried_again_and_comes_every_day() -> None:
    async with on_stage() as stage:
        errors: list[str] = []
        jobs = Jobs(stage.clock, count_error=errors.append)
        jobs.add(Job("daily summary", AT_HALF_PAST_FIVE, stage.summary().step))
        # Outside of what simcord waits for: it would take the job's naps for a hanging bot.
        running = contextvars.Context().run(asyncio.create_task, jobs.run())
        stage.workbook.fail_read = Unreachable("no network")
        try:
            await stage.pass_time(hours=5, minutes=30, seconds=5)
            assert stage.posts() == []
            assert jobs.states()[0].ok is False
            await stage.until_posted(1)
            for day in (6, 7):
                await stage.until_just_before(datetime(2026, 1, day, 17, 30, tzinfo=UTC))
                await stage.until_posted(day - 4)
        finally:
            running.cancel()
            await asyncio.wait([running])

        days = [day_of([discord.Embed.from_dict(p.embeds[0])]) for p in stage.posts()]
        assert days == [date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)]
        assert errors == ["job daily summary"]


async def test_a_report_comes_beside_the_daily_summary() -> None:
    async with on_stage() as stage:
        await stage.pass_time(hours=6)
        summary = stage.summary()
        await stage.bot.add_cog(ReportCog(summary=summary))
        await stage.admin.send(stage.hall, "!report")

        assert stage.hall.last_message.content == f"Posted in <#{stage.thread.id}>."
        (report,) = stage.posts()
        assert pinged(report) == set()
        assert not report.content
        footer = stage.thread.last_message.embeds[0].footer.text
        assert footer == "Asked for by Rita, 2026-01-05 18:00 UTC"
        await summary.step()
        assert len(stage.posts()) == 2


async def test_a_report_is_for_leads() -> None:
    async with on_stage() as stage:
        await stage.bot.add_cog(ReportCog(summary=stage.summary()))
        await stage.world.person("Otto").send(stage.hall, "!report")

        assert "recruitment leads and admins only" in stage.hall.last_message.content
        assert stage.posts() == []


async def test_removes_its_own_old_unpinned_messages_only() -> None:
    async with on_stage() as stage:
        channel = stage.bot_channel(stage.thread)
        for number in range(130):
            await channel.send(f"old {number}")
        pinned = await channel.send("pinned")
        await pinned.pin()
        await stage.admin.send(stage.thread, "a person's")
        await stage.pass_time(hours=23)
        await channel.send("new")
        await stage.pass_time(hours=2)

        # 130 and the line with which Discord tells of the pin.
        assert await stage.finish(stage.cleanup()) == "removed 131 messages in 1 thread"
        left = [record.content for record in stage.posts()]
        assert [text for text in left if text] == ["pinned", "a person's", "new"]


async def test_messages_that_are_too_old_for_bulk_go_one_by_one() -> None:
    async with on_stage() as stage:
        channel = stage.bot_channel(stage.thread)
        for number in range(3):
            await channel.send(f"ancient {number}")
        await stage.pass_time(days=13)
        await channel.send("old")
        await stage.pass_time(days=2)
        before = stage.clock.monotonic()

        assert await stage.finish(stage.cleanup()) == "removed 4 messages in 1 thread"
        assert stage.posts() == []
        # A pause after each of the three keeps within the rate limit.
        assert stage.clock.monotonic() - before >= 3


async def test_a_run_is_bounded_and_the_next_one_goes_on() -> None:
    async with on_stage() as stage:
        channel = stage.bot_channel(stage.thread)
        for number in range(310):
            await channel.send(f"ancient {number}")
        await stage.pass_time(days=20)

        assert await stage.finish(stage.cleanup()) == "removed 300 messages in 1 thread"
        assert await stage.finish(stage.cleanup()) == "removed 10 messages in 1 thread"


async def test_without_manage_messages_all_go_one_by_one() -> None:
    async with on_stage() as stage:
        own = discord.PermissionOverwrite(manage_messages=False)
        bot = stage.world.env.bot.user
        room = stage.world.guild.create_text_channel("room", overwrites={bot: own})
        channel = stage.bot_channel(room)
        for number in range(3):
            await channel.send(f"old {number}")
        await stage.pass_time(days=2)

        words = await stage.finish(stage.cleanup(thread_ids=[room.id]))
        assert words == "removed 3 messages in 1 thread"
        assert records(stage.world, room.id) == []


async def test_one_thread_that_fails_does_not_stop_the_others() -> None:
    async with on_stage() as stage:
        channel = stage.bot_channel(stage.thread)
        await channel.send("old")
        await stage.pass_time(days=2)

        with pytest.raises(
            CleanupFailed, match="removed 1 message in 2 threads; failed: there is no"
        ):
            await stage.finish(stage.cleanup(thread_ids=[1, stage.thread.id]))
        assert stage.posts() == []


async def test_the_clean_up_leaves_the_post_that_keeps_the_summary_from_coming_twice() -> None:
    async with on_stage() as stage:
        summary = stage.summary()
        await stage.pass_time(hours=5, minutes=30)
        await summary.step()
        await stage.pass_time(hours=5)
        cleanup = stage.cleanup(age=timedelta(hours=1), keep=summary.is_current)

        assert await stage.finish(cleanup) == "removed 0 messages in 1 thread"
        assert await summary.step() == "the summary of 2026-01-05 is posted already"
        await stage.pass_time(days=1)
        assert await stage.finish(cleanup) == "removed 1 message in 1 thread"
