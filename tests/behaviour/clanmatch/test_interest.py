"""A member finds a clan and says so, counted in steps."""

from typing import Any

from tests.behaviour.clanmatch.bare import pinged, records
from tests.behaviour.clanmatch.cluster import Cluster, open_cluster
from tests.behaviour.clanmatch.panels import offered
from tests.behaviour.clanmatch.test_slash_search import choose_privately


def scouts(guild: Any) -> int:
    return guild.create_role("scout").id


def there(guild: Any) -> int:
    return guild.create_text_channel("interested").id


def told(cluster: Cluster) -> list[Any]:
    return records(cluster.world, cluster.settings.interested_channel_id)


def asked_for() -> Any:
    return open_cluster(interested_channel_id=there, interested_role_id=scouts)


async def card(cluster: Cluster, person: Any, tag: str = "F-IT") -> Any:
    profile = await cluster.ask(person, f"!clan {tag}")
    return (await person.click(profile, label="Choose this clan")).response


async def test_three_steps_from_the_question_to_the_recruiters() -> None:
    async with asked_for() as cluster:
        ann = cluster.person("ann")
        steps = 0
        found = await ann.slash(cluster.channel, "clansearch", style="Stress-Free")
        steps += 1
        shown = await choose_privately(ann, found.response or found.followups[0], "F-IT")
        steps += 1
        done = await ann.click(shown.response, label="I'm interested")
        steps += 1

        (line,) = told(cluster)
        role = cluster.settings.interested_role_id
        assert line.content.startswith(
            f"<@&{role}> {ann.mention} is interested in **Dawn Wardens · F-IT** (open spots: 2, as"
        )
        assert pinged(line) == {role}
        assert "The recruiters know now" in done.followups[0].content
        assert steps == 3


async def test_once_per_member_clan_and_day() -> None:
    async with asked_for() as cluster:
        ann, bo = cluster.person("ann"), cluster.person("bo")
        of_ann, of_bo = await card(cluster, ann), await card(cluster, bo)
        await ann.click(of_ann, label="I'm interested")
        await cluster.restart()
        again = await ann.click(of_ann, label="I'm interested")
        assert "know already" in again.followups[0].content
        assert len(told(cluster)) == 1
        await bo.click(of_bo, label="I'm interested")
        await ann.click(await card(cluster, ann, "NOX"), label="I'm interested")
        assert len(told(cluster)) == 3
        await cluster.wait(86400)
        await ann.click(of_ann, label="I'm interested")
        assert len(told(cluster)) == 4


async def test_recruiters_go_on_from_the_line() -> None:
    async with asked_for() as cluster:
        ann, rec = cluster.person("ann"), cluster.person("rec", "recruiter")
        await ann.click(await card(cluster, ann), label="I'm interested")
        place = cluster.bot.get_partial_messageable(cluster.settings.interested_channel_id)
        line = await place.fetch_message(told(cluster)[0].id)
        shown = await rec.click(line, label="Show the clan")
        assert shown.response.embeds[0].title == "Dawn Wardens · F-IT"
        assert "I'm interested" not in offered(shown.response)


async def test_without_a_channel_nobody_is_asked() -> None:
    async with open_cluster() as cluster:
        assert offered(await card(cluster, cluster.person("ann"))) == []


async def test_a_channel_that_is_closed_to_me_is_said() -> None:
    async with asked_for() as cluster:
        ann = cluster.person("ann")
        shown = await card(cluster, ann)
        await cluster.forbid("send_messages", place=cluster.settings.interested_channel_id)
        refused = await ann.click(shown, label="I'm interested")
        assert "can't tell the recruiters right now" in refused.followups[0].content
        assert told(cluster) == []
