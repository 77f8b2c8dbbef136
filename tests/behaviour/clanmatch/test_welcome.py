"""`!welcome` and its neighbours, by simulated people."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import discord
import pytest

from apps.clanmatch.presses import Presses, PressesCog
from apps.clanmatch.roster.crests import CrestLinks
from apps.clanmatch.roster.ports import RosterPorts
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.welcome.admission import WelcomePresses
from apps.clanmatch.welcome.cog import WelcomeCog
from apps.clanmatch.welcome.greeting import Greeter
from apps.clanmatch.welcome.rules.switch import WelcomeSwitch
from apps.clanmatch.welcome.rules.templates import HEADERS
from apps.clanmatch.welcome.source import ClansNow, TemplateSource
from shared.chat.log_channel import LogChannel
from shared.pictures.canvas import Canvas
from shared.sheets.errors import Unreachable
from tests.behaviour.clanmatch.bare import BareBot, Uncounted, pinged, records
from tests.behaviour.simulated import Simulated, simulated
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import ShakenWorkbook

TAB = "WelcomeTemplates"
BODY = "Hello {MENTION}, {INVITER} brought you to **{CLAN}** {EMOJI:C1CE}\nLead: {CLANLEAD}"


@dataclass
class Stage:
    world: Simulated
    clock: ManualClock
    workbook: ShakenWorkbook
    templates: TemplateSource
    hall: Any
    clan: Any
    general: Any
    log: Any
    admin: Any
    newcomer: Any
    rows: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def sheet(self, **own: str) -> None:
        """The default row, and one for C1CE with `own` cells."""
        default = {
            "TAG": "C1C",
            "TITLE": "Welcome to {CLAN}!",
            "BODY": BODY,
            "FOOTER": "The cluster",
        }
        default |= {"ACTIVE": "Y", "GENERAL_NOTICE": "{MENTION} has joined **{CLAN}**."}
        clan = {"TAG": "C1CE", "TARGET_CHANNEL_ID": str(self.clan.id), "ACTIVE": "Y"}
        clan |= {"CLAN": "Ashen Vigil", "CLANLEAD": "Ana", "PING_USER": "Y"}
        self.workbook.tabs[TAB] = [
            list(HEADERS),
            *([row.get(header, "") for header in HEADERS] for row in (default, clan | own)),
        ]
        self.templates.forget()

    def said(self, channel: Any) -> list[str]:
        return [record.content for record in records(self.world, channel.id)]


@asynccontextmanager
async def on_stage() -> AsyncGenerator[Stage]:
    bot = BareBot()
    async with simulated(bot, start=datetime(2026, 1, 5, 12, tzinfo=UTC)) as world:
        clock, workbook = ManualClock(), ShakenWorkbook({})
        hall, clan, general, log = (
            world.guild.create_text_channel(name) for name in ("hall", "clan", "general", "log")
        )
        admin = world.person("Rita", administrator=True)
        newcomer = world.person("New_Member")
        crest = world.guild.create_emoji("C1CE")
        templates = TemplateSource(workbook=workbook, tab=TAB, ttl=3600, clock=clock)
        log_channel = LogChannel(client=bot, channel_id=log.id)
        roster = RosterSource(workbook=workbook, tab="bot_info", ttl=3600, clock=clock)
        clans = ClansNow(roster=roster, ports=RosterPorts())
        switch = WelcomeSwitch(enabled=True)
        greeter = Greeter(
            client=bot,
            clans=clans,
            links=CrestLinks(
                base_url="https://bot.example.org",
                strict=True,
                thumbnail=Canvas(256, 0.85),
                badge=Canvas(128, 0.9),
            ),
            log_channel=log_channel,
            clock=clock,
            zone=ZoneInfo("Europe/Vienna"),
            general_channel_id=general.id,
            footer_emoji_id=crest.id,
        )
        cog = WelcomeCog(
            greeter=greeter,
            templates=templates,
            switch=switch,
            log_channel=log_channel,
            clock=clock,
        )
        presses = Presses()
        pressed = WelcomePresses(
            bot, greeter=greeter, templates=templates, clans=clans, switch=switch
        )
        presses.add(pressed.reads)
        await bot.add_cog(cog)
        await bot.add_cog(PressesCog(presses, observer=Uncounted()))
        await bot.tree.sync()
        await world.env.settle()
        made = Stage(world, clock, workbook, templates, hall, clan, general, log, admin, newcomer)
        made.sheet()
        yield made


async def test_welcomes_in_the_clans_channel_and_tells_everybody() -> None:
    async with on_stage() as stage:
        await stage.admin.send(stage.hall, f"!welcome c1ce {stage.newcomer.mention}")

        (posted,) = records(stage.world, stage.clan.id)
        assert posted.content == stage.newcomer.mention
        assert pinged(posted) == {stage.newcomer.id}
        embed = stage.clan.last_message.embeds[0]
        crest = stage.world.env.bot.emojis[0]
        assert embed.title == "Welcome to Ashen Vigil!"
        assert embed.description == (
            f"Hello {stage.newcomer.mention}, Rita brought you to **Ashen Vigil** {crest}"
            "\nLead: Ana"
        )
        assert embed.footer.text == "The cluster"
        assert embed.footer.icon_url.startswith("https://bot.example.org/emoji-pad?")
        assert f"v={crest.id}" in embed.thumbnail.url

        (notice,) = records(stage.world, stage.general.id)
        assert notice.content == f"{stage.newcomer.mention} has joined **Ashen Vigil**."
        assert pinged(notice) == set()
        assert stage.hall.last_message.content == f"Welcomed New\\_Member in <#{stage.clan.id}>."
        assert pinged(records(stage.world, stage.hall.id)[-1]) == set()
        assert stage.said(stage.log) == []


async def test_as_a_reply_to_the_new_member() -> None:
    async with on_stage() as stage:
        hello = await stage.newcomer.send(stage.hall, "hi all")
        await stage.admin.send(stage.hall, "!welcome C1CE", reply_to=hello)

        assert stage.said(stage.clan) == [stage.newcomer.mention]


async def test_as_a_slash_command() -> None:
    async with on_stage() as stage:
        result = await stage.admin.slash(stage.hall, "welcome", tag="C1CE", member=stage.newcomer)

        assert result.ephemeral
        assert stage.said(stage.clan) == [stage.newcomer.mention]
        assert result.response.content.startswith("Welcomed New")


async def test_without_ping_nobody_is_rung_for() -> None:
    async with on_stage() as stage:
        stage.sheet(PING_USER="N", CREST_URL="https://example.org/crest.png")
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")

        (posted,) = records(stage.world, stage.clan.id)
        assert posted.content == ""
        assert pinged(posted) == set()
        assert stage.clan.last_message.embeds[0].thumbnail.url == "https://example.org/crest.png"


async def test_hostile_names_and_cells_ring_for_nobody() -> None:
    async with on_stage() as stage:
        everything = f"@everyone {stage.admin.mention} {{MENTION}} {{EMOJI:C1CE}}"
        stage.sheet(CLANLEAD=everything, GENERAL_NOTICE=f"{everything} {{USERNAME}}", PING_USER="N")
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")

        for channel in (stage.clan, stage.general, stage.hall):
            assert pinged(records(stage.world, channel.id)[-1]) == set()
        embed = stage.clan.last_message.embeds[0]
        assert "@everyone" not in embed.description
        assert embed.description.count(stage.newcomer.mention) == 1


async def test_a_wall_of_text_stays_within_the_limits() -> None:
    async with on_stage() as stage:
        long = "**wörds** 🏳️‍🌈 " * 600
        stage.sheet(TITLE=long, BODY=long, FOOTER=long, GENERAL_NOTICE=long)
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")

        assert len(stage.clan.last_message.embeds[0]) <= 6000
        assert len(stage.general.last_message.content) <= 2000


@pytest.mark.parametrize(
    ("own", "tag", "reason"),
    [
        ({}, "NOX", "no row with the tag “NOX”"),
        ({}, "C1C", "default for all clans"),
        ({"ACTIVE": "N"}, "C1CE", "switched off: ACTIVE is “N”"),
        ({"TARGET_CHANNEL_ID": ""}, "C1CE", "no TARGET_CHANNEL_ID"),
        ({"TARGET_CHANNEL_ID": "700000000000000000"}, "C1CE", "no channel or thread with the id"),
        ({"BODY": "{DEPUTIES}"}, "C1CE", ""),
    ],
)
async def test_refusals_are_told_and_logged_and_nothing_is_posted(
    own: dict[str, str], tag: str, reason: str
) -> None:
    async with on_stage() as stage:
        stage.sheet(**own)
        if not reason:  # the default row has no body either
            reason = "no BODY for C1CE"
            stage.workbook.tabs[TAB][1][HEADERS.index("BODY")] = ""
        await stage.admin.send(stage.hall, f"!welcome {tag} {stage.newcomer.mention}")

        assert reason in stage.hall.last_message.content
        (logged,) = stage.said(stage.log)
        assert reason in logged
        assert "asked for by Rita" in logged
        assert stage.said(stage.clan) == []
        assert stage.said(stage.general) == []


async def test_a_channel_that_i_may_not_post_in() -> None:
    async with on_stage() as stage:
        bot = stage.world.env.bot.user
        locked = stage.world.guild.create_text_channel(
            "locked", overwrites={bot: discord.PermissionOverwrite(send_messages=False)}
        )
        stage.sheet(TARGET_CHANNEL_ID=str(locked.id))
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")

        assert "not allowed to post" in stage.hall.last_message.content
        assert "not allowed to post" in stage.said(stage.log)[0]
        assert stage.said(stage.general) == []


async def test_a_general_channel_that_is_gone() -> None:
    async with on_stage() as stage:
        stage.world.env.backend.delete_channel(stage.general.id)
        await stage.world.env.settle()
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")

        assert stage.said(stage.clan) == [stage.newcomer.mention]
        assert "The general notice could not be posted" in stage.hall.last_message.content
        assert "without the general notice" in stage.said(stage.log)[0]


async def test_whom_is_needed() -> None:
    async with on_stage() as stage:
        await stage.admin.send(stage.hall, "!welcome C1CE")
        assert "Say who is new" in stage.hall.last_message.content


async def test_a_misspelt_name_in_a_reply_welcomes_nobody() -> None:
    async with on_stage() as stage:
        hello = await stage.newcomer.send(stage.hall, "hi all")
        await stage.admin.send(stage.hall, "!welcome C1CE nobody-of-that-name", reply_to=hello)

        assert "can't find that member" in stage.hall.last_message.content
        assert stage.said(stage.clan) == []


async def test_bots_and_people_who_left_are_not_welcomed() -> None:
    async with on_stage() as stage:
        env, guild = stage.world.env, stage.world.guild
        other = guild.add_member(env.create_user("helper", bot=True))
        await stage.admin.send(stage.hall, f"!welcome C1CE {other.mention}")
        assert "bot" in stage.hall.last_message.content

        hello = await stage.newcomer.send(stage.hall, "bye all")
        guild.remove_member(stage.newcomer)
        await env.settle()
        second = stage.world.person("Second", administrator=True)
        await second.send(stage.hall, "!welcome C1CE", reply_to=hello)
        assert "not on this server" in stage.hall.last_message.content
        assert stage.said(stage.clan) == []


async def test_one_at_a_time() -> None:
    async with on_stage() as stage:
        for _ in range(2):
            await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")

        assert "try again in" in stage.hall.last_message.content
        assert len(stage.said(stage.clan)) == 1


@pytest.mark.parametrize(
    "command", ["welcome C1CE", "welcome-refresh", "welcome-on", "welcome-off", "welcome-status"]
)
async def test_not_for_everybody(command: str) -> None:
    async with on_stage() as stage:
        await stage.newcomer.send(stage.hall, f"!{command}")
        assert "for those who may welcome new members only" in stage.hall.last_message.content


async def test_off_and_on_again_and_where_that_comes_from() -> None:
    async with on_stage() as stage:
        await stage.admin.send(stage.hall, "!welcome-status")
        assert "**on**, as `WELCOME_ENABLED=ON` says" in stage.hall.last_message.content

        await stage.admin.send(stage.hall, "!welcome-off")
        assert "**off**: switched by Rita" in stage.hall.last_message.content
        assert "**off**: switched by Rita" in stage.said(stage.log)[0]
        stage.clock.move(180)
        await stage.admin.send(stage.hall, "!welcome-status")
        assert "switched by Rita 3 min ago" in stage.hall.last_message.content
        assert "until I restart" in stage.hall.last_message.content
        assert "2 welcome templates" in stage.hall.last_message.content

        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        assert "switched off" in stage.hall.last_message.content
        assert stage.said(stage.clan) == []

        await stage.admin.send(stage.hall, "!welcome-on")
        other = stage.world.person("Otto", administrator=True)
        await other.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        assert stage.said(stage.clan) == [stage.newcomer.mention]


async def test_refresh_reads_the_sheet_and_keeps_the_last_good_copy() -> None:
    async with on_stage() as stage:
        await stage.admin.send(stage.hall, "!welcome-refresh")
        assert "Read again: 2 welcome templates." in stage.hall.last_message.content

        stage.workbook.fail_read = Unreachable("no network")
        await stage.admin.send(stage.hall, "!welcome-refresh")
        assert "can't be reached: no network" in stage.hall.last_message.content
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        assert stage.said(stage.clan) == [stage.newcomer.mention]


async def test_no_templates_at_all() -> None:
    async with on_stage() as stage:
        del stage.workbook.tabs[TAB]
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")

        assert "has no tab 'WelcomeTemplates'" in stage.hall.last_message.content
        await stage.admin.send(stage.hall, "!welcome-status")
        assert "no templates" in stage.hall.last_message.content
