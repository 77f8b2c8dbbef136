"""Panels and their results, pressed by people, in time and too late, before and after a restart."""

from typing import Any

import pytest

from apps.clanmatch.domain.clan import Difficulty, PlayStyle
from apps.clanmatch.domain.panel_state import PanelState
from apps.clanmatch.domain.search import Filters, RosterMode
from apps.clanmatch.panels.messages import state_of
from shared.sheets.errors import Unreachable
from tests.behaviour.clanmatch.cluster import Cluster, in_cluster

KINDS = {"clanmatch": "recruiter", "clansearch": ""}


def titles(message: Any) -> list[str]:
    return [embed.title for embed in message.embeds]


def footer(message: Any) -> str:
    return message.embeds[-1].footer.text


def labels(message: Any) -> list[str]:
    return [
        getattr(c, "label", None) or c.placeholder for r in message.components for c in r.children
    ]


def pick(message: Any, start: str) -> str:
    """The custom id of the control whose label or placeholder starts so."""
    for row in message.components:
        for control in row.children:
            text = getattr(control, "label", None) or getattr(control, "placeholder", "")
            if text.startswith(start):
                return control.custom_id
    raise LookupError(start)


def filters_of(message: Any) -> Filters:
    state = state_of(message)
    assert state is not None
    return state.filters


async def again(cluster: Cluster, message: Any) -> Any:
    """The message as it is now."""
    place = cluster.bot.get_partial_messageable(cluster.channel.id)
    return await place.fetch_message(message.id)


async def open_panel(cluster: Cluster, command: str = "clanmatch") -> tuple[Any, Any]:
    person = cluster.person(f"user of {command}", *filter(None, [KINDS[command]]))
    return person, await cluster.ask(person, f"!{command}")


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
    assert len(titles(cluster.channel.last_message)) == 10


@pytest.mark.parametrize("command", KINDS)
@in_cluster
async def test_later_searches_and_filter_changes_edit_the_one_results_message(
    cluster: Cluster, command: str
) -> None:
    person, panel = await open_panel(cluster, command)
    await person.click(panel, label="Search")
    results = cluster.channel.last_message
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
    person, panel = await open_panel(cluster)
    await person.click(panel, label="Search")
    results = cluster.channel.last_message
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
    person, panel = await open_panel(cluster)
    await person.click(panel, label="Search")
    results = cluster.channel.last_message
    first = titles(results)
    assert len(first) == 10
    if restarted:
        await cluster.restart()
    await person.click(results, label="Next ▶")
    results = await again(cluster, results)
    assert len(titles(results)) == 4
    assert "page 2/2" in footer(results)
    await person.click(results, label="◀ Prev")
    assert titles(await again(cluster, results)) == first


@in_cluster
async def test_member_results_have_three_views_that_keep_their_place(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster, "clansearch")
    await person.click(panel, label="Search")
    results = cluster.channel.last_message
    assert labels(results) == [
        *("Short", "Entry criteria", "Profile"),
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


@pytest.mark.parametrize("command", KINDS)
@in_cluster
async def test_only_the_opener_can_use_a_panel_and_its_results(
    cluster: Cluster, command: str
) -> None:
    person, panel = await open_panel(cluster, command)
    await person.click(panel, label="Search")
    results = cluster.channel.last_message
    stranger = cluster.person("stranger", "admin")
    panel = await again(cluster, panel)
    for message in (panel, results):
        for row in message.components:
            for control in row.children:
                if getattr(control, "disabled", False):
                    continue
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
    cluster.settings = cluster.settings.model_copy(update={"recruiter_role_ids": frozenset[int]()})
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


@in_cluster
async def test_results_follow_the_sheet(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    await person.click(panel, label="Search")
    results = cluster.channel.last_message
    await person.click(results, label="Next ▶")
    for row in cluster.workbook.tabs["bot_info"][14:]:
        if row[2] not in {"C1CE", "XAG"}:
            row[1] = row[2] = ""
            row[15:21] = [""] * 6
    await cluster.refresh()
    await person.click(await again(cluster, results), label="◀ Prev")
    assert titles(await again(cluster, results)) == ["Winter Court · XAG"]
    # The page that it was on is gone; the last one is shown instead.


@in_cluster
async def test_no_match_says_so(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    await person.select(panel, ["UNM"], custom_id=pick(panel, "Clan Boss"))
    panel = await again(cluster, panel)
    await person.select(panel, ["Easy"], custom_id=pick(panel, "Chimera"))
    await person.click(await again(cluster, panel), label="Search")
    assert titles(cluster.channel.last_message) == ["No clans"]
    assert "Chimera Easy" in footer(cluster.channel.last_message)


@pytest.mark.parametrize("command", KINDS)
@in_cluster
async def test_a_panel_that_was_not_used_for_half_an_hour(cluster: Cluster, command: str) -> None:
    person, panel = await open_panel(cluster, command)
    await person.click(panel, label="Search")
    results = cluster.channel.last_message
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
    person, panel = await open_panel(cluster)
    await person.click(panel, label="Search")
    results = cluster.channel.last_message
    if restarted:
        await cluster.restart()
    assert "0 switched off" in await cluster.bot.panel_expiry.step()
    cluster.clock.move(30 * 60)
    assert "2 switched off" in await cluster.bot.panel_expiry.step()
    panel, results = await again(cluster, panel), await again(cluster, results)
    assert all(c.disabled for row in panel.components for c in row.children)
    assert "`!clanmatch` opens a new panel" in panel.embeds[0].description
    assert "`!clanmatch` opens a new panel" in results.content
    assert not results.components
    assert "0 switched off" in await cluster.bot.panel_expiry.step()
    await cluster.restart()
    assert await cluster.bot.panel_expiry.step() == "0 panels open, 0 switched off"


@in_cluster
async def test_a_panel_used_through_another_instance_is_not_switched_off(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    unaware = cluster.bot.panel_expiry
    cluster.clock.move(20 * 60)
    await person.click(panel, label="Reset")
    unaware.watch(cluster.channel.id, panel.id, used_at=0)  # it didn't see that press
    cluster.clock.move(15 * 60)
    assert await unaware.step() == "1 panel open, 0 switched off"
    cluster.clock.move(15 * 60)
    assert await unaware.step() == "0 panels open, 1 switched off"


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
async def test_an_expired_panel_is_not_reused(cluster: Cluster) -> None:
    person, panel = await open_panel(cluster)
    await cluster.wait(31 * 60)
    await cluster.restart()
    newer = await cluster.ask(person, "!clanmatch")
    assert newer.id != panel.id
    assert newer.embeds


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


@pytest.mark.parametrize("command", KINDS)
@in_cluster
async def test_slash_commands_open_panels_too(cluster: Cluster, command: str) -> None:
    person = cluster.person("sly", *filter(None, [KINDS[command]]))
    result = await person.slash(cluster.channel, command)
    assert result.acknowledged
    panel = cluster.channel.last_message
    state = state_of(panel)
    assert isinstance(state, PanelState)
    await person.click(panel, label="Search")
    assert titles(cluster.channel.last_message)
