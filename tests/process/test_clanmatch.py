"""clanmatch as real processes in the sandbox: two at once, killed and started anew, checked."""

import asyncio
import re
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox
from sandbox.sheets.faults import Fault as SheetsFault
from tests.process.harness import BotProcess, end_of

pytestmark = pytest.mark.process

APP = "apps.clanmatch"
# Long enough for a second, wrong answer to arrive.
QUIET_S = 0.7
# As long as Discord may hold an edit back: five of them in five seconds.
A_BUCKET_S = 6.0
LAG_S = 2.0
EDIT = "PATCH /channels/{id}/messages/{id}"


class Stage:
    """A channel of the sandbox, and what the bot posted there."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.channel: int = box.places.channels["commands"]
        self.recruiter = box.person("recruiter")
        self.member = box.person("member")
        self.me: int = box.world.apps["clanmatch"].user_id

    def posts(self) -> list[Any]:
        messages: Iterable[Any] = self.box.world.backend.messages[self.channel].values()
        return [message for message in messages if message.author_id == self.me]

    async def until_quiet(self, at_least: int) -> list[Any]:
        """The bot's messages, once there are enough and no more come."""
        await self.box.records.until(lambda: len(self.posts()) >= at_least, 10)
        await asyncio.sleep(QUIET_S)
        return self.posts()

    async def press(self, person: Any, message: Any, start: str, values: Any = None) -> Any:
        """Use the control whose label or placeholder starts so; its first answer.

        Discord lets a bot edit five messages of a channel in five seconds: whoever presses faster
        finds a control still switched off, and waits.
        """
        try:
            await self.box.records.until(lambda: not control(message, start).get("disabled"), 10)
        except TimeoutError:
            shown = [(each.get("label"), each.get("disabled")) for each in controls(message)]
            footers = [embed.get("footer") for embed in message.embeds]
            raise AssertionError(f"{start!r} stays switched off: {shown}, {footers}") from None
        custom_id = control(message, start)["custom_id"]
        place = message.channel_id, message.id, custom_id
        asked = person.click(*place) if values is None else person.select(*place, values)
        answer = await asked.answer()
        assert not answer.failed, start
        return answer

    async def one_of_each(self) -> tuple[Any, Any, Any]:
        """A profile, a search panel and its results, asked for by the member."""
        self.member.say(self.channel, "!clan VAGR")
        (profile,) = await self.until_quiet(1)
        self.member.say(self.channel, "!clansearch")
        _, panel = await self.until_quiet(2)
        await self.press(self.member, panel, "Search")
        *_, results = await self.until_quiet(3)
        return profile, panel, results


def controls(message: Any) -> list[dict[str, Any]]:
    return [inner for row in message.components for inner in row["components"]]


def control(message: Any, start: str) -> dict[str, Any]:
    for each in controls(message):
        if str(each.get("label") or each.get("placeholder")).startswith(start):
            return each
    raise LookupError(start)


def titles(message: Any) -> list[str]:
    return [embed["title"] for embed in message.embeds]


