"""A clan's card: what is chosen under results or a profile, and what its reader can do there."""

from dataclasses import replace
from typing import Any

from apps.clanmatch.roster.ports import Asker, CardAction, Seats
from apps.clanmatch.roster.rules.clan import Clan
from shared.sheets.errors import Unreachable
from tests.behaviour.clanmatch.cluster import Cluster, in_cluster
from tests.behaviour.clanmatch.panels import labels, offered, open_results, pick


def key_of(message: Any, tag: str) -> str:
    """The value of the option that names the clan with this tag."""
    select = next(c for r in message.components for c in r.children if hasattr(c, "options"))
    return next(option.value for option in select.options if option.label.endswith(f"· {tag}"))


async def choose(person: Any, message: Any, tag: str) -> Any:
    """Choose a clan under results; gives what came of it."""
    return await person.select(
        message, [key_of(message, tag)], custom_id=pick(message, "Choose a clan")
    )


def text_of(message: Any) -> str:
    return str([embed.to_dict() for embed in message.embeds])


@in_cluster
async def test_a_choice_under_results_shows_both_sides_to_the_chooser_alone(
    cluster: Cluster,
) -> None:
    person, _, results = await open_results(cluster)
    shown = await choose(person, results, "VAGR")
    assert shown.ephemeral
    assert shown.response.embeds[0].title == "Ember Hollow · VAGR"
    text = text_of(shown.response)
    assert "**Clan lead** FITness" in text
    assert "**CvC minimum with personal rewards** 75k" in text
    assert "**Open spots** 5 · **Inactives** 0 · **Reserved** 2" in text
    assert text.count("Open spots") == 1
    assert "as of " in text
    assert cluster.channel.last_message.id == results.id


@in_cluster
async def test_the_options_stand_in_the_order_of_the_results(cluster: Cluster) -> None:
    _, _, results = await open_results(cluster)
    select = results.components[0].children[0]
    assert [option.label for option in select.options] == [e.title for e in results.embeds]


@in_cluster
async def test_members_see_no_inactives_on_a_card(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    profile = await cluster.ask(ann, "!clan VAGR")
    assert labels(profile) == ["Entry criteria", "Choose this clan"]
    shown = await ann.click(profile, label="Choose this clan")
    assert shown.ephemeral
    assert "nactive" not in text_of(shown.response)
    assert "eserved" not in text_of(shown.response)


@in_cluster
async def test_a_card_offers_what_features_put_there(cluster: Cluster) -> None:
    def offer(clan: Clan, asker: Asker) -> list[CardAction]:
        return [CardAction(f"Take {clan.tag}", "x:1")] if asker.is_recruiter else []

    cluster.bot.ground.cards.offer(offer)
    cluster.bot.ground.cards.show_seats(lambda _: Seats(free=41, why="1 held"))
    ann, rec = cluster.person("ann"), cluster.person("rec", "recruiter")
    profile = await cluster.ask(ann, "!clan VAGR")
    assert "**Open spots** 41\n" in text_of(profile).replace("\\n", "\n")
    of_ann = await ann.click(profile, label="Choose this clan")
    of_rec = await rec.click(profile, label="Choose this clan")
    assert "1 held" not in text_of(of_ann.response)
    assert "**Open spots** 41, 1 held" in text_of(of_rec.response)
    assert "Take VAGR" not in offered(of_ann.response)
    assert "Take VAGR" in offered(of_rec.response)


@in_cluster
async def test_clans_that_share_a_tag_are_one_choice(cluster: Cluster) -> None:
    rows = cluster.workbook.tabs["bot_info"] = [
        list(row) for row in cluster.workbook.tabs["bot_info"]
    ]
    twin = list(next(row for row in rows if row[2] == "VAGR"))
    rows.insert(1, [*twin[:1], "Other Hollow", *twin[2:]])
    _, _, results = await open_results(cluster)
    values = [option.value for option in results.components[0].children[0].options]
    assert len(values) == len(set(values)) == len(results.embeds) - 1


@in_cluster
async def test_a_clan_that_is_gone_is_said_to_be(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    profile = await cluster.ask(ann, "!clan VAGR")
    cluster.workbook.tabs["bot_info"] = [
        row for row in cluster.workbook.tabs["bot_info"] if row[2] != "VAGR"
    ]
    await cluster.refresh()
    shown = await ann.click(profile, label="Choose this clan")
    assert "no longer in the roster" in shown.response.content


@in_cluster
async def test_a_slightly_wrong_name_is_one_press_away(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    question = await cluster.ask(ann, "!clan Crimsom Acord")
    assert labels(question)[0].startswith("Crimson Accord")
    await ann.click(question, label=labels(question)[0])
    answered = await question.channel.fetch_message(question.id)
    assert answered.embeds[0].title.startswith("Crimson Accord")
    assert not answered.content


@in_cluster
async def test_words_in_the_spots_cell_close_no_clan(cluster: Cluster) -> None:
    rows = cluster.workbook.tabs["bot_info"] = [
        list(row) for row in cluster.workbook.tabs["bot_info"]
    ]
    next(row for row in rows if row[2] == "VAGR")[4] = "lots!"
    ann = cluster.person("ann")
    profile = await cluster.ask(ann, "!clan VAGR")
    assert "**Open spots** “lots!”" in text_of(profile)
    panel = await cluster.ask(ann, "!clansearch")
    await ann.click(panel, label="Search")
    assert "Ember Hollow · VAGR" in [e.title for e in cluster.channel.last_message.embeds]


@in_cluster
async def test_recruiters_have_the_sheet_read_again_from_a_card(cluster: Cluster) -> None:
    ann, rec = cluster.person("ann"), cluster.person("rec", "recruiter")
    profile = await cluster.ask(ann, "!clan VAGR")
    of_ann = await ann.click(profile, label="Choose this clan")
    card = (await rec.click(profile, label="Choose this clan")).response
    assert "↻ Read again" not in offered(of_ann.response)
    rows = cluster.workbook.tabs["bot_info"] = [
        list(row) for row in cluster.workbook.tabs["bot_info"]
    ]
    next(row for row in rows if row[2] == "VAGR")[4] = "9"
    cluster.clock.move(60)
    await cluster.restart()
    read = await rec.click(card, label="↻ Read again")
    assert "**Open spots** 9" in text_of(read.response)


@in_cluster
async def test_a_sheet_that_can_t_be_read_again_changes_nothing(cluster: Cluster) -> None:
    rec = cluster.person("rec", "recruiter")
    profile = await cluster.ask(rec, "!clan VAGR")
    card = (await rec.click(profile, label="Choose this clan")).response
    cluster.clock.move(60)
    cluster.workbook.fail_read = Unreachable("no answer")
    told = await rec.click(card, label="↻ Read again")
    assert "That failed: Google Sheets can't be reached" in told.followups[0].content


@in_cluster
async def test_who_is_no_recruiter_any_more_has_nothing_read(cluster: Cluster) -> None:
    rec = cluster.person("rec", "recruiter")
    profile = await cluster.ask(rec, "!clan VAGR")
    card = (await rec.click(profile, label="Choose this clan")).response
    cluster.settings = replace(cluster.settings, recruiter_role_ids=frozenset[int]())
    await cluster.restart()
    refused = await rec.click(card, label="↻ Read again")
    assert "Only recruiters" in refused.response.content
