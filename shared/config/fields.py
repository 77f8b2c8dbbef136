"""The kinds of values that an environment variable can hold, as pydantic field types."""

import re
from datetime import time, tzinfo
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, PlainSerializer, SecretStr
from pydantic_settings import NoDecode

from shared.config.times import parse_times
from shared.timing.zones import NoSuchZone, zone

_ON = frozenset({"on", "1", "true", "yes", "y"})
_OFF = frozenset({"off", "0", "false", "no", "n"})
# Discord ids ("snowflakes") are unsigned 64-bit numbers; real ones have 17 digits and more.
_SNOWFLAKE = re.compile(r"[0-9]{15,20}")


def _switch(value: object) -> object:
    if not isinstance(value, str):
        return value
    word = value.strip().lower()
    if word in _ON:
        return True
    if word in _OFF:
        return False
    raise ValueError("write ON or OFF")


def _id_set(value: object) -> object:
    if not isinstance(value, str):
        return value
    return frozenset(_snowflake(part) for part in re.split(r"[\s,;]+", value.strip()) if part)


def _optional_id(value: object) -> object:
    if not isinstance(value, str):
        return value
    return _snowflake(value.strip()) if value.strip() else None


def _id(value: object) -> object:
    return _snowflake(value.strip()) if isinstance(value, str) else value


def _snowflake(text: str) -> int:
    if not _SNOWFLAKE.fullmatch(text):
        raise ValueError(
            f"{text!r} is not a Discord id; turn on Developer Mode in Discord, right-click the "
            "role, channel or server and choose Copy ID"
        )
    return int(text)


def _times_of_day(value: object) -> object:
    return parse_times(value) if isinstance(value, str) else value


def _time_of_day(value: object) -> object:
    if not isinstance(value, str):
        return value
    times = parse_times(value)
    if len(times) != 1:
        raise ValueError("give one time as HH:MM")
    return times[0]


def _zone(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return zone(value.strip())
    except NoSuchZone:
        raise ValueError(
            f"{value!r} is not a time zone; use a name such as Europe/Vienna or UTC"
        ) from None


def _url(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        return ""
    address = value.strip().rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https", "ws", "wss"} or not parts.hostname:
        raise ValueError("give a full address such as https://example.org")
    return address


Switch = Annotated[bool, BeforeValidator(_switch)]
"""ON/OFF, 1/0, true/false, yes/no, in any case."""

IdSet = Annotated[
    frozenset[int],
    NoDecode,
    BeforeValidator(_id_set),
    PlainSerializer(lambda ids: " ".join(map(str, sorted(ids))), return_type=str),
]
"""Discord ids, separated by commas or spaces; may be empty."""

Id = Annotated[int, BeforeValidator(_id)]
"""One Discord id."""

OptionalId = Annotated[int | None, BeforeValidator(_optional_id)]
"""One Discord id, or none."""

TimesOfDay = Annotated[tuple[time, ...], NoDecode, BeforeValidator(_times_of_day)]
"""Wall-clock times, `02:00,10:00`."""

TimeOfDay = Annotated[time, NoDecode, BeforeValidator(_time_of_day)]
"""One wall-clock time, `17:30`."""

Zone = Annotated[tzinfo, NoDecode, BeforeValidator(_zone)]
"""A time zone by its IANA name, by the pinned tzdata."""

Url = Annotated[str, BeforeValidator(_url)]
"""An address without trailing slash, or empty."""

Secret = SecretStr
"""A value that prints as stars."""
