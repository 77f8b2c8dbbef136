"""`--setup` at a terminal, in the sandbox: a person answers, then the bot lives from the file."""

import json
import shlex
from pathlib import Path

import pytest

from apps.clanmatch.app import INVITE_PERMISSIONS
from sandbox.discord.faults import Gateway as Fault
from sandbox.ports import free_port
from sandbox.server import Sandbox
from sandbox.sheets.sample import CLANMATCH_ID, WELCOMECREW_ID
from tests.process.at_a_terminal import AtATerminal
from tests.process.harness import BotProcess, end_of

pytestmark = pytest.mark.process

SETUP = ("-m", "apps.welcomecrew", "--setup")
OTHER_BOT = "DISCORD_TOKEN=" + "x" * 60 + "\nPORT=4\n"


async def answers_for_help(
    box: Sandbox, app: str, env: dict[str, str], folder: Path, *arguments: str, port: int
) -> None:
    """It lives from the file that was written; the log's first line says which one that is."""
    async with BotProcess.open(f"apps.{app}", env, *arguments, folder=folder, port=port) as bot:
        await bot.wait_until_ready()
        me, channel = box.world.apps[app].user_id, box.places.channels["commands"]
        box.person("recruiter").say(channel, "!help")
        posts = box.world.backend.messages[channel].values
        await box.records.until(lambda: any(each.author_id == me for each in posts()), 10)
        file = folder / (arguments[-1] if arguments else ".env")
        assert bot.output.splitlines()[0].endswith(f"settings: from the environment and {file}")


def address(spreadsheet: str) -> str:
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit?gid=0#gid=0"


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


def first_lines(box: Sandbox, app: str, port: int) -> str:
    """What somebody has in the file already: where the sandbox is, a comment, a line of theirs."""
    env = box.bot_env(app, port)
    names = ("DISCORD_API_URL", "DISCORD_GATEWAY_URL", "DISCORD_CDN_URL", "SHEETS_API_URL", "PORT")
    return "\n".join(["# my bot", *(f"{name}={env[name]}" for name in names), "MINE='a b' # kept"])


async def test_welcomecrew_from_nothing_to_an_answer(tmp_path: Path) -> None:
    async with Sandbox.open() as box:
        port = free_port()
        before = first_lines(box, "welcomecrew", port)
        (tmp_path / ".env").write_text(before)
        (tmp_path / ".env").chmod(0o644)
        places, app = box.places, box.world.apps["welcomecrew"]
        app.approved.discard("message_content")
        key = box.sheets.service_account_json(f"{box.url}/sheets")
        (tmp_path / "key.json").write_text(key)
        async with AtATerminal.open(*SETUP, env={}, folder=tmp_path) as person:
            await person.answers("(DISCORD_TOKEN)", "nonsense")
            await person.answers("too short", app.token)
            await person.sees("This is welcomecrew")
            await person.answers("Message Content intent is off", "")
            await person.sees("Message Content intent is off")
            app.approved.add("message_content")
            await person.answers(f"/applications/{app.application_id}/bot", "")
            await person.sees("It is on C1C cluster")
            await person.answers("(WELCOME_CHANNEL_ID)", "tickets")
            await person.answers("there are several", "promo-tickets")
            await person.answers("(PROMO_CHANNEL_ID)", "#promo-tickets")
            await person.answers("same channel as WELCOME_CHANNEL_ID", "back")
            await person.answers("(WELCOME_CHANNEL_ID)", "welcome-tickets")
            await person.answers("(PROMO_CHANNEL_ID)", "promo-tickets")
            await person.answers("(GSPREAD_CREDENTIALS)", "no-such.json")
            await person.answers("file that is not there", "key.json")
            await person.sees("(GOOGLE_SHEET_ID)")
            await person.sees("add demo-bots@sandbox.iam.gserviceaccount.com as an Editor")
            await person.answers("[back]", "no-such-spreadsheet")
            await person.answers("there is no spreadsheet", "back")
            await person.answers("[back]", address(WELCOMECREW_ID))
            await person.sees("'Ticket log' is open to the bot")
            await person.answers("What else can be set", "1")
            await person.answers("(LOG_CHANNEL_ID)", "bot-log")
            await person.answers("(ADMIN_ROLE_IDS)", "admin")
            await person.answers("(LEAD_ROLE_IDS)", "")
            await person.answers("(RECRUITER_ROLE_IDS)", "recruiter")
            await person.answers("What else can be set", "")
            await person.sees("DISCORD_TOKEN: (set, not shown)")
            await person.answers("PROMO_CHANNEL_ID: #promo-tickets", "yes")
            await person.sees("All is well.")
            assert await person.status() == 0
            assert person.output.splitlines()[-1].endswith("-m apps.welcomecrew")
            secret = json.loads(key)["private_key"].splitlines()[1]
            assert not any(word in person.output for word in (app.token, secret, "Traceback"))
        file = tmp_path / ".env"
        assert file.read_text().startswith(before), "byte for byte"
        assert file.stat().st_mode & 0o777 == 0o600
        assert f"\nWELCOME_CHANNEL_ID={places.channels['welcome_tickets']}\n" in file.read_text()
        await answers_for_help(box, "welcomecrew", {}, tmp_path, port=port)


