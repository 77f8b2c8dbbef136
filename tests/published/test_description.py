"""The reader of Discord's description reads it, and finds what is wrong."""

from typing import Any

import pytest

from tests.published.conforms import misfits
from tests.published.description import model, operation, operations


def test_the_routes_are_read() -> None:
    assert len(operations()) > 200
    send = operation("POST", "/channels/1/messages")
    assert send is not None
    assert (send.name, send.body) == ("create_message", "MessageCreateRequest")
    assert (send.answer(200), send.answer(400)) == ("MessageResponse", "ErrorResponse")
    listing = operation("GET", "/channels/1/messages")
    assert listing is not None
    assert listing.answer(200) == "List[MessageResponse]"
    mine = operation("GET", "/users/@me")
    assert mine is not None
    assert mine.path == "/users/@me"


GOOD: list[dict[str, Any]] = [
    {"content": "hi"},
    {"embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}]}]},
    {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "a"}]}]},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"content": "x" * 4001}, ".content: String should have at most 4000 characters"),
    ({"content": 7}, ".content: Input should be a valid string"),
    ({"embeds": [{"title": "t"}] * 11}, ".embeds: List should have at most 10 items"),
    ({"embeds": [{"fields": [{"name": "n"}]}]}, ".embeds[0].fields[0].value: missing"),
    ({"emebds": []}, ".emebds: unknown"),
    (
        {"components": [{"type": 1, "components": [{"type": 2, "custom_id": "a"}]}]},
        ".components[0].components[0].style: missing",
    ),
]


@pytest.mark.parametrize("body", GOOD)
def test_what_fits(body: dict[str, Any]) -> None:
    assert misfits(model("MessageCreateRequest"), body, closed=True) == []


@pytest.mark.parametrize(("body", "words"), BAD)
def test_what_does_not_fit(body: dict[str, Any], words: str) -> None:
    found = misfits(model("MessageCreateRequest"), body, closed=True)
    assert any(item.startswith(words) for item in found), found
