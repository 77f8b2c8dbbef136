"""Crest addresses for embeds, and which emoji is a clan's crest."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.clanmatch.roster.crests import CrestLinks, find_crest
from shared.pictures.canvas import Canvas


@dataclass(frozen=True)
class Emoji:
    name: str
    id: int = 42
    url: str = "https://cdn.discordapp.com/emojis/42.png"


def links(base_url: str, *, strict: bool = True) -> CrestLinks:
    return CrestLinks(
        base_url=base_url,
        strict=strict,
        thumbnail=Canvas(size=256, box=0.85),
        badge=Canvas(size=128, box=0.9),
    )


def test_crests_go_through_the_pad() -> None:
    made = links("https://bot.example.org/")
    thumbnail, badge = made.thumbnail(Emoji("X")), made.badge(Emoji("X"))

    assert thumbnail is not None
    assert badge is not None
    parts = urlsplit(thumbnail)
    assert (parts.netloc, parts.path) == ("bot.example.org", "/emoji-pad")
    assert parse_qs(parts.query) == {
        "u": ["https://cdn.discordapp.com/emojis/42.png"],
        "s": ["256"],
        "box": ["0.85"],
        "v": ["42"],
    }
    assert parse_qs(urlsplit(badge).query)["s"] == ["128"]


def test_without_a_base_address() -> None:
    assert links("").thumbnail(Emoji("X")) is None
    assert links("", strict=False).thumbnail(Emoji("X")) == Emoji("X").url


def test_no_emoji_no_link() -> None:
    assert links("https://bot.example.org").badge(None) is None


@pytest.mark.parametrize(
    ("tag", "names", "found"),
    [
        ("C1CE", ["c1ce", "C1CE"], "C1CE"),
        ("C1CE", ["other", "c1ce"], "c1ce"),
        ("F-IT", ["FITX", "F_IT"], "F_IT"),
        ("F-IT", ["fit"], "fit"),
        (" NOX ", ["NOX"], "NOX"),
        ("NOX", ["NOXX", "NO"], None),
        ("", ["_"], None),
        ("--", ["__"], None),
        ("C1CE", [], None),
    ],
)
def test_the_crest_is_the_emoji_named_like_the_tag(
    tag: str, names: list[str], found: str | None
) -> None:
    crest = find_crest([Emoji(name) for name in names], tag)

    assert (crest.name if crest else None) == found