async def ready_bots(
    stack: AsyncExitStack, box: Sandbox, folder: Path, count: int
) -> list[BotProcess]:
    bots = [
        await stack.enter_async_context(
            BotProcess.open(APP, box.bot_env("clanmatch"), folder=folder)
        )
        for _ in range(count)
    ]
    for bot in bots:
        await bot.wait_until_ready(within=60)
    return bots


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_two_instances_at_a_deploy_answer_once(tmp_path: Path) -> None:
    async with Sandbox.open() as box, AsyncExitStack() as stack:
        bots = await ready_bots(stack, box, tmp_path, 2)
        stage = Stage(box)
        member, recruiter = stage.member, stage.recruiter
        for number, (person, text) in enumerate(
            [
                (member, "!clan C1CE"),
                (member, "!mmhealth"),
                (member, "!help"),
                (member, "!clan nobody knows it"),
                (member, "!reload"),
                (recruiter, "!clanmatch"),
                (member, "!clansearch"),
            ],
            start=1,
        ):
            person.say(stage.channel, text)
            assert len(await stage.until_quiet(number)) == number, text
        profile, panel = stage.posts()[0], stage.posts()[5]

        await stage.press(recruiter, panel, "Search")
        *_, results = await stage.until_quiet(8)
        assert len(stage.posts()) == 8
        first = titles(results)
        assert len(first) == 6
        await stage.press(recruiter, results, "Next")
        await asyncio.sleep(QUIET_S)
        assert len(set(titles(results)) - set(first)) == 6

        for side in ("Profile", "Entry criteria"):
            await asyncio.sleep(2.1)  # a flip settles for two seconds
            member.react(stage.channel, profile.id, "💡")
            await asyncio.sleep(QUIET_S)
            assert control(profile, side)
        member.say(stage.channel, "!clansearch")
        pointer = (await stage.until_quiet(9))[-1]
        assert "your panel is here" in pointer.content
        assert len(stage.posts()) == 9
        for bot in bots:
            assert "Traceback" not in bot.output, bot.output


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_killed_and_started_anew_every_control_still_answers(tmp_path: Path) -> None:
    async with Sandbox.open() as box, AsyncExitStack() as stack:
        (bot,) = await ready_bots(stack, box, tmp_path, 1)
        stage = Stage(box)
        profile, panel, results = await stage.one_of_each()
        bot.kill()
        await bot.wait_exit(within=10)

        await ready_bots(stack, box, tmp_path, 1)
        counts, edits = box.records.rest_counts, ("clanmatch", EDIT, 200)
        before = counts[edits]
        for start, values in (
            ("Clan Boss", ["Hard"]),
            ("Hydra", ["Normal"]),
            ("Chimera", ["Hard"]),
            ("Play style", ["Stress-Free"]),
            ("CvC", None),
            ("Siege", None),
            ("Roster", None),
            ("Reset", None),
            ("Search", None),
        ):
            await stage.press(stage.member, panel, start, values)
            await asyncio.sleep(0.2)
        # The results follow the filters as fast as Discord lets them; an edit that is still on its
        # way would turn the pages back while somebody turns them.
        seen = before
        while seen != counts[edits]:
            seen = counts[edits]
            await asyncio.sleep(A_BUCKET_S)
        for start in ("Entry criteria", "Profile", "Next", "◀ Prev", "Short", "Close"):
            await stage.press(stage.member, results, start)
            await asyncio.sleep(0.2)
        assert results.id not in {message.id for message in stage.posts()}
        await stage.press(stage.member, profile, "Entry criteria")
        assert control(profile, "Profile")


@pytest.mark.timeout(180)
async def test_every_press_is_answered_in_time_while_google_hangs(tmp_path: Path) -> None:
    async with Sandbox.open() as box, AsyncExitStack() as stack:
        (bot,) = await ready_bots(stack, box, tmp_path, 1)
        stage = Stage(box)
        profile, panel, results = await stage.one_of_each()

        box.sheets.faults.set(SheetsFault.HANG)
        # A copy is at hand: nobody waits for Google.
        await stage.press(stage.member, results, "Next")
        await asyncio.sleep(QUIET_S)
        assert len(titles(results)) == 4
        bot.kill()
        await bot.wait_exit(within=10)

        # No copy at all: Discord must hear of each press within three seconds all the same.
        (bot,) = await ready_bots(stack, box, tmp_path, 1)
        presses = ((panel, "CvC"), (panel, "Search"), (results, "◀ Prev"), (profile, "Entry"))
        for message, start in presses:
            await stage.press(stage.member, message, start)
        asked = stage.member.slash(stage.channel, "clanmatch", "clan", {"clan": "VAGR"})
        assert not (await asked.answer()).failed
        health = await bot.wait_for_health(
            lambda answer: answer.body["components"]["roster"]["ok"] is False, within=20
        )
        assert (health.status, health.body["status"]) == (200, "degraded")
        # Google has hung for seconds, and nobody held the loop up for it. Generous: a busy machine.
        lag = re.search(
            r"^keepalive_loop_lag_worst_seconds (\S+)",
            (await bot.get("/metrics")).text,
            re.MULTILINE,
        )
        assert lag is not None
        assert float(lag[1]) < LAG_S
        box.sheets.faults.clear()
        assert "VAGR" in str((await asked.finished(within=60)).message)


async def test_check_says_what_is_well_and_what_is_not(tmp_path: Path) -> None:
    async with Sandbox.open() as box:
        env = box.bot_env("clanmatch")
        status, output = await end_of("clanmatch", env, "--check", folder=tmp_path)
        assert (status, output.splitlines()[-1]) == (0, "All is well."), output
        assert "ok   roster: 24 clans" in output

        wrong = {"WORKSHEET_NAME": "clans", "LOG_CHANNEL_ID": "123456789012345678"}
        status, output = await end_of("clanmatch", env | wrong, "--check", folder=tmp_path)
        assert status == 78
        assert "the spreadsheet has no tab 'clans'" in output
        assert "LOG_CHANNEL_ID: no such channel" in output
        assert output.splitlines()[-1] == "2 things to mend."
        assert "Traceback" not in output

        status, output = await end_of(
            "clanmatch", env | {"DISCORD_TOKEN": "x" * 60}, "--check", folder=tmp_path
        )
        assert status == 78
        assert "BAD  Discord:" in output
        assert "x" * 60 not in output
