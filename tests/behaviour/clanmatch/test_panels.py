"""Panels, pressed by people: every control, who may use it, before and after a restart."""

from dataclasses import replace
from typing import Any

import pytest

from apps.clanmatch.roster.rules.clan import Difficulty, PlayStyle
from apps.clanmatch.roster.rules.search import Filters, RosterMode
from apps.clanmatch.search.messages import state_of
from apps.clanmatch.search.rules.panel_state import PanelState
from shared.sheets.errors import Unreachable
from tests.behaviour.clanmatch.cluster import Cluster, in_cluster
from tests.behaviour.clanmatch.panels import (
    KINDS,
    again,
    filters_of,
    footer,
    labels,
    open_panel,
    open_results,
    pick,
    titles,
)


@in_cluster
async def test_a_panel_has_four_selects_and_five_buttons(cluster: Cluster) -> None:
    _, panel = await open_panel(cluster)
    assert labels(panel) == [
        *("Clan Boss: any", "Hydra: any", "Chimera: any", "Play style: any"),
        *("CvC: —", "Siege: —", "Roster: open spots", "Reset", "Search"),
    ]


@pytest.mark.parametrize("command", KINDS)
@pytest.mark.parametrize("restarted", [False, True])
@in_cluster
async def test_every_control_of_a_panel(cluster: Cluster, command: str, restarted: bool) -> None:
    person, panel = await open_panel(cluster, command)
    steps: list[tuple[str, list[str] | None, Filters]] = [
        ("Clan Boss", ["Hard"], Filters(clan_boss=Difficulty.HARD)),
        ("Hydra", ["Normal"], Filters(Difficulty.HARD, Difficulty.NORMAL)),
        ("Chimera", ["Brutal"], Filters(Difficulty.HARD, Difficulty.NORMAL, Difficulty.BRUTAL)),
        ("Chimera", [], Filters(Difficulty.HARD, Difficulty.NORMAL)),
        ("Clan Boss", [], Filters(hydra=Difficulty.NORMAL)),
        ("Hydra", [], Filters()),
        ("Play style", ["Casual"], Filters(styles=PlayStyle.CASUAL)),
        ("CvC", None, Filters(styles=PlayStyle.CASUAL, cvc=True)),
        ("CvC", None, Filters(styles=PlayStyle.CASUAL, cvc=False)),
        ("CvC", None, Filters(styles=PlayStyle.CASUAL)),
        ("Siege", None, Filters(styles=PlayStyle.CASUAL, siege=True)),
        ("Reset", None, Filters()),
        ("Roster", None, Filters(roster=RosterMode.INACTIVES)),
        ("Roster", None, Filters(roster=RosterMode.FULL)),
        ("Roster", None, Filters(roster=RosterMode.ANY)),
        ("Roster", None, Filters()),
    ]
    for start, values, expected in steps:
        if restarted:
            await cluster.restart()
        custom_id = pick(panel, start)
        if values is None:
            result = await person.click(panel, custom_id=custom_id)
        else:
            result = await person.select(panel, values, custom_id=custom_id)
        assert result.acknowledged
        panel = await again(cluster, panel)
        assert filters_of(panel) == expected
        assert not result.followups
    await person.click(panel, custom_id=pick(panel, "Search"))
    assert len(titles(cluster.channel.last_message)) == (10 if command == "clansearch" else 6)


@pytest.mark.parametrize("command", KINDS)
@in_cluster
async def test_only_the_opener_can_use_a_panel_and_its_results(
    cluster: Cluster, command: str
) -> None:
    _, panel, results = await open_results(cluster, command)
    stranger = cluster.person("stranger", "admin")
    panel = await again(cluster, panel)
    for message in (panel, results):
        for row in message.components:
            for control in row.children:
                if getattr(control, "disabled", False) or control.custom_id == "k1:choose":
                    continue  # whoever reads them may look at a clan, with rights of their own
                if hasattr(control, "options"):
                    value = control.options[0].value
                    hint = await stranger.select(message, [value], custom_id=control.custom_id)
                else:
                    hint = await stranger.click(message, custom_id=control.custom_id)
                assert hint.ephemeral
                assert f"`!{command}` opens your own" in hint.response.content
    assert filters_of(await again(cluster, panel)) == Filters()


