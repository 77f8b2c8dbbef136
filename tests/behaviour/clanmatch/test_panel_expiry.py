"""Panels that nobody used for half an hour are switched off, whoever had opened them."""

import pytest

from tests.behaviour.clanmatch.cluster import Cluster, in_cluster
from tests.behaviour.clanmatch.panels import KINDS, again, open_panel, open_results, titles


@pytest.mark.parametrize("command", KINDS)
@in_cluster
async def test_a_panel_that_was_not_used_for_half_an_hour(cluster: Cluster, command: str) -> None:
    person, panel, results = await open_results(cluster, command)
    panel = await again(cluster, panel)
    cluster.clock.move(30 * 60)
    await cluster.restart()
    late = await person.click(panel, label="CvC: —")
    assert late.acknowledged
    assert f"`!{command}` opens a new panel" in late.followups[0].content
    panel = await again(cluster, panel)
    assert all(c.disabled for row in panel.components for c in row.children)
    assert "expired" in panel.embeds[0].description
    late = await person.click(results, label="Close")
    assert f"`!{command}` opens a new panel" in late.followups[0].content
    results = await again(cluster, results)
    assert not results.components
    assert titles(results)  # what was found stays readable


@in_cluster
async def test_use_keeps_a_panel_open(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    for _ in range(3):
        cluster.clock.move(29 * 60)
        await person.click(await again(cluster, panel), label="Reset")
    assert "expired" not in (await again(cluster, panel)).embeds[0].description


@pytest.mark.parametrize("restarted", [False, True])
@in_cluster
async def test_controls_are_switched_off_when_their_time_is_over(
    cluster: Cluster, restarted: bool
) -> None:
    _, panel, results = await open_results(cluster)
    if restarted:
        await cluster.restart()
    assert "0 switched off" in await cluster.panel_expiry.step()
    cluster.clock.move(30 * 60)
    assert "2 switched off" in await cluster.panel_expiry.step()
    panel, results = await again(cluster, panel), await again(cluster, results)
    assert all(c.disabled for row in panel.components for c in row.children)
    assert "`!clanmatch` opens a new panel" in panel.embeds[0].description
    assert "`!clanmatch` opens a new panel" in results.content
    assert not results.components
    assert "0 switched off" in await cluster.panel_expiry.step()
    await cluster.restart()
    assert await cluster.panel_expiry.step() == "0 panels open, 0 switched off"


@in_cluster
async def test_a_panel_used_through_another_instance_is_not_switched_off(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    unaware = cluster.panel_expiry
    cluster.clock.move(20 * 60)
    await person.click(panel, label="Reset")
    unaware.watch(cluster.channel.id, panel.id, used_at=0)  # it didn't see that press
    cluster.clock.move(15 * 60)
    assert await unaware.step() == "1 panel open, 0 switched off"
    cluster.clock.move(15 * 60)
    assert await unaware.step() == "0 panels open, 1 switched off"


@in_cluster
async def test_an_expired_panel_is_not_reused(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    await cluster.wait(31 * 60)
    await cluster.restart()
    newer = await cluster.ask(person, "!clanmatch")
    assert newer.id != panel.id
    assert newer.embeds
