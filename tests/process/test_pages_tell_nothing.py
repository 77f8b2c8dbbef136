"""What the pages and logs of both real bots give away on a bad day: no secret, nobody's id or name.

The pages are open to the internet; logs go to a host's log service.
"""

import json
import re
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from sandbox.discord.faults import Gateway as Fault
from sandbox.server import Sandbox
from sandbox.sheets.faults import Fault as SheetsFault
from shared.keepalive.lifetime import ExitStatus
from tests.process.harness import BotProcess, is_state

pytestmark = pytest.mark.process

PATHS = (
    *("/", "/ready", "/health", "/healthz", "/healthz?strict=1", "/startupz", "/metrics"),
    *("/status", "/emoji-pad", "/emoji-pad?u=https://evil.example/1.png&s=x", "/.env", "/%00"),
)
METHODS = ("GET", "POST")
# Ids of people, channels and messages; figures with a point are none.
SNOWFLAKE = re.compile(r"(?<![\d.])\d{17,20}(?![\d.])")
PING = "ping-3f1c9a7e-nobody-may-know"


@pytest.mark.timeout(180)
async def test_no_secret_and_no_person_shows(tmp_path: Path) -> None:
    async with Sandbox.open(heartbeat_interval=1.0) as box, AsyncExitStack() as stack:
        bots = {
            name: await stack.enter_async_context(
                BotProcess.open(f"apps.{name}", env(box, name, tmp_path), folder=tmp_path)
            )
            for name in ("clanmatch", "welcomecrew")
        }
        secrets = [secret for name in bots for secret in secrets_of(box, name)]
        names = [box.person(key).name for key in ("admin", "lead", "member", "newcomer")]

        for bot in bots.values():
            await bot.wait_until_ready(within=60)
        use(box)
        for bot in bots.values():
            await crawl(bot, secrets, names)

        box.sheets.faults.set(SheetsFault.REFUSE_TOKEN)
        box.faults.gateway(Fault.REFUSE)
        box.faults.cut()
        for bot in bots.values():
            await bot.wait_for_health(is_state("disconnected"), within=10)
            await crawl(bot, secrets, names)
        box.faults.gateway(Fault.REFUSE, on=False)
        for bot in bots.values():
            await bot.wait_until_ready(within=60)

        box.person("admin").say(box.places.channels["commands"], "!reboot")
        assert await bots["welcomecrew"].wait_exit(within=30) == ExitStatus.STOPPED
        bots["clanmatch"].terminate()
        assert await bots["clanmatch"].wait_exit(within=30) == ExitStatus.STOPPED
        for bot in bots.values():
            check_log(bot, secrets)

        again = env(box, "welcomecrew", tmp_path)
        bot = await stack.enter_async_context(
            BotProcess.open("apps.welcomecrew", again, folder=tmp_path)
        )
        await bot.wait_until_ready(within=60)
        assert "asked to reboot" in (await bot.get("/status")).text
        await crawl(bot, secrets, names)


def env(box: Sandbox, name: str, folder: Path) -> dict[str, str]:
    return box.bot_env(name) | {
        "LOG_FORMAT": "json",
        "STATE_DIR": str(folder / "state"),
        "HEARTBEAT_URL": f"{box.url}/{PING}",
        "WATCHDOG_MAX_DISCONNECT_SEC": "60",
        "STOP_DEADLINE_SEC": "10",
    }


def secrets_of(box: Sandbox, name: str) -> list[str]:
    token = box.bot_env(name)["DISCORD_TOKEN"]
    key = json.loads(box.sheets.service_account_json(f"{box.url}/sheets"))["private_key"]
    return [token, PING, *(line for line in key.splitlines() if len(line) > 20)]


def use(box: Sandbox) -> None:
    """Some of everything that could leave a name or an id behind."""
    commands = box.places.channels["commands"]
    for text in ("!ping", "!health", "!clan C1CE", "!reload", "!env_check", "!nothing"):
        box.person("admin").say(commands, text)
    thread = box.tickets.open(box.person("newcomer"), name="0042-Wren")
    box.tickets.close(thread, box.person("recruiter"), archive=True)


async def crawl(bot: BotProcess, secrets: Iterable[str], names: Iterable[str]) -> None:
    for path in PATHS:
        for method in METHODS:
            answer = await bot.get(path, method=method)
            told = answer.text + "\n" + "\n".join(f"{k}: {v}" for k, v in answer.headers.items())
            assert [secret for secret in secrets if secret in told] == [], path
            assert SNOWFLAKE.findall(told) == [], path
            assert [name for name in names if name in told] == [], path
            assert "Traceback" not in told, path


def check_log(bot: BotProcess, secrets: Iterable[str]) -> None:
    assert [secret for secret in secrets if secret in bot.output] == []
    for line in bot.output.splitlines():
        entry = json.loads(line)
        assert entry["message"], line
        assert set(entry) <= {"time", "level", "name", "message", "exc_info", "taskName"}, line
        # Nothing failed in us: what went wrong outside is told in words.
        assert "exc_info" not in entry, line
        assert "voice" not in entry["message"]
