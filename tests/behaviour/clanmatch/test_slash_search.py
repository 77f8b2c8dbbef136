"""Searching by slash: filters as options; what a member sees alone, in one message."""

from typing import Any, get_args

import pytest

from apps.clanmatch.roster.rules.clan import Difficulty, PlayStyle
from apps.clanmatch.roster.rules.search import Filters, RosterMode
from apps.clanmatch.search import options
from apps.clanmatch.search.rules.panel_state import decode
from tests.behaviour.clanmatch.cluster import Cluster, in_cluster
from tests.behaviour.clanmatch.panels import again, footer, labels, offered, titles
from tests.behaviour.clanmatch.test_panel_places import fixed, last_in_thread


def test_the_options_are_the_words_of_the_filters() -> None:
    assert get_args(options.Boss) == tuple(each.value for each in Difficulty)
    assert get_args(options.Style) == tuple(each.value for each in PlayStyle)
    assert get_args(options.Roster) == tuple(each.value for each in RosterMode)


@in_cluster
async def test_filters_as_options_show_results_at_once(cluster: Cluster) -> None:
    rec = cluster.person("rec", "recruiter")
    await rec.slash(cluster.channel, "clanmatch", clan_boss="NM", cvc="yes", roster="any")
    results = cluster.channel.last_message
    assert "Clan Boss NM · CvC yes" in footer(results)
    assert labels(results)[0] == "Choose a clan"
    state = _state(results)
    assert state.filters == Filters(clan_boss=Difficulty.NIGHTMARE, cvc=True, roster=RosterMode.ANY)


@pytest.mark.parametrize("restarted", [False, True])
@in_cluster
async def test_results_alone_turn_into_the_panel_and_back(
    cluster: Cluster, restarted: bool
) -> None:
    rec = cluster.person("rec", "recruiter")
    await rec.slash(cluster.channel, "clanmatch", siege="yes")
    message = cluster.channel.last_message
    for label, shown in (("Filters", "Siege: Yes"), ("CvC: —", "CvC: Yes"), ("Search", "Filters")):
        if restarted:
            await cluster.restart()
        await rec.click(message, label=label)
        message = await again(cluster, message)
        assert shown in labels(message)
    assert "CvC yes · Siege yes" in footer(message)
    assert cluster.channel.last_message.id == message.id


async def test_in_the_fixed_thread_results_at_once_have_a_pointer() -> None:
    async with fixed() as cluster:
        rec = cluster.person("rec", "recruiter")
        result = await rec.slash(cluster.channel, "clanmatch", siege="yes")
        posted = await last_in_thread(cluster)
        assert "Siege yes" in footer(posted)
        assert str(posted.id) in result.response.content


@pytest.mark.parametrize("restarted", [False, True])
@in_cluster
async def test_a_members_panel_by_slash_is_theirs_alone_and_one_message(
    cluster: Cluster, restarted: bool
) -> None:
    ann = cluster.person("ann")
    before = cluster.channel.last_message
    opened = await ann.slash(cluster.channel, "clansearch")
    message = _private(opened)
    for label in ("Search", "Next ▶", "Profile", "Filters", "CvC: —"):
        if restarted:
            await cluster.restart()
        pressed = await ann.click(message, label=label)
        assert pressed.acknowledged
        message = pressed.response or message
        assert not pressed.followups
    # Nothing was posted for others to see, and the filter is kept.
    assert cluster.channel.last_message == before
    assert "CvC: Yes" in offered(message)