async def test_clanmatch_beside_another_bot_and_before_its_invitation(tmp_path: Path) -> None:
    async with Sandbox.open() as box:
        env = {
            name: value
            for name, value in box.bot_env("clanmatch").items()
            if name.endswith(("_API_URL", "_GATEWAY_URL", "_CDN_URL"))
        }
        (tmp_path / ".env").write_text(OTHER_BOT)
        app, port = box.world.apps["clanmatch"], free_port()
        box.faults.gateway(Fault.KICKED, bot="clanmatch")
        box.sheets.rename_tab(CLANMATCH_ID, "WelcomeTemplates", "Greetings")
        key = json.loads(box.sheets.service_account_json(f"{box.url}/sheets"))
        async with AtATerminal.open(
            "-m", "apps.clanmatch", "--setup", env=env, folder=tmp_path
        ) as person:
            await person.answers("1 or 2", "2")
            await person.sees("counts before the file, so not asked for: DISCORD_API_URL")
            await person.answers("(DISCORD_TOKEN)", app.token)
            await person.sees("It is on no server yet")
            await person.sees(f"client_id={app.application_id}&scope=bot+applications.commands")
            await person.sees(f"permissions={INVITE_PERMISSIONS.value}\n")
            await person.sees("Waiting until it is there")
            box.faults.gateway(Fault.KICKED, on=False, bot="clanmatch")
            await person.sees("It came to C1C cluster")
            await person.answers("(GSPREAD_CREDENTIALS)", "paste")
            await person.sees("> ")
            person.types(json.dumps(key, indent=2))
            await person.answers("(GOOGLE_SHEET_ID)", address(CLANMATCH_ID))
            await person.sees("Its tabs: ")
            await person.answers("(WELCOME_SHEET_TAB)", "greet")
            await person.answers("Enter keeps 5,", str(port))
            await person.answers("What else can be set", "no such group")
            await person.answers("nothing here is called", "summary for recruiters")
            await person.answers("POST_TIME_UTC: ", "3")
            await person.answers("(POST_TIME_UTC)", "half past five")
            await person.answers("is not a time of day", "17:45")
            await person.answers("What else can be set", "who may do what")
            await person.answers("RECRUITERS_THREAD_ID: ", "RECRUITERS_THREAD_ID")
            await person.answers("(RECRUITERS_THREAD_ID)", "recruiters")
            await person.answers("What else can be set", "")
            await person.answers("RECRUITERS_THREAD_ID: #", "")
            await person.sees("roster: 24 clans")
            await person.status()
            start = shlex.split(person.output.splitlines()[-1])
            assert start[-3:] == ["apps.clanmatch", "--env-file", ".env.clanmatch"]
        assert (tmp_path / ".env").read_text() == OTHER_BOT
        await answers_for_help(box, "clanmatch", env, tmp_path, *start[-2:], port=port)


async def test_ctrl_c_and_the_end_of_input_change_nothing(tmp_path: Path) -> None:
    async with Sandbox.open() as box:
        before = first_lines(box, "welcomecrew", 4)
        (tmp_path / ".env").write_text(before)
        token = box.world.apps["welcomecrew"].token
        async with AtATerminal.open(*SETUP, env={}, folder=tmp_path) as person:
            await person.answers("(DISCORD_TOKEN)", token)
            await person.sees("(WELCOME_CHANNEL_ID)")
            person.interrupts()
            await person.sees("Nothing was changed.")
            assert await person.status() == 0
        status, output = await end_of(
            "welcomecrew", {}, "--setup", folder=tmp_path, answers=f"{token}\nwelcome-tickets\n"
        )
        assert status == 78
        assert "(PROMO_CHANNEL_ID)" in output
        assert output.endswith("No more answers came. Nothing was changed.\n")
        assert "Traceback" not in output + person.output
        assert names_in(tmp_path) == [".env"]
        assert (tmp_path / ".env").read_text() == before
