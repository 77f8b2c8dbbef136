"""Every command: by whom it may be run, what it answers, and what its switch does."""

import json
from typing import Any

import discord
import pytest

from shared.keepalive.lifetime import ExitStatus
from shared.sheets.errors import Unreachable
from tests.apps.welcomecrew.settings_env import SERVICE_ACCOUNT, TOKEN
from tests.behaviour.welcomecrew.crew import open_crew
from tests.fakes.hurried_clock import HurriedClock

FOR_ALL = ("ping", "health", "help")
FOR_ADMINS = ("env_check", "sheetstatus", "checksheet", "reload", "clan_tags_debug", "reboot")
SWITCHES = {command: f"enable_cmd_{command}" for command in (*FOR_ALL, *FOR_ADMINS)}


def everything(message: Any) -> str:
    return message.content + "".join(str(embed.to_dict()) for embed in message.embeds)


async def test_who_may_run_what() -> None:
    async with open_crew() as crew:
        member, recruiter = crew.person("mia"), crew.person("rita", "recruiter")
        for command in FOR_ADMINS:
            for person in (member, recruiter):
                refusal = await crew.ask(person, f"!{command}")
                assert "for admins and leads only" in refusal.content, command
        for command in (name for name in FOR_ADMINS if name != "reboot"):
            for role in ("admin", "lead"):
                allowed = await crew.ask(crew.person(f"{role}-{command}", role), f"!{command}")
                assert "only" not in allowed.content, command
        by_permission = crew.world.person("owner", administrator=True)
        assert "only" not in (await crew.ask(by_permission, "!clan_tags_debug")).content
        assert crew.keepalive.lifetime.request is None


@pytest.mark.parametrize("command", SWITCHES)
async def test_a_switched_off_command_says_so(command: str) -> None:
    async with open_crew({SWITCHES[command]: False}) as crew:
        reply = await crew.ask(crew.person("ada", "admin"), f"!{command}")
        assert "switched off" in reply.content
        assert SWITCHES[command].upper() in reply.content
        by_slash = await crew.person("bob", "admin").slash(crew.channel, command)
        assert by_slash.ephemeral
        assert "switched off" in by_slash.response.content


async def test_ping_reacts_and_says_nothing() -> None:
    async with open_crew() as crew:
        message = await crew.ask(crew.person("mia"), "!ping")
        assert message.content == "!ping"
        assert [str(reaction.emoji) for reaction in message.reactions] == ["🏓"]


async def test_health_answers_everyone() -> None:
    async with open_crew() as crew:
        for_all = (await crew.ask(crew.person("mia"), "!health")).content
        assert "**welcomecrew** is starting: " in for_all
        assert "\n" not in for_all
        for_admin = (await crew.ask(crew.person("ada", "admin"), "!health")).content
        assert "**Gateway**" in for_admin


async def test_help_lists_what_the_asker_may_run() -> None:
    async with open_crew(clock=HurriedClock()) as crew:
        for_member = everything(await crew.ask(crew.person("mia"), "!help"))
        assert "!ping" in for_member
        assert "!reload" not in for_member
        for_admin = everything(await crew.ask(crew.person("ada", "admin"), "!help"))
        assert "!reload" in for_admin
        assert "four-digit" in everything(await crew.ask(crew.person("bob"), "!help tickets"))
        private = await crew.person("eve").slash(crew.channel, "help")
        assert private.ephemeral


async def test_sheetstatus() -> None:
    async with open_crew({"sheet4_name": "Moves"}) as crew:
        text = everything(await crew.ask(crew.person("ada", "admin"), "!sheetstatus"))
        assert "Shaken" in text
        assert "Sheet1" in text
        assert "bot@example.test" in text
        assert "Moves" in text  # missing, and said so
        private = await crew.person("bob", "admin").slash(crew.channel, "sheetstatus")
        assert private.ephemeral


