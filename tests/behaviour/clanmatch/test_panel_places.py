"""Where panels open, and what people are told when Discord refuses."""

from typing import Any

import pytest

from apps.clanmatch.search.messages import state_of
from apps.clanmatch.search.rules.panel_state import PanelState
from tests.behaviour.clanmatch.cluster import Cluster, in_cluster, open_cluster


def make_thread(guild: Any) -> int:
    hall = guild.create_text_channel("hall")
    backend = guild._env.backend
    return backend.create_thread(hall.id, "panels", backend.bot_user.id).id


def no_thread(guild: Any) -> int:
    return guild.create_text_channel("no thread").id


def fixed(*, thread: Any = make_thread, minutes: int = 1440) -> Any:
    return open_cluster(
        panel_thread_mode="fixed", panel_fixed_thread_id=thread, panel_thread_archive_min=minutes
    )


async def last_in_thread(cluster: Cluster) -> Any:
    thread_id = cluster.settings.panel_fixed_thread_id
    assert thread_id is not None
    messages = cluster.world.env.backend.messages[thread_id]
    place = cluster.bot.get_partial_messageable(thread_id)
    return await place.fetch_message(max(messages))


async def test_recruiter_panels_open_in_the_thread_and_a_pointer_stays() -> None:
    async with fixed() as cluster:
        rec = cluster.person("rec", "recruiter")
        pointer = await cluster.ask(rec, "!clanmatch")
        panel = await last_in_thread(cluster)
        assert isinstance(state_of(panel), PanelState)
        assert str(panel.id) in pointer.content
        assert not pointer.embeds
        assert pointer.mentions == []
        await rec.click(panel, label="Search")
        results = await last_in_thread(cluster)
        assert len(results.embeds) == 6
        await cluster.restart()
        await cluster.wait(3)
        assert str(panel.id) in (await cluster.ask(rec, "!clanmatch")).content
        assert (await last_in_thread(cluster)).id == results.id


async def test_member_panels_open_where_they_are_asked_for() -> None:
    async with fixed() as cluster:
        assert (await cluster.ask(cluster.person("ann"), "!clansearch")).embeds


async def test_an_archived_thread_is_woken_up() -> None:
    async with fixed(minutes=4320) as cluster:
        thread_id = cluster.settings.panel_fixed_thread_id
        backend = cluster.world.env.backend
        backend.edit_channel(thread_id, {}, thread_metadata={"archived": True})
        await cluster.world.env.settle()
        await cluster.ask(cluster.person("rec", "recruiter"), "!clanmatch")
        metadata = backend.get_channel(thread_id).thread_metadata
        assert not metadata.archived
        assert metadata.auto_archive_duration == 4320
        assert isinstance(state_of(await last_in_thread(cluster)), PanelState)


@pytest.mark.parametrize(
    ("thread_id", "words"),
    [
        (123456789012345678, "no channel or thread with the id"),
        (no_thread, "no thread"),
    ],
)
async def test_without_its_thread_a_panel_opens_nowhere(thread_id: Any, words: str) -> None:
    async with fixed(thread=thread_id) as cluster:
        answer = await cluster.ask(cluster.person("rec", "recruiter"), "!clanmatch")
        assert words in answer.content
        assert "PANEL_FIXED_THREAD_ID" in answer.content
        assert not answer.embeds


@pytest.mark.parametrize("denied", ["send_messages_in_threads", "view_channel"])
async def test_a_thread_in_which_nothing_may_be_posted(denied: str) -> None:
    async with fixed() as cluster:
        thread_id = cluster.settings.panel_fixed_thread_id
        hall = cluster.world.env.backend.get_channel(thread_id).parent_id
        assert isinstance(hall, int)
        await cluster.forbid(denied, place=hall)
        answer = await cluster.ask(cluster.person("rec", "recruiter"), "!clanmatch")
        assert f"<#{thread_id}>" in answer.content
        assert "not allowed to see" in answer.content or "I may not post in" in answer.content
        assert not answer.embeds


async def test_slash_with_a_fixed_thread_answers_privately() -> None:
    async with fixed() as cluster:
        rec = cluster.person("rec", "recruiter")
        result = await rec.slash(cluster.channel, "clanmatch")
        assert result.ephemeral
        panel = await last_in_thread(cluster)
        assert str(panel.id) in result.response.content


@in_cluster
async def test_results_that_may_not_be_posted(cluster: Cluster) -> None:
    rec = cluster.person("rec", "recruiter")
    panel = await cluster.ask(rec, "!clanmatch")
    await cluster.forbid("send_messages")
    told = await rec.click(panel, label="Search")
    assert told.followups[0].ephemeral
    assert "Send Messages" in told.followups[0].content
    assert f"<#{cluster.channel.id}>" in told.followups[0].content


@in_cluster
async def test_a_results_message_that_may_no_longer_be_seen(cluster: Cluster) -> None:
    rec = cluster.person("rec", "recruiter")
    panel = await cluster.ask(rec, "!clanmatch")
    await rec.click(panel, label="Search")
    panel = await cluster.bot.get_partial_messageable(cluster.channel.id).fetch_message(panel.id)
    await cluster.forbid("view_channel")
    told = await rec.click(panel, label="CvC: —")
    assert told.acknowledged
    assert "View Channel" in told.followups[0].content


@in_cluster
async def test_without_history_a_second_panel_is_opened(cluster: Cluster) -> None:
    rec = cluster.person("rec", "recruiter")
    first = await cluster.ask(rec, "!clanmatch")
    await cluster.forbid("read_message_history")
    await cluster.wait(3)
    second = await cluster.ask(rec, "!clanmatch")
    assert second.id != first.id
    assert second.embeds


@in_cluster
async def test_a_panel_deleted_under_the_press(cluster: Cluster) -> None:
    """The message goes while the roster is being read for its press."""
    rec = cluster.person("rec", "recruiter")
    panel = await cluster.ask(rec, "!clanmatch")
    source = cluster.bot.ground.roster
    read = cluster.workbook.read

    async def read_slowly(tabs: Any) -> Any:
        cluster.world.env.backend.delete_message(cluster.channel.id, panel.id)
        return await read(tabs)

    cluster.workbook.read = read_slowly  # pyright: ignore[reportAttributeAccessIssue] - somebody deletes meanwhile
    assert not source.at_hand
    told = await rec.click(panel, label="Search")
    assert told.acknowledged
    assert any("is gone" in str(each.content) for each in told.followups)


@in_cluster
async def test_a_foreign_server_is_not_served(cluster: Cluster) -> None:
    env = cluster.world.env
    elsewhere = env.create_guild("Elsewhere")
    hall = elsewhere.create_text_channel("hall")
    eve = elsewhere.add_member(env.create_user("eve"))
    await eve.send(hall, "!clansearch")
    answer = hall.last_message
    assert answer is not None
    assert "only on the cluster's own server" in answer.content


@in_cluster
async def test_nothing_pings(cluster: Cluster) -> None:
    rows = cluster.workbook.tabs["bot_info"]
    rows[13][28] = "@everyone @here <@&1> <@1>"
    rows[13][1] = "@everyone"
    rows[13][4] = "3"
    ann, rec = cluster.person("ann"), cluster.person("rec", "recruiter")
    await cluster.ask(ann, "!clan C1CE")
    panel = await cluster.ask(rec, "!clanmatch")
    await rec.click(panel, label="Search")
    for record in cluster.world.env.backend.messages[cluster.channel.id].values():
        assert not record.mention_everyone
        assert not record.ping_user_ids
        assert not record.ping_role_ids
