"""Before the first READY: rate limits, refusals, a nearly empty identify budget."""

from pathlib import Path

import pytest

from sandbox.discord.faults import RestFault
from shared.keepalive.lifetime import ExitStatus
from tests.process.harness import is_state
from tests.process.small_world import LIMIT_S, START_S, SmallWorld, all_at_once

pytestmark = pytest.mark.process

# Longer than the watchdog bears an outage: waiting must not count as one.
WAIT_S = LIMIT_S + 2.0


async def test_the_ways_of_a_login(tmp_path: Path) -> None:
    ways = {
        "limited": rate_limited,
        "banned": banned_by_cloudflare,
        "limitedlate": rate_limited_half_way,
        "refused": token_refused,
        "held": refused_and_held,
        "proxied": behind_a_proxy_that_adds_a_charset,
        "astray": a_page_answers,
        "down": discord_is_down,
        "downagain": down_for_good,
        "poor": budget_nearly_empty,
        "impatient": stopped_while_waiting,
    }
    await all_at_once(ways, tmp_path)


async def rate_limited(world: SmallWorld, name: str) -> None:
    world.box.faults.login_429(WAIT_S, bot=name, times=1)
    async with world.tiny(name) as bot:
        health = await bot.wait_for_health(is_state("waiting"), within=START_S)
        assert health.status == 503
        assert health.body["reason"].startswith("rate limited until ")
        assert health.body["waiting_until"]
        startup = await bot.get("/startupz")
        assert startup.status == 503
        assert "rate limited" in startup.body["reason"]
        await bot.wait_until_ready(within=WAIT_S + 10)
        assert "rate limited until" in bot.output
        assert (await bot.get("/startupz")).status == 200


async def banned_by_cloudflare(world: SmallWorld, name: str) -> None:
    world.box.faults.login_429(WAIT_S, cloudflare=True, bot=name, times=1)
    async with world.tiny(name) as bot:
        health = await bot.wait_for_health(is_state("waiting"), within=START_S)
        assert "Cloudflare" in health.body["reason"]
        await bot.wait_until_ready(within=WAIT_S + 10)


async def rate_limited_half_way(world: SmallWorld, name: str) -> None:
    """The first question was answered, the library's own second one isn't: no silent hour."""
    fault = "GET /oauth2/applications/@me"
    world.box.faults.rest(RestFault(fault, status=429, retry_after=3600, bot=name))
    async with world.tiny(name) as bot:
        health = await bot.wait_for_health(is_state("waiting"), within=START_S)
        assert health.body["reason"].startswith("rate limited until ")
        bot.terminate()
        assert await bot.wait_exit(within=10) == ExitStatus.STOPPED


async def token_refused(world: SmallWorld, name: str) -> None:
    async with world.tiny(name, DISCORD_TOKEN="x" * 60) as bot:
        assert await bot.wait_exit(within=START_S) == ExitStatus.CONFIGURATION
        assert "Discord refused the bot token" in bot.output
        assert "Traceback" not in bot.output
        assert "x" * 60 not in bot.output
    assert world.steps(name) == []


async def refused_and_held(world: SmallWorld, name: str) -> None:
    """A supervisor that starts again each second finds nothing to start; a stop ends it at once."""
    async with world.tiny(name, DISCORD_TOKEN="x" * 60, FATAL_HOLD_SEC="60") as bot:
        health = await bot.wait_for_health(is_state("refused"), within=START_S)
        assert health.status == 503
        assert health.body["reason"].startswith("Discord refused the bot token")
        assert (await bot.get("/startupz")).status == 503
        bot.terminate()
        assert await bot.wait_exit(within=10) == ExitStatus.CONFIGURATION


async def behind_a_proxy_that_adds_a_charset(world: SmallWorld, name: str) -> None:
    charset = "application/json; charset=utf-8"
    world.box.faults.rest(RestFault(content_type=charset, bot=name))
    async with world.ready(name) as bot:
        bot.terminate()
        assert await bot.wait_exit(within=10) == ExitStatus.STOPPED


async def a_page_answers(world: SmallWorld, name: str) -> None:
    """Somebody else lives at DISCORD_API_URL, or a proxy shows a page of its own."""
    world.box.faults.rest(RestFault(content_type="text/html", bot=name))
    async with world.tiny(name) as bot:
        health = await bot.wait_for_health(
            lambda answer: "look at DISCORD_API_URL" in answer.body["reason"], within=START_S
        )
        assert health.status == 503
        assert await bot.wait_exit(within=START_S) == ExitStatus.RESTART
        assert "Traceback" not in bot.output


async def discord_is_down(world: SmallWorld, name: str) -> None:
    world.box.faults.rest(RestFault("GET /users/@me", status=503, bot=name, times=2))
    async with world.tiny(name, WATCHDOG_MAX_DISCONNECT_SEC="20") as bot:
        health = await bot.wait_for_health(
            lambda answer: "Discord answered 503" in answer.body["reason"], within=START_S
        )
        assert health.body["state"] == "starting"
        assert (await bot.get("/startupz")).status == 503
        await bot.wait_until_ready(within=15)


async def down_for_good(world: SmallWorld, name: str) -> None:
    world.box.faults.rest(RestFault("* *", status=503, bot=name))
    async with world.tiny(name) as bot:
        assert await bot.wait_exit(within=START_S) == ExitStatus.RESTART
    assert "identify" not in world.steps(name)


async def budget_nearly_empty(world: SmallWorld, name: str) -> None:
    world.box.faults.session_limit(3, reset_after=WAIT_S, bot=name)
    async with world.tiny(name) as bot:
        health = await bot.wait_for_health(is_state("waiting"), within=START_S)
        assert health.status == 503
        assert "only 3 of 1000 are left" in health.body["reason"]
        # The token is fine: that is all that a deploy asks.
        assert (await bot.get("/startupz")).status == 200
        assert "keepalive_identifies_remaining 3.0" in (await bot.get("/metrics")).text
        assert "identify" not in world.steps(name)
        world.box.faults.session_limit(1000, bot=name)
        await bot.wait_until_ready(within=WAIT_S + 10)


async def stopped_while_waiting(world: SmallWorld, name: str) -> None:
    world.box.faults.login_429(3600, bot=name)
    async with world.tiny(name) as bot:
        await bot.wait_for_health(is_state("waiting"), within=START_S)
        bot.terminate()
        assert await bot.wait_exit(within=10) == ExitStatus.STOPPED
