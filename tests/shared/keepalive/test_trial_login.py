"""What `--check` and `--setup` are told when Discord can't be asked: words of use to somebody."""

import discord
import pytest

from sandbox.discord.faults import RestFault
from sandbox.server import Sandbox
from shared.config.secret import Secret
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.trial_login import LoginFailed, logged_in
from tests.sandbox.discord.clients import box

__all__ = ["box"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (RestFault(status=429, retry_after=90, cloudflare=True), "rate limited by Cloudflare"),
        (RestFault(status=200, body="{}"), "look at DISCORD_API_URL"),
        (RestFault(status=200, body='{"id":'), "look at DISCORD_API_URL"),
        (RestFault(status=401, body="<html>", content_type="text/html"), "look at DISCORD_API_URL"),
        (RestFault(status=401), "set DISCORD_TOKEN"),
    ],
)
async def test_a_login_that_fails_says_what_to_do(
    box: Sandbox, fault: RestFault, words: str
) -> None:
    box.faults.rest(fault)
    settings = KeepaliveSettings(
        discord_token=Secret(box.world.apps["clanmatch"].token),
        discord_api_url=f"{box.url}/api/v10",
    )
    with pytest.raises(LoginFailed) as failed:
        async with logged_in(settings, intents=discord.Intents.none()):
            pass
    assert words in str(failed.value)