@in_cluster
async def test_the_view_stays_what_it_was(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    message = _private(await ann.slash(cluster.channel, "clansearch", cvc="yes"))
    for label in ("Profile", "Filters", "Siege: —", "Search"):
        message = (await ann.click(message, label=label)).response
    assert "**Clan lead**" in str([embed.to_dict() for embed in message.embeds])


@in_cluster
async def test_the_view_below_a_panel_stays_too(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    panel = await cluster.ask(ann, "!clansearch")
    await ann.click(panel, label="Search")
    results = cluster.channel.last_message
    await ann.click(results, label="Profile")
    await ann.click(await again(cluster, panel), label="CvC: —")
    shown = await again(cluster, results)
    assert "**Clan lead**" in str([embed.to_dict() for embed in shown.embeds])
    assert "CvC yes" in footer(shown)


@in_cluster
async def test_expiry_does_not_touch_what_only_one_sees(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    message = _private(await ann.slash(cluster.channel, "clansearch"))
    message = (await ann.click(message, label="CvC: —")).response
    assert (await cluster.panel_expiry.step()).startswith("0 panels open, 0")
    await cluster.wait(31 * 60)
    assert (await cluster.panel_expiry.step()).startswith("0 panels open, 0")
    late = await ann.click(message, label="Search")
    assert "`!clansearch` opens a new panel" in late.followups[0].content


@in_cluster
async def test_a_member_chooses_from_what_only_they_see(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    message = _private(await ann.slash(cluster.channel, "clansearch", style="Stress-Free"))
    shown = await choose_privately(ann, message, "F-IT")
    assert shown.response.embeds[0].title == "Dawn Wardens · F-IT"


@in_cluster
async def test_recruiters_read_the_sheet_again_from_their_results(cluster: Cluster) -> None:
    rec = cluster.person("rec", "recruiter")
    await rec.slash(cluster.channel, "clanmatch", style="Stress-Free")
    results = cluster.channel.last_message
    rows: Any = cluster.workbook.tabs["bot_info"]
    rows = cluster.workbook.tabs["bot_info"] = [list(row) for row in rows]
    row = next(row for row in rows if row[2] == "F-IT")
    row[4] = "9"
    assert f"as of {_moment(cluster)}" in footer(results)
    cluster.clock.move(600)
    await rec.click(results, label="↻ Read again")
    results = await again(cluster, results)
    assert titles(results)[0] == "Dawn Wardens · F-IT"
    assert "**Spots** 9" in results.embeds[0].description
    assert f"as of {_moment(cluster)}" in footer(results)
    row[4] = "8"
    await rec.click(results, label="↻ Read again")
    # It was read seconds ago: whoever presses twice doesn't spend the quota of all.
    assert "**Spots** 9" in (await again(cluster, results)).embeds[0].description


@in_cluster
async def test_a_second_call_leaves_one_pointer(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    panel = await cluster.ask(ann, "!clansearch")
    for _ in range(3):
        await cluster.wait(3)
        await cluster.ask(ann, "!clansearch")
    kept = cluster.world.env.backend.messages[cluster.channel.id].values()
    assert len([message for message in kept if str(panel.id) in message.content]) == 1


@in_cluster
async def test_a_pointer_of_another_instance_to_the_same_command_stays(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    panel = await cluster.ask(ann, "!clansearch")
    await cluster.wait(3)
    pointer = await cluster.ask(ann, "!clansearch")
    backend = cluster.world.env.backend
    before = backend.snowflake()
    await cluster.wait(3)
    younger = backend.create_message(cluster.channel.id, backend.bot_user.id, pointer.content)
    search = cluster.bot.get_command("clansearch")
    assert search is not None
    ctx = await cluster.bot.get_context(await ann.send(cluster.channel, "hi"))
    ctx.message.id = before
    opener: Any = search.cog
    await opener._panels._point_to(ctx, panel)
    assert younger.id in backend.messages[cluster.channel.id]
    assert pointer.id not in backend.messages[cluster.channel.id]


async def choose_privately(person: Any, message: Any, tag: str) -> Any:
    select = message.components[0]["components"][0]
    value = next(o["value"] for o in select["options"] if o["label"].endswith(f"· {tag}"))
    return await person.select(message, [value], custom_id=select["custom_id"])


def _private(result: Any) -> Any:
    """What a slash command answered for the asker's eyes alone."""
    answers = [answer for answer in (result.response, *result.followups) if answer is not None]
    (message,) = [answer for answer in answers if answer.embeds]
    assert message.flags.ephemeral
    return message


def _moment(cluster: Cluster) -> str:
    zone = cluster.settings.timezone
    return f"{cluster.clock.now().astimezone(zone):%H:%M}"


def _state(message: Any) -> Any:
    ids = [control.custom_id for row in message.components for control in row.children]
    return next(found[0] for each in ids if (found := decode(each)) is not None)


@in_cluster
async def test_a_search_without_a_hit_offers_the_nearest(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    asked = {"clan_boss": "UNM", "chimera": "Easy", "hydra": "Easy"}
    message = _private(await ann.slash(cluster.channel, "clansearch", **asked))
    assert message.embeds[0].title == "No clans"
    near = message.components[0]["components"][0]
    assert len(near["options"]) == 3
    first = near["options"][0]
    shown = await ann.select(message, [first["value"]], custom_id=near["custom_id"])
    assert shown.response.embeds[0].title == first["label"]
