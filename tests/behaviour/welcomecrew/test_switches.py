"""Every switch and variable of the watchers, backfills and jobs, at work."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import discord
import pytest

from shared.sheets.errors import Unreachable
from tests.behaviour.welcomecrew.crew import open_crew
from tests.behaviour.welcomecrew.tickets import Tickets, tickets
from tests.fakes.hurried_clock import HurriedClock


async def backfilled(they: Tickets, words: str) -> None:
    admin = they.crew.person(f"admin{len(they.crew.channel.history())}", "admin")
    await they.crew.ask(admin, "!backfill_tickets")
    # The counts stand in the summary, or where there is none below the bar.
    await they.until(lambda: they.crew.said("**Backfill**: done") and they.crew.said(words))
    await they.settle()


@pytest.mark.parametrize(
    ("switch", "promo"), [("enable_live_watch_welcome", False), ("enable_live_watch_promo", True)]
)
async def test_one_channel_is_not_watched_and_the_other_is(switch: str, promo: bool) -> None:
    async with tickets(**{switch: False}) as they:
        left, watched = (
            await they.open("0042-tom-nox", promo=promo),
            await they.open("0043-bob-nox", promo=not promo),
        )
        for thread in (left, watched):
            await they.close(thread)
        await they.is_named(watched, "Closed-0043-bob-NOX")
        assert they.name(left) == "0042-tom-nox"


async def test_without_live_watch_the_refresh_finds_it() -> None:
    async with tickets(enable_live_watch=False) as they:
        thread = await they.open("0042-tom-nox")
        await they.close(thread)
        assert not they.rows()
        state = await they.crew.keepalive.jobs.run_now("refresh")
        assert "24 clan tags; 1 closed, 1 logged" in state.last_outcome
        await they.is_named(thread, "Closed-0042-tom-NOX")


@pytest.mark.parametrize(
    ("switch", "tab"), [("enable_welcome_scan", "Sheet1"), ("enable_promo_scan", "Sheet4")]
)
async def test_a_channel_that_is_not_scanned_is_left_out_of_catch_up_and_backfill(
    switch: str, tab: str
) -> None:
    async with tickets(enable_live_watch=False, **{switch: False}) as they:
        for promo in (False, True):
            thread = await they.open("0042-tom-nox", promo=promo)
            await they.close(thread)
        await they.crew.keepalive.jobs.run_now("refresh")
        await backfilled(they, "1 unchanged")
        other = "Sheet4" if tab == "Sheet1" else "Sheet1"
        assert (len(they.rows(tab)), len(they.rows(other))) == (0, 1)


@pytest.mark.parametrize(
    ("switch", "promo"),
    [("require_close_marker_welcome", False), ("require_close_marker_promo", True)],
)
async def test_where_a_marker_is_required_an_archive_closes_nothing(
    switch: str, promo: bool
) -> None:
    async with tickets(**{switch: True}) as they:
        bound, free = (
            await they.open("0042-tom-nox", promo=promo),
            await they.open("0043-bob-nox", promo=not promo),
        )
        for thread in (bound, free):
            await they.archive(thread)
        await they.is_named(free, "Closed-0043-bob-NOX")
        assert they.name(bound) == "0042-tom-nox"
        await backfilled(they, "1 skipped")


async def test_without_inference_what_people_say_names_no_tag() -> None:
    async with tickets(enable_infer_tag_from_thread=False) as they:
        thread = await they.open("0042-tom")
        await they.bot_says(thread, "placed in NOX")
        await they.close(thread)
        await they.archive(thread)
        await they.is_asked(thread)


@pytest.mark.parametrize("enabled", [True, False])
async def test_the_note_about_threads_that_it_cannot_speak_in(enabled: bool) -> None:
    async with tickets(enable_notify_fallback=enabled) as they:
        crew = they.crew
        crew.settings = replace(crew.settings, notify_channel_id=crew.channel.id)
        await crew.restart()
        thread = await they.open("0042-tom")
        crew.world.env.inject_error(
            "POST", f"/channels/{thread}/messages", status=403, code=50013, times=None
        )
        await they.close(thread)
        await they.archive(thread)
        await they.until(lambda: len(they.rows()) == 1)
        await they.shows("can't ask for the tag there")
        assert crew.said("is closed and its clan tag is unknown") is enabled


@pytest.mark.parametrize("allowed", [True, False])
async def test_private_threads_are_joined_where_that_is_allowed(allowed: bool) -> None:
    async with tickets(allow_self_join_private=allowed) as they:
        thread = await they.open("0042-tom", private=True)
        await they.settle()
        assert (they.backend.bot_user.id in they.thread(thread).thread_members) is allowed


@pytest.mark.parametrize(("summary", "details"), [(True, False), (False, False), (False, True)])
async def test_what_is_posted_when_a_backfill_ends(summary: bool, details: bool) -> None:
    posts = {"post_backfill_summary": summary, "auto_post_backfill_details": details}
    async with tickets(enable_live_watch=False, **posts) as they:
        await they.open("0042-tom-nox")
        await backfilled(they, "1 inserted")
        last = they.crew.channel.last_message
        assert last.content.startswith("Backfill done: 1 inserted") is (summary or details)
        assert bool(last.attachments) is details


async def test_dates_are_written_in_the_time_zone() -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    async with tickets(timezone=zone) as they:
        thread = await they.open("promo-0042-tom-nox", promo=True)
        await they.close(thread)
        await they.until(lambda: len(they.rows("Sheet4")) == 1)
        marker = max(they.backend.messages[thread].values(), key=lambda each: each.id)
        closed = discord.utils.snowflake_time(marker.id).astimezone(zone)
        opened = discord.utils.snowflake_time(thread).astimezone(zone)
        row = they.rows("Sheet4")[0]
        assert (row[3], row[5]) == (f"{closed:%Y-%m-%d %H:%M}", f"{opened:%Y-%m-%d %H:%M}")


async def test_tags_come_from_the_chosen_tab_and_column() -> None:
    async with open_crew({"clanlist_tab_name": "clans", "clanlist_tag_column": 3}) as crew:
        crew.workbook.tabs["clans"] = [["name", "level", "short"], ["Alpha", "4", "ALF"]]
        reply = await crew.ask(crew.person("ada", "admin"), "!reload")
        assert "1 tag from column 3 of `clans`, headed “short”" in reply.content
        assert "`ALF`" in reply.content


async def test_tags_are_read_again_when_they_are_stale() -> None:
    async with open_crew({"clan_tags_cache_ttl_sec": 0.01}, clock=HurriedClock()) as crew:
        ada = crew.person("ada", "admin")
        assert "24 tags" in (await crew.ask(ada, "!clan_tags_debug")).content
        crew.workbook.tabs["clanlist"] = [["tag"], ["NEW1"]]
        for _ in range(20):
            if "1 tag from" in (await crew.ask(ada, "!clan_tags_debug")).content:
                return
        raise AssertionError("the tags stay old")


async def test_a_refresh_says_one_line_and_keeps_the_tags_that_it_cannot_read() -> None:
    async with tickets() as they:
        crew = they.crew
        crew.settings = replace(
            crew.settings, log_channel_id=crew.channel.id, refresh_times=(time(2), time(18))
        )
        await crew.restart()
        (refresh,) = [each for each in crew.keepalive.jobs.states() if each.name == "refresh"]
        assert refresh.next_run is not None
        assert refresh.next_run.hour in {2, 18}
        await crew.keepalive.jobs.run_now("refresh")
        assert crew.said("Refreshed: 24 clan tags; no ticket was missing.")
        crew.workbook.fail_read = Unreachable("Google is away")
        state = await crew.keepalive.jobs.run_now("refresh")
        assert "24 clan tags, as before (" in state.last_outcome
        assert "Google is away" in state.last_outcome


@pytest.mark.parametrize(
    ("switch", "commands"),
    [
        ("enable_cmd_backfill", ("backfill_tickets",)),
        (
            "enable_cmd_backfill_status",
            ("backfill_status", "backfill_stop", "backfill_details"),
        ),
        ("enable_cmd_dedupe", ("dedupe_sheet",)),
    ],
)
async def test_backfill_commands_are_for_admins_and_have_switches(
    switch: str, commands: tuple[str, ...]
) -> None:
    async with open_crew({switch: False}) as crew:
        for command in commands:
            reply = await crew.ask(crew.person(f"ada-{command}", "admin"), f"!{command}")
            assert switch.upper() in reply.content
    async with open_crew() as crew:
        for command in commands:
            reply = await crew.ask(crew.person(f"mia-{command}", "recruiter"), f"!{command}")
            assert "for admins and leads only" in reply.content
            by_slash = await crew.person(f"eve-{command}").slash(crew.channel, command)
            assert by_slash.ephemeral
            assert "for admins and leads only" in by_slash.response.content
