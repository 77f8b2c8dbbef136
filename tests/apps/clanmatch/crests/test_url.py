"""Which addresses may be fetched."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from apps.clanmatch.crests.url import AddressRefused, checked_address, trusted_origins

REAL = trusted_origins("")
WITH_STAND_IN = trusted_origins("http://127.0.0.1:9000/cdn")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://cdn.discordapp.com/emojis/1.png", "https://cdn.discordapp.com/emojis/1.png"),
        ("HTTPS://CDN.DiscordApp.com/emojis/1.png", "https://cdn.discordapp.com/emojis/1.png"),
        (
            "https://media.discordapp.net/attachments/1/2/a%20b.png?ex=6&is=5&hm=af",
            "https://media.discordapp.net/attachments/1/2/a%20b.png?ex=6&is=5&hm=af",
        ),
    ],
)
def test_discords_own_images(text: str, address: str) -> None:
    assert checked_address(text, REAL) == address


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "https address"),
        ("emojis/1.png", "https address"),
        ("https://cdn.discordapp.com", "https address"),
        ("file:///etc/passwd", "https address"),
        ("data:image/png;base64,AAAA", "https address"),
        ("https:/cdn.discordapp.com/a.png", "https address"),
        ("https://cdn.discordapp.com/a.png#x", "https address"),
        ("http://cdn.discordapp.com/a.png", "only https"),
        ("https://example.org/a.png", "Discord's own"),
        ("https://cdn.discordapp.com.example.org/a.png", "Discord's own"),
        ("https://xcdn.discordapp.com/a.png", "Discord's own"),
        ("https://cdn.discordapp.com./a.png", "Discord's own"),
        ("https://discordapp.com/a.png", "Discord's own"),
        ("https://127.0.0.1/a.png", "Discord's own"),
        ("https://169.254.169.254/latest/meta-data", "Discord's own"),
        ("https://[::1]/a.png", "Discord's own"),
        ("https://2130706433/a.png", "Discord's own"),
        ("https:///a.png", "Discord's own"),
        ("https://cdn.discordapp.com:443/a.png", "port"),
        ("https://cdn.discordapp.com:8443/a.png", "port"),
        ("https://user@cdn.discordapp.com/a.png", "credentials"),
        ("https://cdn.discordapp.com@example.org/a.png", "credentials"),
        ("https://cdn.discordapp.com\\@example.org/a.png", "credentials"),
        ("https://cdn.discordapp.com/a b.png", "characters"),
        ("https://cdn.discordapp.com/a\r\nHost: x", "characters"),
        ("https://cdn.discordapp.com/a\\b", "characters"),
        ("https://cdn.discordapp.com/%zz", "characters"),
        ("https://cdn.discordapp.com/é.png", "characters"),
        ("https://cdn.discordapp.com/emojis/../x", "segments"),
        ("https://cdn.discordapp.com/emojis/%2E%2e/x", "segments"),
        ("https://cdn.discordapp.com/./x", "segments"),
        ("https://cdn.discordapp.com/" + "a" * 1024, "longer"),
        ("http://127.0.0.1:9000/cdn/emojis/1.png", "only https"),
    ],
)
def test_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(AddressRefused, match=reason):
        checked_address(text, REAL)


def test_the_operators_stand_in_may_be_http_with_a_port() -> None:
    address = "http://127.0.0.1:9000/cdn/emojis/1.png"

    assert checked_address(address, WITH_STAND_IN) == address
    assert checked_address("https://cdn.discordapp.com/1.png", WITH_STAND_IN)


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:9000/api/v10/users/@me",
        "http://127.0.0.1:9000/cdn/../api/v10",
        "http://127.0.0.1:9001/cdn/1.png",
        "http://127.0.0.1/cdn/1.png",
        "https://127.0.0.1:9000/cdn/1.png",
        "http://localhost:9000/cdn/1.png",
    ],
)
def test_only_the_stand_ins_own_images(text: str) -> None:
    with pytest.raises(AddressRefused):
        checked_address(text, WITH_STAND_IN)


PIECES = (
    *("https://", "http://", "cdn.discordapp.com", "media.discordapp.net", "example.org", "//"),
    *"/\\@:.?#%[]\t\r\n \x00é",
    *("127.0.0.1", "443", "..", "%2e", "%00", "emojis", "a.png", "u=1"),
)
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


@settings(max_examples=400)
@given(HOSTILE | st.text(max_size=60).map("https://cdn.discordapp.com".__add__))
def test_what_passes_leads_to_discord_in_every_parser(text: str) -> None:
    try:
        address = checked_address(text, REAL)
    except AddressRefused:
        return
    ours, aiohttps = urlsplit(address), URL(address)
    assert ours.scheme == aiohttps.scheme == "https"
    assert (ours.hostname, ours.port) == (aiohttps.host, aiohttps.explicit_port)
    assert ours.netloc in {"cdn.discordapp.com", "media.discordapp.net"}
    assert not aiohttps.fragment
    assert address.isascii()
    assert address.isprintable()
