"""Texts of variables as values, and what is said of the others."""

import re
from datetime import time
from typing import Any

import pytest

from shared.config.fields import (
    id_set,
    number,
    one_number_of,
    one_of,
    optional_id,
    secret,
    switch,
    time_of_day,
    time_zone,
    url,
    whole,
)
from shared.config.secret import Secret
from shared.config.setting import Reader

ID = 123456789012345678


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (switch, " Yes ", True),
        (id_set, f"{ID} {ID},", frozenset({ID})),
        (optional_id, " ", None),
        (time_of_day, "17:30", time(17, 30)),
        (url, " https://bot.example/ ", "https://bot.example"),
        (url, "https://bücher.example.:8443/ü", "https://bücher.example.:8443/ü"),
        (url, "ws://[::1]:9000/gateway", "ws://[::1]:9000/gateway"),
        (whole(at_least=1, at_most=65535), " 80 ", 80),
        (whole(), "60.0", 60),
        (number(above=0), "0.5", 0.5),
        (number(), "1e3", 1000.0),
        (one_of("DEBUG", "INFO"), "debug", "DEBUG"),
        (one_number_of(60, 1440), "60", 60),
        (secret(), "word", Secret("word")),
    ],
)
def test_taken(reader: Reader[Any], text: str, value: object) -> None:
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text", "words"),
    [
        (switch, "perhaps", "write ON or OFF"),
        (id_set, "12", "'12' is not a Discord id; turn on Developer Mode"),
        (time_of_day, "02:00,10:00", "give one time as HH:MM"),
        (time_zone, "Mars", "'Mars' is not a time zone"),
        (url, "ftp://x", "give a full address such as https://example.org"),
        # The libraries trip over each of these in a way of their own.
        (url, "https://hc ping.example/1", "an address holds no blanks and no line breaks"),
        (url, "https://hc.example/1\nPORT=80", "an address holds no blanks and no line breaks"),
        (url, "https://hc..example/1", "no host can be called so"),
        (url, f"https://{'a' * 64}.example", "no host can be called so"),
        (url, f"https://{'ü' * 80}.example", "no host can be called so"),
        (url, "https://hc.example:99999/1", "a port is a number up to 65535"),
        (whole(), "1.5", "should be a whole number"),
        (whole(), "٣", "should be a whole number"),
        (whole(), "9" * 5000, "should be a whole number"),
        (whole(at_least=1), "0", "should be greater than or equal to 1"),
        (whole(at_most=65535), "65536", "should be less than or equal to 65535"),
        (number(), "nan", "should be a number"),
        (number(), "1e400", "should be a number"),
        (number(above=0), "0", "should be greater than 0"),
        (number(at_least=0.2), "0.1", "should be greater than or equal to 0.2"),
        (one_of("text", "json"), "xml", "should be 'text' or 'json'"),
        (one_number_of(60, 1440, 4320), "61", "should be 60, 1440 or 4320"),
    ],
)
def test_refused_in_words(reader: Reader[Any], text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        reader(text)


def test_a_secret_shows_nothing() -> None:
    word = Secret("open sesame")
    assert "sesame" not in f"{word} {word!r} {[word]}"
    assert word.reveal() == "open sesame"
    assert not Secret("")
