"""Panels, profiles and jobs when the connection to Discord breaks, or one item is bad."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import discord
import pytest

from apps.clanmatch.cleanup.job import CleanupFailed
from apps.clanmatch.upkeep.job import RefreshFailed
from tests.apps.clanmatch.upkeep.test_job import Lines, Sheet, job
from tests.behaviour.broken_rest import Break, broken
from tests.behaviour.clanmatch.bare import records
from tests.behaviour.clanmatch.cluster import Cluster, in_cluster
from tests.behaviour.clanmatch.panels import again, open_panel, titles
from tests.behaviour.clanmatch.test_jobs import on_stage
from tests.fakes.clock import ManualClock

AFTER = pytest.mark.parametrize("after", [False, True], ids=["before", "after the act"])


@AFTER
@in_cluster
async def test_a_panel_and_its_results_are_there_once(cluster: Cluster, after: bool) -> None:
    with broken(Break("POST", "/messages", after=after)):
        person, panel = await open_panel(cluster)
    assert panel.components
    with broken(Break("POST", "/messages", after=after)):
        await person.click(panel, label="Search")
    results = cluster.channel.last_message
    assert titles(results)
    with broken(Break("PATCH", "/messages", after=after)):
        await person.click(await again(cluster, panel), label="Search")
    assert cluster.channel.last_message.id == results.id


@AFTER
@in_cluster
async def test_a_profile_is_there_once(cluster: Cluster, after: bool) -> None:
    lost = (Break("POST", "/messages", after=after), Break("PUT", "/reactions", times=9))
    with broken(*lost):
        profile = await cluster.ask(cluster.person("mia"), "!clan C1CE")
    assert profile.embeds
    assert len(records(cluster.world, cluster.channel.id)) == 1  # the command is removed


@pytest.mark.parametrize("typed", ["“C1CE”", "„C1CE“", '"C1CE"', "'C1CE'", "`C1CE`", "«c1ce»"])
@in_cluster
async def test_a_tag_in_any_quotation_marks(cluster: Cluster, typed: str) -> None:
    profile = await cluster.ask(cluster.person("mia"), f"!clan {typed}")
    assert "C1CE" in str(profile.embeds[0].to_dict())


@in_cluster
async def test_a_bad_channel_and_a_bad_message_do_not_end_panel_expiry(cluster: Cluster) -> None:
    """A thread in the cache whose parent discord.py doesn't know refuses to tell permissions."""
    backend = cluster.world.env.backend
    other = cluster.world.guild.create_text_channel("other")
    thread = backend.create_thread(other.id, "of an odd channel", backend.bot_user.id)
    person, panel = await open_panel(cluster)
    await person.click(panel, label="Search")
    backend.create_message(thread.id, person.id, "hi")
    await cluster.restart()
    cached = cluster.bot.get_channel(thread.id)
    assert isinstance(cached, discord.Thread)
    cached.parent_id = 1
    with pytest.raises(discord.ClientException):
        cached.permissions_for(cached.guild.me)
    cluster.clock.move(30 * 60)
    with broken(Break("GET", f"/messages/{panel.id}", error=lambda: ValueError("odd"))):
        assert "1 switched off" in await cluster.panel_expiry.step()
    assert not (await again(cluster, cluster.channel.last_message)).components


@in_cluster
async def test_a_channel_that_cannot_be_read_is_looked_at_in_the_next_round(
    cluster: Cluster,
) -> None:
    await open_panel(cluster)
    await cluster.restart()
    with broken(Break("GET", "/messages", times=9)):
        assert await cluster.panel_expiry.step() == "0 panels open, 0 switched off"
    assert await cluster.panel_expiry.step() == "1 panel open, 0 switched off"


@AFTER
async def test_the_summary_is_posted_once_though_its_answer_is_lost(after: bool) -> None:
    async with on_stage() as stage:
        await stage.pass_time(hours=5, minutes=30)
        with broken(Break("POST", "/messages", after=after), Break("GET", "/messages")):
            assert await stage.summary().step() == "posted the summary of 2026-01-05"
        assert len(stage.posts()) == 1


def _odd() -> Exception:
    return ValueError("something odd")


@pytest.mark.parametrize("error", [_odd, None], ids=["unexpected", "cut"])
async def test_a_bad_thread_spoils_no_other(error: Callable[[], Exception] | None) -> None:
    async with on_stage() as stage:
        channel: Any = stage.world.env.bot.get_channel(stage.hall.id)
        await channel.send("old")
        await stage.pass_time(days=2)
        bad = Break("GET", f"/channels/{stage.thread.id}/messages", times=9)
        if error:
            bad.error = error
        cleanup = stage.cleanup(thread_ids=[stage.thread.id, stage.hall.id])
        with broken(bad), pytest.raises(CleanupFailed, match="removed 1 message in 2 threads"):
            await stage.finish(cleanup)
        assert records(stage.world, stage.hall.id) == []


async def test_a_message_that_stays_spoils_no_other() -> None:
    async with on_stage() as stage:
        channel: Any = stage.world.env.bot.get_channel(stage.thread.id)
        first = await channel.send("old")
        await channel.send("old too")
        await stage.pass_time(days=20)
        with (
            broken(Break("DELETE", f"/messages/{first.id}", times=9)),
            pytest.raises(CleanupFailed),
        ):
            await stage.finish(stage.cleanup(age=timedelta(hours=1)))
        assert [post.content for post in stage.posts()] == ["old"]


async def test_a_sheet_that_fails_unexpectedly_spoils_no_other() -> None:
    class Odd(Sheet):
        async def refresh(self) -> Any:
            raise ValueError("odd")

    lines, other = Lines(), Sheet()
    with pytest.raises(RefreshFailed, match="failed unexpectedly"):
        await job(lines, ManualClock(), Roster=Odd(), Templates=other).step()
    assert other.reads == 1
