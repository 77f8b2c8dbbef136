"""💡 and its button: the other side of a clan."""

from typing import Any

import pytest

from shared.sheets.errors import Unreachable
from tests.behaviour.clanmatch.cluster import Cluster, in_cluster


async def shown(cluster: Cluster, message: Any) -> str:
    place = cluster.bot.get_partial_messageable(cluster.channel.id)
    embed = (await place.fetch_message(message.id)).embeds[0]
    assert embed.title == "Ember Hollow · VAGR"
    text = embed.description or ""
    assert ("**Clan lead**" in text) != ("**CvC minimum" in text)
    return "profile" if "**Clan lead**" in text else "criteria"


async def profile(cluster: Cluster) -> tuple[Any, Any]:
    ann = cluster.person("ann")
    return ann, await cluster.ask(ann, "!clan VAGR")


@pytest.mark.parametrize("restarted", [False, True])
@in_cluster
async def test_the_button_flips_for_anyone(cluster: Cluster, restarted: bool) -> None:
    _, message = await profile(cluster)
    bo = cluster.person("bo")
    for label, side in (("Entry criteria", "criteria"), ("Profile", "profile")):
        if restarted:
            await cluster.restart()
        assert (await bo.click(message, label=label)).acknowledged
        assert await shown(cluster, message) == side
        place = cluster.bot.get_partial_messageable(cluster.channel.id)
        message = await place.fetch_message(message.id)


@pytest.mark.parametrize("restarted", [False, True])
@in_cluster
async def test_the_reaction_flips_and_is_tidied_up(cluster: Cluster, restarted: bool) -> None:
    _, message = await profile(cluster)
    bo = cluster.person("bo")
    for side in ("criteria", "profile", "criteria"):
        if restarted:
            await cluster.restart()
        await cluster.wait(3)
        await bo.react(message, "💡")
        assert await shown(cluster, message) == side
        (reaction,) = cluster.channel.last_message.reactions
        assert reaction.count == 1  # only the bot's own is left


@in_cluster
async def test_other_reactions_and_other_messages_do_nothing(cluster: Cluster) -> None:
    ann, message = await profile(cluster)
    await ann.react(message, "🎉")
    assert await shown(cluster, message) == "profile"
    own = await ann.send(cluster.channel, "nice clan")
    await ann.react(own, "💡")
    panel = await cluster.ask(ann, "!clansearch")
    await ann.react(panel, "💡")
    assert cluster.channel.last_message.embeds[0].title == "Find a clan"


@in_cluster
async def test_a_fresh_flip_is_left_alone(cluster: Cluster) -> None:
    """Two instances of the bot see one reaction; flipping twice would undo it."""
    ann, message = await profile(cluster)
    bo = cluster.person("bo")
    await cluster.wait(3)
    await ann.react(message, "💡")
    await bo.react(message, "💡")
    assert await shown(cluster, message) == "criteria"


@in_cluster
async def test_without_manage_messages_taking_the_reaction_back_flips_too(
    cluster: Cluster,
) -> None:
    _, message = await profile(cluster)
    bo = cluster.person("bo")
    await cluster.forbid("manage_messages")
    await cluster.wait(3)
    await bo.react(message, "💡")
    assert await shown(cluster, message) == "criteria"
    await cluster.wait(3)
    await bo.unreact(message, "💡")
    assert await shown(cluster, message) == "profile"


@in_cluster
async def test_a_clan_that_is_gone(cluster: Cluster) -> None:
    ann, message = await profile(cluster)
    cluster.workbook.tabs["bot_info"] = [
        row for row in cluster.workbook.tabs["bot_info"] if row[2] != "VAGR"
    ]
    await cluster.refresh()
    told = await ann.click(message, label="Entry criteria")
    assert told.ephemeral
    assert "no longer in the roster" in told.response.content
    await cluster.wait(3)
    await ann.react(message, "💡")
    assert "no longer in the roster" in cluster.channel.last_message.content
    assert await shown(cluster, message) == "profile"


@in_cluster
async def test_a_clan_that_moved_to_another_row_and_changed(cluster: Cluster) -> None:
    ann, message = await profile(cluster)
    rows = cluster.workbook.tabs["bot_info"]
    moved = rows.pop(18)
    moved[23] = "99M UNM"
    rows.append(moved)
    await cluster.refresh()
    await ann.click(message, label="Entry criteria")
    assert "99M UNM" in cluster.channel.last_message.embeds[0].description


@in_cluster
async def test_sheets_down_after_a_restart(cluster: Cluster) -> None:
    ann, message = await profile(cluster)
    await cluster.restart()
    cluster.workbook.fail_read = Unreachable("no answer")
    told = await ann.click(message, label="Entry criteria")
    assert told.ephemeral
    assert "can't read the clan roster" in told.response.content
