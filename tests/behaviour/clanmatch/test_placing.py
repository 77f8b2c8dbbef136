"""A recruiter places a recruit, counted in steps; what speaks against a welcome; taking it back."""

from dataclasses import replace
from typing import Any

import pytest

from tests.behaviour.clanmatch.bare import pinged, records
from tests.behaviour.clanmatch.cluster import Cluster, open_cluster
from tests.behaviour.clanmatch.panels import labels, offered
from tests.behaviour.clanmatch.test_cards import choose


class Hall:
    """A cluster whose clans F-IT and NOX have a channel for welcomes, and people."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        guild = cluster.world.guild
        sheet: Any = cluster.workbook.tabs["WelcomeTemplates"]
        sheet = cluster.workbook.tabs["WelcomeTemplates"] = [list(row) for row in sheet]
        self.columns = {header: index for index, header in enumerate(sheet[0])}
        self.clans = {tag: guild.create_text_channel(f"of {tag}") for tag in ("F-IT", "NOX")}
        for row in sheet:
            if row[0] in self.clans:
                row[self.columns["TARGET_CHANNEL_ID"]] = str(self.clans[row[0]].id)
                row[self.columns["ACTIVE"]] = "Y"
                row[self.columns["BODY"]] = "{USERNAME}, write to {CLANLEAD}."
        self.rec = cluster.person("rec", "recruiter")
        self.wren = cluster.person("wren")

    def said(self, tag: str) -> list[Any]:
        return records(self.cluster.world, self.clans[tag].id)

    @property
    def notices(self) -> list[Any]:
        return records(self.cluster.world, self.cluster.settings.welcome_general_channel_id)

    async def card(self, tag: str = "F-IT") -> Any:
        """The card of a clan, by the button of its profile."""
        await self.cluster.wait(11)
        profile = await self.cluster.ask(self.rec, f"!clan {tag}")
        shown = await self.rec.click(profile, label="Choose this clan")
        return shown.response

    def ticket(self) -> Any:
        """A thread that the ticket bot opened for wren."""
        env, guild = self.cluster.world.env, self.cluster.world.guild
        helper = guild.add_member(env.create_user("ticket-bot", bot=True))
        hall = guild.create_text_channel("tickets")
        thread = env.backend.create_thread(hall.id, "0042-wren", helper.id)
        env.backend.create_message(thread.id, helper.id, f"Welcome {self.wren.mention}!")
        return thread


def general(guild: Any) -> int:
    return guild.create_text_channel("general").id


def log(guild: Any) -> int:
    return guild.create_text_channel("log").id


def in_hall(**changes: Any) -> Any:
    return open_cluster(welcome_general_channel_id=general, **changes)


async def test_four_steps_place_a_recruit() -> None:
    async with in_hall() as cluster:
        hall = Hall(cluster)
        steps = 0

        result = await hall.rec.slash(cluster.channel, "clanmatch", style="Stress-Free")
        steps += 1
        assert result.acknowledged
        card = await choose(hall.rec, cluster.channel.last_message, "F-IT")
        steps += 1
        asked = await hall.rec.click(card.response, label="Welcome here")
        steps += 1
        assert asked.response.content == "Who is new there?"
        await hall.rec.select(asked.response, [hall.wren])
        steps += 1

        (posted,) = hall.said("F-IT")
        assert "Welcome" in str(posted.embeds) or hall.wren.name in str(posted.embeds)
        assert steps == 4


async def test_nobody_is_asked_who_is_new_where_no_welcome_can_be() -> None:
    async with in_hall() as cluster:
        hall = Hall(cluster)
        refused = await hall.rec.click(await hall.card("C1CM"), label="Welcome here")
        assert "no TARGET_CHANNEL_ID for C1CM (row 4)" in _words(refused)
        assert "!welcome-refresh" in _words(refused)
        assert not refused.response.components


@pytest.mark.parametrize("restarted", [False, True])
async def test_in_a_tickets_thread_the_person_is_known(restarted: bool) -> None:
    async with in_hall() as cluster:
        hall = Hall(cluster)
        thread = hall.ticket()
        await cluster.world.env.settle()
        place = cluster.world.place(thread.id)
        await hall.rec.send(place, "!clan F-IT")
        profile = place.last_message
        card = (await hall.rec.click(profile, label="Choose this clan")).response
        if restarted:
            await cluster.restart()
        done = await hall.rec.click(card, label="Welcome here")
        assert "Welcomed wren" in _words(done)
        assert len(hall.said("F-IT")) == 1


async def test_who_may_not_welcome_is_offered_nothing_and_refused() -> None:
    async with in_hall() as cluster:
        hall = Hall(cluster)
        card = await hall.card()
        profile = cluster.channel.last_message
        of_wren = await hall.wren.click(profile, label="Choose this clan")
        assert "Welcome here" in offered(card)
        assert "Welcome here" not in offered(of_wren.response)
        cluster.settings = replace(cluster.settings, recruiter_role_ids=frozenset[int]())
        await cluster.restart()
        refused = await hall.rec.click(card, label="Welcome here")
        assert "for those who may welcome" in _words(refused)
        assert hall.said("F-IT") == []


async def test_a_full_clan_is_asked_about_first() -> None:
    async with in_hall() as cluster:
        hall = Hall(cluster)
        rows: Any = cluster.workbook.tabs["bot_info"]
        rows = cluster.workbook.tabs["bot_info"] = [list(row) for row in rows]
        next(row for row in rows if row[2] == "F-IT")[4] = "0"
        question = await cluster.ask(hall.rec, f"!welcome F-IT {hall.wren.mention}")
        assert "Dawn Wardens · F-IT is full (as of " in question.content
        assert labels(question) == ["Welcome all the same", "Leave it"]
        assert hall.said("F-IT") == []
        await hall.rec.click(question, label="Welcome all the same")
        assert len(hall.said("F-IT")) == 1


async def test_a_second_clan_within_days_is_asked_about_first() -> None:
    async with in_hall() as cluster:
        hall = Hall(cluster)
        await cluster.ask(hall.rec, f"!welcome F-IT {hall.wren.mention}")
        await cluster.wait(3600)
        question = await cluster.ask(hall.rec, f"!welcome NOX {hall.wren.mention}")
        assert "wren was welcomed to Dawn Wardens" in question.content
        assert hall.said("NOX") == []
        await cluster.wait(8 * 86400)
        await cluster.ask(hall.rec, f"!welcome NOX {hall.wren.mention}")
        assert len(hall.said("NOX")) == 1


async def test_a_welcome_can_be_taken_back() -> None:
    async with in_hall(log_channel_id=log) as cluster:
        hall = Hall(cluster)
        done = await cluster.ask(hall.rec, f"!welcome F-IT {hall.wren.mention}")
        assert labels(done) == ["Undo"]
        assert len(hall.said("F-IT")) == len(hall.notices) == 1
        await cluster.restart()
        refused = await hall.wren.click(done, label="Undo")
        assert "for those who may welcome" in _words(refused)
        await hall.rec.click(done, label="Undo")
        assert hall.said("F-IT") == hall.notices == []
        assert "was taken back" in cluster.channel.last_message.content
        assert labels(cluster.channel.last_message) == []
        (*_, logged) = records(cluster.world, cluster.settings.log_channel_id)
        assert "was taken back by rec" in logged.content
        assert pinged(logged) == set()


async def test_the_lead_in_a_welcome_is_the_one_of_the_roster() -> None:
    async with in_hall() as cluster:
        hall = Hall(cluster)
        await cluster.ask(hall.rec, f"!welcome F-IT {hall.wren.mention}")
        (posted,) = hall.said("F-IT")
        assert "write to Ana-Lucía." in str(posted.embeds)
        rows: Any = cluster.workbook.tabs["bot_info"]
        rows = cluster.workbook.tabs["bot_info"] = [list(row) for row in rows]
        next(row for row in rows if row[2] == "F-IT")[6] = "Somebody Else"
        await cluster.refresh()
        await cluster.wait(3600)
        await cluster.ask(hall.rec, f"!welcome F-IT {cluster.person('bo').mention}")
        assert "write to Somebody Else." in str(hall.said("F-IT")[-1].embeds)


async def test_the_roster_being_away_keeps_nobody_from_a_welcome() -> None:
    async with in_hall() as cluster:
        hall = Hall(cluster)
        del cluster.workbook.tabs["bot_info"]
        await cluster.ask(hall.rec, f"!welcome F-IT {hall.wren.mention}")
        assert len(hall.said("F-IT")) == 1


def _words(result: Any) -> str:
    answers = [result.response, *result.followups]
    return " ".join(answer.content or "" for answer in answers if answer is not None)
