"""`!clan` and the admins' commands, by people who may and people who may not."""

import platform
from typing import Any

import pytest

from shared.sheets.errors import NotShared, Unreachable
from tests.behaviour.clanmatch.cluster import Cluster, in_cluster, open_cluster


def title(message: Any) -> str:
    return message.embeds[0].title if message.embeds else message.content


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!clan C1CE", "Ashen Vigil · C1CE"),
        ("!clan c1ce", "Ashen Vigil · C1CE"),
        ("!CLAN frost oath", "Frost Oath · MART"),
        ("!clan onyx", "Onyx Pact · WZVW"),
    ],
)
@in_cluster
async def test_a_profile_by_tag_name_or_part(cluster: Cluster, text: str, expected: str) -> None:
    ann = cluster.person("ann")
    assert title(await cluster.ask(ann, text)) == expected


@in_cluster
async def test_the_profile_shows_the_clan_and_removes_the_question(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    asked = await ann.send(cluster.channel, "!clan VAGR")
    profile = cluster.channel.last_message
    assert "**Clan lead** FITness" in profile.embeds[0].description
    assert "**Clan Boss** Brutal to UNM" in profile.embeds[0].description
    assert "nactive" not in profile.embeds[0].description
    assert [str(reaction.emoji) for reaction in profile.reactions] == ["💡"]
    assert asked.id not in cluster.world.env.backend.messages[cluster.channel.id]


@in_cluster
async def test_names_that_may_have_been_meant(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    answer = await cluster.ask(ann, "!clan Crimsom Acord @everyone")
    assert "Did you mean **Crimson Accord**" in answer.content
    assert "@everyone" not in answer.content
    several = await cluster.ask(ann, "!clan C1C")
    assert "**Ashen Vigil**" in several.content
    assert "**Gilded Fang**" in several.content
    assert "no clan" in (await cluster.ask(ann, "!clan qqqqqqqq")).content


@in_cluster
async def test_clan_without_a_name_says_how_it_is_written(cluster: Cluster) -> None:
    assert "!clan <tag or name>" in (await cluster.ask(cluster.person("ann"), "!clan")).content


@in_cluster
async def test_the_slash_form_answers_alike_and_suggests_names(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    await ann.slash(cluster.channel, "clan", clan="onyx")
    assert title(cluster.channel.last_message) == "Onyx Pact · WZVW"
    choices = await ann.autocomplete(cluster.channel, "clan", "clan", "oath")
    assert choices == [{"name": "Frost Oath (MART)", "value": "MART"}]


@in_cluster
async def test_a_stale_copy_is_served_with_its_age_while_google_fails(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    await cluster.refresh()
    cluster.workbook.fail_read = Unreachable("no answer")
    cluster.clock.move(9 * 3600)
    await cluster.ask(ann, "!clan C1CE")
    footer = cluster.channel.last_message.embeds[0].footer.text
    assert "copy of the sheet from 9 h ago" in footer


@in_cluster
async def test_sheets_down_from_the_start(cluster: Cluster) -> None:
    ann, rec = cluster.person("ann"), cluster.person("rec", "recruiter")
    cluster.workbook.fail_read = NotShared("bot@example.test", editor=False)
    answer = await cluster.ask(ann, "!clan C1CE")
    assert "can't read the clan roster" in answer.content
    assert "add bot@example.test as a Viewer" in answer.content
    panel = await cluster.ask(rec, "!clanmatch")
    pressed = await rec.click(panel, label="Search")
    assert "can't read the clan roster" in pressed.followups[0].content
    await cluster.keepalive.components.refresh("roster")
    states = {state.name: state for state in cluster.keepalive.components.states()}
    assert states["roster"].ok is False
    assert "Viewer" in states["roster"].words


@in_cluster
async def test_reload_names_rows_that_cannot_be_read(cluster: Cluster) -> None:
    lead = cluster.person("lena", "lead")
    rows = cluster.workbook.tabs["bot_info"]
    cluster.workbook.tabs["bot_info"][18][1] = ""
    answer = await cluster.ask(lead, "!reload")
    assert "🟢 **Roster**: 23 clans, 1 remark: row 19: no clan name" in answer.content
    assert "🟢 **Welcome templates**" in answer.content
    assert rows[18][2] == "VAGR"
    gone = await cluster.ask(lead, "!clan VAGR")
    assert "no clan" in gone.content


@in_cluster
async def test_reload_keeps_the_good_copy_when_google_fails(cluster: Cluster) -> None:
    lead = cluster.person("lena", "lead")
    await cluster.refresh()
    cluster.workbook.fail_read = Unreachable("no answer")
    answer = (await cluster.ask(lead, "!reload")).content
    assert "🔴 **Roster**: Google Sheets can't be reached: no answer. The last good copy" in answer
    assert title(await cluster.ask(lead, "!clan C1CE")) == "Ashen Vigil · C1CE"


@in_cluster
async def test_an_emptied_sheet_keeps_the_last_good_copy(cluster: Cluster) -> None:
    lead = cluster.person("lena", "lead")
    await cluster.refresh()
    cluster.workbook.tabs["bot_info"] = [["Rank", "Clan"]]
    assert "holds no clans" in (await cluster.ask(lead, "!reload")).content
    assert title(await cluster.ask(lead, "!clan C1CE")) == "Ashen Vigil · C1CE"


@pytest.mark.parametrize("command", ["!reload", "!clanmatch", "!report"])
@in_cluster
async def test_members_are_told_that_it_is_not_for_them(cluster: Cluster, command: str) -> None:
    ann = cluster.person("ann")
    assert "only" in (await cluster.ask(ann, command)).content


@pytest.mark.parametrize("command", ["!health", "!status"])
@in_cluster
async def test_members_get_one_sentence_of_health(cluster: Cluster, command: str) -> None:
    sentence = (await cluster.ask(cluster.person("ann"), command)).content
    assert "**clanmatch** is starting: " in sentence
    assert "Nothing is lost." in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("role", ["lead", "admin"])
@in_cluster
async def test_leads_and_admins_see_the_health(cluster: Cluster, role: str) -> None:
    lena = cluster.person("lena", role)
    assert "**Gateway**" in (await cluster.ask(lena, "!health")).content
    assert "**Gateway**" in (await cluster.ask(lena, "!status")).content


@in_cluster
async def test_one_line_for_dashboards(cluster: Cluster) -> None:
    line = (await cluster.ask(cluster.person("ann"), "!mmhealth")).content
    assert line.startswith("🟢 alive")
    assert platform.python_version() in line
    assert cluster.keepalive.instance in line
    assert "\n" not in line


@in_cluster
async def test_ping_adds_a_reaction_and_nothing_else(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    message = await ann.send(cluster.channel, "!ping")
    assert [str(r.emoji) for r in cluster.channel.last_message.reactions] == ["🏓"]
    assert cluster.channel.last_message.id == message.id


@in_cluster
async def test_unknown_commands_stay_silent(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    message = await ann.send(cluster.channel, "!nonsense")
    assert cluster.channel.last_message.id == message.id


@in_cluster
async def test_help_lists_what_the_asker_may_run(cluster: Cluster) -> None:
    def text(message: Any) -> str:
        return str(message.embeds[0].to_dict())

    member = text(await cluster.ask(cluster.person("ann"), "!help"))
    recruiter = text(await cluster.ask(cluster.person("rec", "recruiter"), "!help"))
    lead = text(await cluster.ask(cluster.person("lena", "lead"), "!help"))
    assert "!clansearch" in member
    assert "!clanmatch" not in member
    assert "!reload" not in member
    assert "!clanmatch" in recruiter
    assert "!reload" not in recruiter
    assert "!reload" in lead
    assert "!report" in lead
    assert "tag, a name" in text(await cluster.ask(cluster.person("bo"), "!help profile"))


async def test_a_switched_off_command_says_so() -> None:
    async with open_cluster(enable_cmd_clan=False) as cluster:
        answer = await cluster.ask(cluster.person("ann"), "!clan C1CE")
        assert "ENABLE_CMD_CLAN" in answer.content


@pytest.mark.parametrize("command", ["clanmatch", "clansearch"])
@in_cluster
async def test_panels_take_no_argument_and_point_to_clan(cluster: Cluster, command: str) -> None:
    rec = cluster.person("rec", "recruiter")
    answer = await cluster.ask(rec, f"!{command} C1CE")
    assert "!clan <tag or name>" in answer.content
    assert not answer.embeds


@in_cluster
async def test_one_panel_call_in_two_seconds(cluster: Cluster) -> None:
    ann, bo = cluster.person("ann"), cluster.person("bo")
    await cluster.ask(ann, "!clansearch")
    assert "try again" in (await cluster.ask(ann, "!clansearch")).content
    assert (await cluster.ask(bo, "!clansearch")).embeds
