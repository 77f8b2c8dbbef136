"""Each variable does what its description says, from the settings to what people see."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.clanmatch.features import ClanmatchSettings
from shared.config.load import names_in
from tests.apps.clanmatch.sample import tab
from tests.behaviour.clanmatch.bare import pinged, records
from tests.behaviour.clanmatch.cluster import Cluster, in_cluster, open_cluster

Made = Callable[[Any], Any]
"""Makes something in the guild; its id becomes the value of a setting."""


def channel(name: str) -> Made:
    def make(guild: Any) -> int:
        return guild.create_text_channel(name).id

    return make


def only_channel(name: str) -> Made:
    def make(guild: Any) -> frozenset[int]:
        return frozenset({guild.create_text_channel(name).id})

    return make


def emoji(name: str) -> Made:
    def make(guild: Any) -> int:
        return guild.create_emoji(name).id

    return make


def role(name: str) -> Made:
    def make(guild: Any) -> int:
        return guild.create_role(name).id

    return make


def said(cluster: Cluster, channel_id: int | None) -> list[Any]:
    assert channel_id is not None
    return records(cluster.world, channel_id)


def picture(url: Any) -> tuple[str, dict[str, str]]:
    """Where a picture comes from, and what is asked of it."""
    address = urlsplit(str(url))
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    return f"{address.scheme}://{address.netloc}{address.path}", query


async def test_jobs_are_due_when_the_settings_say() -> None:
    async with open_cluster(
        timezone="Asia/Tokyo",
        refresh_times="04:15,03:00",
        post_time_utc="06:45",
        recruiters_thread_id=channel("recruiters"),
        cleanup_thread_ids=only_channel("tidy"),
        cleanup_every_hours=6,
    ) as cluster:
        due = {state.name: state.next_run for state in cluster.keepalive.jobs.states()}
        noon = cluster.clock.now()

        def at(clock_time: time, days: int = 0) -> datetime:
            return datetime.combine(noon.date(), clock_time, UTC) + timedelta(days=days)

        assert due.pop("panel expiry") == noon + timedelta(minutes=1)
        assert due == {
            "sheets refresh": at(time(18)),  # three in the morning in Tokyo
            "daily summary": at(time(6, 45), days=1),
            "cleanup": at(time(18)),
        }


@in_cluster
async def test_without_their_place_nothing_is_posted_or_removed(cluster: Cluster) -> None:
    names = [state.name for state in cluster.keepalive.jobs.states()]
    assert names == ["sheets refresh", "panel expiry"]
    answer = await cluster.ask(cluster.person("lena", "lead"), "!report")
    assert "`RECRUITERS_THREAD_ID` is not set" in answer.content


async def test_messages_are_removed_at_the_age_of_the_settings() -> None:
    async with open_cluster(
        cleanup_thread_ids=only_channel("tidy"),
        cleanup_age_hours=2,
    ) as cluster:
        (tidy,) = cluster.settings.cleanup_thread_ids
        place = cluster.bot.get_partial_messageable(tidy)
        for text in ("three hours old", "one hour old"):
            await place.send(text)
            await cluster.wait(2 * 3600 if text.startswith("three") else 3600)
        state = await cluster.keepalive.jobs.run_now("cleanup")
        assert state.last_outcome == "removed 1 message in 1 thread"
        assert [record.content for record in said(cluster, tidy)] == ["one hour old"]


async def test_the_report_goes_to_its_thread_and_the_daily_summary_calls_both_roles() -> None:
    async with open_cluster(
        recruiters_thread_id=channel("recruiters"),
        role_id_recruitment_coordinator=role("coordinator"),
        role_id_recruitment_scout=role("scout"),
    ) as cluster:
        await cluster.ask(cluster.person("lena", "lead"), "!report")
        await cluster.keepalive.jobs.run_now("daily summary")
        report, daily = said(cluster, cluster.settings.recruiters_thread_id)
        assert pinged(report) == set()
        assert pinged(daily) == {
            cluster.settings.role_id_recruitment_coordinator,
            cluster.settings.role_id_recruitment_scout,
        }


async def test_no_more_results_than_the_settings_allow() -> None:
    async with open_cluster(search_results_soft_cap=3) as cluster:
        rec = cluster.person("rec", "recruiter")
        await rec.click(await cluster.ask(rec, "!clanmatch"), label="Search")
        results = cluster.channel.last_message
        assert len(results.embeds) == 3
        assert results.embeds[-1].footer.text.startswith("first 3 of 14 · ")


async def test_tabs_may_have_other_names() -> None:
    tabs = {"clans": tab("bot_info"), "hello": tab("WelcomeTemplates")}
    async with open_cluster(
        tabs=tabs, worksheet_name="clans", welcome_sheet_tab="hello"
    ) as cluster:
        answer = await cluster.ask(cluster.person("lena", "lead"), "!reload")
        assert "**Roster**: 24 clans" in answer.content
        assert "**Welcome templates**: 25 welcome templates" in answer.content


async def test_a_copy_is_stale_after_the_time_of_the_settings() -> None:
    async with open_cluster(sheets_cache_ttl_sec=60) as cluster:
        await cluster.refresh()
        for seconds, note in ((59, False), (2, True)):
            cluster.clock.move(seconds)
            await cluster.ask(cluster.person(f"after {seconds} s"), "!clan C1CE")
            footer = cluster.channel.last_message.embeds[0].footer.text
            assert ("copy of the sheet from 1 min ago" in footer) is note


async def test_a_welcome_as_all_its_settings_say() -> None:
    greeters: list[Any] = []

    def one_role(guild: Any) -> frozenset[int]:
        greeters.append(guild.create_role("greeter"))
        return frozenset({greeters[0].id})

    async with open_cluster(
        timezone="Asia/Tokyo",
        public_base_url="https://bot.example.org",
        emoji_pad_size=200,
        emoji_pad_box=0.5,
        tag_badge_px=100,
        tag_badge_box=0.7,
        c1c_footer_emoji_id=emoji("C1C"),
        welcome_general_channel_id=channel("general"),
        log_channel_id=channel("log"),
        welcome_allowed_roles=one_role,
    ) as cluster:
        crest = cluster.world.guild.create_emoji("C1CE")
        clan = cluster.world.guild.create_text_channel("ashen-vigil")
        sheet = cluster.workbook.tabs["WelcomeTemplates"]
        columns = {header: index for index, header in enumerate(sheet[0])}
        sheet[2][columns["TARGET_CHANNEL_ID"]] = str(clan.id)
        greeter = cluster.world.person("gil", *greeters)
        wren = cluster.person("wren")
        await cluster.world.env.settle()

        refused = await cluster.ask(
            cluster.person("rec", "recruiter"), f"!welcome C1CE {wren.mention}"
        )
        assert "for those who may welcome new members only" in refused.content
        await greeter.send(cluster.channel, f"!welcome C1CE {wren.mention}")
        # The clan is full, which is asked about first.
        await greeter.click(cluster.channel.last_message, label="Welcome all the same")

        embed = clan.last_message.embeds[0]
        assert f"Sent {cluster.clock.now():%Y-%m-%d} 21:00 JST" in embed.description
        pad = "https://bot.example.org/emoji-pad"
        where, asked = picture(embed.thumbnail.url)
        assert where == pad
        assert asked.items() >= {"s": "200", "box": "0.5", "v": str(crest.id)}.items()
        where, asked = picture(embed.footer.icon_url)
        assert where == pad
        badge = {"s": "100", "box": "0.7", "v": str(cluster.settings.c1c_footer_emoji_id)}
        assert asked.items() >= badge.items()
        (notice,) = said(cluster, cluster.settings.welcome_general_channel_id)
        assert "has joined **Ashen Vigil**" in notice.content
        (online,) = said(cluster, cluster.settings.log_channel_id)
        assert online.content.startswith("🟢 **clanmatch** is online: instance")


async def test_welcomes_may_start_switched_off() -> None:
    async with open_cluster(welcome_enabled=False) as cluster:
        lead = cluster.person("lena", "lead")
        assert "`WELCOME_ENABLED=OFF`" in (await cluster.ask(lead, "!welcome-status")).content
        answer = await cluster.ask(lead, f"!welcome C1CE {cluster.person('wren').mention}")
        assert "Welcomes are switched off" in answer.content


@pytest.mark.parametrize(
    ("changes", "beginning"),
    [
        ({"render_external_url": "https://bot.onrender.example"}, "https://bot.onrender.example"),
        (
            {
                "render_external_url": "https://bot.onrender.example",
                "public_base_url": "https://own.example",
            },
            "https://own.example",
        ),
        ({}, "None"),
        ({"strict_emoji_proxy": False}, "https://cdn.discordapp.com/emojis/"),
    ],
)
async def test_where_crests_come_from(changes: dict[str, Any], beginning: str) -> None:
    async with open_cluster(tag_badge_px=100, tag_badge_box=0.7, **changes) as cluster:
        cluster.world.guild.create_emoji("F_IT")
        await cluster.world.env.settle()
        rec = cluster.person("rec", "recruiter")
        await rec.click(await cluster.ask(rec, "!clanmatch"), label="Search")
        results = cluster.channel.last_message.embeds[0]
        assert str(results.thumbnail.url).startswith(beginning)
        if "emoji-pad" in str(results.thumbnail.url):
            assert picture(results.thumbnail.url)[1].items() >= {"s": "100", "box": "0.7"}.items()


async def test_only_the_servers_of_the_settings_are_home() -> None:
    async with open_cluster(guild_ids=frozenset({1})) as cluster:
        boss = cluster.world.person("boss", administrator=True)
        for command in ("!clansearch", "!reload"):
            answer = await cluster.ask(boss, command)
            assert "only on the cluster's own server" in answer.content


async def test_each_switch_switches_its_command_off() -> None:
    names = [name for name in names_in(ClanmatchSettings) if name.startswith("enable_cmd_")]
    switches: dict[str, Any] = dict.fromkeys(names, False)
    places = {"enable_seats": True, "welcome_channel_id": 1 << 60, "promo_channel_id": 2 << 60}
    async with open_cluster(**places, **switches) as cluster:
        boss = cluster.world.person("boss", administrator=True)
        commands = [command.qualified_name for command in cluster.bot.walk_commands()]
        assert len(commands) == len(switches)
        for command in commands:
            switch = "ENABLE_CMD_" + command.upper().replace("-", "_")
            answer = await cluster.ask(boss, f"!{command} C1CE")
            assert answer.content == f"`{command}` is switched off here (`{switch}`)."


@in_cluster
async def test_every_command_has_a_slash_form(cluster: Cluster) -> None:
    boss = cluster.world.person("boss", administrator=True)
    needed: dict[str, dict[str, Any]] = {
        "clan": {"clan": "C1CE"},
        "welcome": {"tag": "YWBV", "member": cluster.person("wren")},
    }
    # The summary has no thread here, and the clan's welcome is switched off in its row.
    refused = {"report", "welcome"}
    for name in sorted(command.qualified_name for command in cluster.bot.walk_commands()):
        result = await boss.slash(cluster.channel, name, **needed.get(name, {}))
        assert result.acknowledged, name
        words = result.response.content or ""
        assert "went wrong" not in words, name
        assert ("Nothing was posted" in words or "is not set" in words) is (name in refused), name


@in_cluster
async def test_slash_commands_keep_to_one_call_in_two_seconds_too(cluster: Cluster) -> None:
    ann = cluster.person("ann")
    assert (await ann.slash(cluster.channel, "clansearch")).response.embeds
    again = await ann.slash(cluster.channel, "clansearch")
    assert "try again in 2 seconds" in again.response.content