@in_cluster
async def test_two_people_at_once_don_t_disturb_each_other(cluster: Cluster) -> None:
    ann, bo = cluster.person("ann"), cluster.person("bo")
    of_ann = await cluster.ask(ann, "!clansearch")
    of_bo = await cluster.ask(bo, "!clansearch")
    assert of_ann.id != of_bo.id
    await ann.select(of_ann, ["UNM"], custom_id=pick(of_ann, "Clan Boss"))
    await bo.select(of_bo, ["Easy"], custom_id=pick(of_bo, "Clan Boss"))
    await ann.click(await again(cluster, of_ann), label="Search")
    found_by_ann = cluster.channel.last_message
    await bo.click(await again(cluster, of_bo), label="Search")
    found_by_bo = cluster.channel.last_message
    assert "Clan Boss UNM" in footer(await again(cluster, found_by_ann))
    assert titles(found_by_bo) == ["Winter Court · XAG", "Zenith Watch · RNY"]


@in_cluster
async def test_somebody_who_lost_the_role_is_refused(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    cluster.settings = replace(cluster.settings, recruiter_role_ids=frozenset[int]())
    await cluster.restart()
    refused = await person.click(panel, label="Search")
    assert refused.ephemeral
    assert "for recruiters and admins only" in refused.response.content


@in_cluster
async def test_a_search_without_any_filter_is_refused(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    for label in ("open spots", "with inactives", "full"):
        await person.click(await again(cluster, panel), label=f"Roster: {label}")
    refused = await person.click(await again(cluster, panel), label="Search")
    assert "at least one filter" in refused.response.content
    assert cluster.channel.last_message.id == panel.id


@pytest.mark.parametrize("command", KINDS)
@in_cluster
async def test_a_second_call_reuses_the_panel_and_its_filters(
    cluster: Cluster, command: str
) -> None:
    person, panel = await open_panel(cluster, command)
    await person.click(panel, label="CvC: —")
    await cluster.restart()
    await cluster.wait(3)
    pointer = await cluster.ask(person, f"!{command}")
    assert str(panel.id) in pointer.content
    assert not pointer.embeds
    assert filters_of(await again(cluster, panel)) == Filters(cvc=True)
    other = cluster.person("somebody else", "recruiter")
    assert (await cluster.ask(other, f"!{command}")).embeds  # a panel of their own


@in_cluster
async def test_sheets_fail_while_a_panel_is_used(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    await cluster.restart()
    cluster.workbook.fail_read = Unreachable("no answer")
    told = await person.click(panel, label="Search")
    assert "can't read the clan roster" in told.followups[0].content
    assert told.followups[0].ephemeral
    cluster.clock.move(60)
    await person.click(panel, label="Search")
    assert titles(cluster.channel.last_message)


@in_cluster
async def test_controls_of_another_version_say_what_to_do(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    for row in panel.components:
        for control in row.children:
            assert control.custom_id.startswith("p1:")
    record: Any = cluster.world.env.backend.messages[cluster.channel.id][panel.id]
    record.components = _renamed(record.components, "p1:", "p0:")
    old = await again(cluster, panel)
    told = await person.click(old, label="Search")
    assert told.ephemeral
    assert "another version" in told.response.content


def _renamed(components: Any, old: str, new: str) -> Any:
    match components:
        case list():
            return [_renamed(part, old, new) for part in components]  # pyright: ignore[reportUnknownVariableType] - JSON
        case dict():
            return {key: _renamed(value, old, new) for key, value in components.items()}  # pyright: ignore[reportUnknownVariableType] - JSON
        case str() if components.startswith(old):
            return new + components.removeprefix(old)
        case _:
            return components


@in_cluster
async def test_the_slash_command_opens_panels_too(cluster: Cluster) -> None:
    person = cluster.person("sly", "recruiter")
    result = await person.slash(cluster.channel, "clanmatch")
    assert result.acknowledged
    panel = cluster.channel.last_message
    state = state_of(panel)
    assert isinstance(state, PanelState)
    await person.click(panel, label="Search")
    assert titles(cluster.channel.last_message)