async def test_checksheet_counts_and_names_what_is_odd() -> None:
    async with open_crew() as crew:
        crew.workbook.tabs["Sheet1"] += [
            ["0001", "Tom", "NOX", "2025-09-01 10:00"],
            ["0002", "Ana", "", ""],
            ["1", "Tom", "NOX", "2025-09-02 10:00"],
            ["", "someone's note", "", ""],
        ]
        crew.workbook.tabs["Sheet4"] = [["ticket number", "username", "username", "clantag"]]
        text = everything(await crew.ask(crew.person("ada", "admin"), "!checksheet"))
        assert "3 tickets" in text
        assert "1 without tag or date: 0002 (row 3)" in text
        assert "1 row without a ticket number" in text
        assert "0001 (rows 2, 4)" in text
        assert "`date closed`, `type`, `thread created`" in text
        assert "24 tags" in text
        assert crew.workbook.writes == 0


async def test_a_well_sheet_is_said_to_be_well() -> None:
    async with open_crew() as crew:
        text = everything(await crew.ask(crew.person("ada", "admin"), "!checksheet"))
        assert "The sheet is well" in text
        del crew.workbook.tabs["Sheet4"]
        text = everything(await crew.ask(crew.person("bob", "admin"), "!checksheet"))
        assert "no such tab" in text


@pytest.mark.parametrize("command", ["checksheet", "reload"])
async def test_google_failing_is_told_in_plain_words(command: str) -> None:
    async with open_crew() as crew:
        crew.workbook.fail_read = Unreachable("no answer within 30 s")
        reply = await crew.ask(crew.person("ada", "admin"), f"!{command}")
        assert "no answer within 30 s" in everything(reply)


async def test_a_failing_reload_keeps_the_tags() -> None:
    async with open_crew() as crew:
        ada = crew.person("ada", "admin")
        assert "24 tags from column 2" in (await crew.ask(ada, "!clan_tags_debug")).content
        crew.workbook.fail_read = Unreachable("Google is away")
        reply = await crew.ask(ada, "!reload")
        assert "24 tags" in reply.content
        assert "Google is away" in reply.content


async def test_reload_reads_the_tags_anew() -> None:
    async with open_crew() as crew:
        ada = crew.person("ada", "admin")
        await crew.ask(ada, "!clan_tags_debug")
        crew.workbook.tabs["clanlist"] = [["name", "code"], ["New", "NEW1"]]
        assert "24 tags" in (await crew.ask(ada, "!clan_tags_debug")).content
        assert "1 tag from column 2" in (await crew.ask(ada, "!reload")).content
        assert "NEW1" in (await crew.ask(ada, "!clan_tags_debug")).content
        # A list without tags is somebody's slip: what was known is kept.
        crew.workbook.tabs["clanlist"] = [["name", "code"]]
        reply = (await crew.ask(ada, "!reload")).content
        assert "1 tag" in reply
        assert "holds no tag" in reply


async def test_env_check_tells_much_and_no_secret() -> None:
    async with open_crew(
        {
            "heartbeat_url": "https://hc.example.org/ping/s3cr3t",
            "log_channel_id": 123456789012345678,
        }
    ) as crew:
        await crew.ask(crew.person("ada", "admin"), "!env_check")
        text = "".join(everything(message) for message in crew.channel.history())
        assert "#welcome" in text
        assert "admin (`" in text
        assert "`DISCORD_TOKEN` set" in text
        assert "I don't know `123456789012345678`" in text
        assert "`NOTIFY_CHANNEL_ID`: empty" in text
        assert "Permissions" in text
        key = json.loads(SERVICE_ACCOUNT)["private_key"]
        secrets = (TOKEN, TOKEN[:8], SERVICE_ACCOUNT, key[40:60], "s3cr3t", "hc.example")
        assert [secret for secret in secrets if secret in text] == []
        private = await crew.person("bob", "admin").slash(crew.channel, "env_check")
        assert private.ephemeral


async def test_the_doctor_names_channel_and_missing_permission() -> None:
    denied = discord.PermissionOverwrite(manage_threads=False)
    async with open_crew(overwrites=denied) as crew:
        await crew.ask(crew.person("ada", "admin"), "!env_check")
        text = everything(crew.channel.last_message)
        assert "WELCOME_CHANNEL_ID: in #welcome the bot lacks Manage Threads" in text
        assert "PROMO_CHANNEL_ID: #promo is well" in text


async def test_reboot_asks_the_lifetime_for_a_clean_end() -> None:
    async with open_crew() as crew:
        reply = await crew.ask(crew.person("ada", "admin"), "!reboot")
        assert "Rebooting" in reply.content
        request = crew.keepalive.lifetime.request
        assert request is not None
        assert request.status is ExitStatus.STOPPED
