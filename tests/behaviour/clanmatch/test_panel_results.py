"""What a panel's searches show: one message of results, its pages and views."""

import pytest

from tests.behaviour.clanmatch.cluster import Cluster, in_cluster
from tests.behaviour.clanmatch.panels import (
    KINDS,
    again,
    footer,
    labels,
    open_panel,
    open_results,
    pick,
    titles,
)


@pytest.mark.parametrize("command", KINDS)
@in_cluster
async def test_later_searches_and_filter_changes_edit_the_one_results_message(
    cluster: Cluster, command: str
) -> None:
    person, panel, results = await open_results(cluster, command)
    assert results.id != panel.id
    assert footer(results).startswith("14 clans")
    panel = await again(cluster, panel)
    await person.click(panel, label="CvC: —")
    await cluster.restart()
    panel = await again(cluster, panel)
    await person.select(panel, ["Stress-Free"], custom_id=pick(panel, "Play style"))
    changed = await again(cluster, results)
    assert titles(changed)[0] == "Dawn Wardens · F-IT"
    assert "CvC yes" in footer(changed)
    assert "Stress-Free" in footer(changed)
    await person.click(await again(cluster, panel), label="Search")
    assert cluster.channel.last_message.id == results.id


@in_cluster
async def test_a_deleted_results_message_is_posted_anew_by_the_next_search(
    cluster: Cluster,
) -> None:
    person, panel, results = await open_results(cluster)
    await person.click(results, label="Close")
    assert cluster.channel.last_message.id == panel.id
    result = await person.click(await again(cluster, panel), label="CvC: —")
    assert result.acknowledged
    assert cluster.channel.last_message.id == panel.id  # a filter change posts nothing
    await person.click(await again(cluster, panel), label="Search")
    assert cluster.channel.last_message.id not in {panel.id, results.id}


@pytest.mark.parametrize("restarted", [False, True])
@in_cluster
async def test_paging_through_recruiter_results(cluster: Cluster, restarted: bool) -> None:
    person, _, results = await open_results(cluster)
    first = titles(results)
    assert len(first) == 6
    if restarted:
        await cluster.restart()
    await person.click(results, label="Next ▶")
    results = await again(cluster, results)
    assert len(set(titles(results)) - set(first)) == 6
    assert "page 2/3" in footer(results)
    await person.click(results, label="◀ Prev")
    assert titles(await again(cluster, results)) == first


@in_cluster
async def test_member_results_have_three_views_that_keep_their_place(cluster: Cluster) -> None:
    person, panel, results = await open_results(cluster, "clansearch")
    assert labels(results) == [
        *("Choose a clan", "Short", "Entry criteria", "Profile"),
        *("◀ Prev", "Next ▶", "Close"),
    ]
    await person.click(results, label="Next ▶")
    results = await again(cluster, results)
    place = titles(results)[0]
    for view, word in (("Profile", "**Clan lead**"), ("Entry criteria", "CvC minimum")):
        await cluster.restart()
        await person.click(results, label=view)
        results = await again(cluster, results)
        assert titles(results)[0] == place
        assert word in str([embed.to_dict() for embed in results.embeds])
    await person.click(results, label="Short")
    await person.click(await again(cluster, results), label="Close")
    assert cluster.channel.last_message.id == panel.id


@in_cluster
async def test_recruiters_see_inactives_members_do_not(cluster: Cluster) -> None:
    recruiter, panel = await open_panel(cluster)
    await recruiter.click(panel, label="Search")
    assert "Inactives" in cluster.channel.last_message.embeds[0].description
    member, panel = await open_panel(cluster, "clansearch")
    await member.click(panel, label="Search")
    assert "nactives" not in str([e.to_dict() for e in cluster.channel.last_message.embeds])


@in_cluster
async def test_results_follow_the_sheet(cluster: Cluster) -> None:
    person, _, results = await open_results(cluster)
    await person.click(results, label="Next ▶")
    for row in cluster.workbook.tabs["bot_info"][14:]:
        if row[2] not in {"C1CE", "XAG"}:
            row[1] = row[2] = ""
            row[15:21] = [""] * 6
    await cluster.refresh()
    await person.click(await again(cluster, results), label="◀ Prev")
    assert titles(await again(cluster, results)) == ["Winter Court · XAG"]


@in_cluster
async def test_no_match_says_so(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    await person.select(panel, ["UNM"], custom_id=pick(panel, "Clan Boss"))
    panel = await again(cluster, panel)
    await person.select(panel, ["Easy"], custom_id=pick(panel, "Chimera"))
    await person.click(await again(cluster, panel), label="Search")
    assert titles(cluster.channel.last_message) == ["No clans"]
    assert "Chimera Easy" in footer(cluster.channel.last_message)
