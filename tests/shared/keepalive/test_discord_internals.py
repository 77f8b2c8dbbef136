"""The one file that touches discord.py's inside notices when that changes."""

import discord
import pytest
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from shared.keepalive.discord_internals import InternalsChanged, point_discord_at


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in ((Route, "BASE"), (DiscordWebSocket, "DEFAULT_GATEWAY"), (Asset, "BASE")):
        monkeypatch.setattr(owner, name, getattr(owner, name))


def test_nothing_set_changes_nothing() -> None:
    before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE)
    point_discord_at()
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE)


def test_all_three_go_elsewhere() -> None:
    point_discord_at(
        api_url="http://127.0.0.1:9/api/v10/",
        gateway_url="ws://127.0.0.1:9/gateway",
        cdn_url="http://127.0.0.1:9/cdn",
    )
    assert Route("GET", "/users/@me").url == "http://127.0.0.1:9/api/v10/users/@me"
    assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "ws://127.0.0.1:9/gateway"
    emoji = discord.PartialEmoji(name="C1C", id=1)
    assert emoji.url == "http://127.0.0.1:9/cdn/emojis/1.png"


def test_an_upgrade_that_moves_things_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(DiscordWebSocket, "DEFAULT_GATEWAY")
    with pytest.raises(InternalsChanged, match="DEFAULT_GATEWAY"):
        point_discord_at(gateway_url="ws://127.0.0.1:9/gateway")
