"""The kinds of values that an environment variable can hold: from its text to the value.

The plainest are the keepalive's own; ids of Discord and times are the bots' alone. Each raises
ValueError in words for people, which never repeat a secret.
"""

import re
from datetime import time, tzinfo
from enum import Enum
from typing import Any, Final

from shared.config.times import parse_times
from shared.immutable import immutable
from shared.keepalive.ground.fields import (
    alternatives,
    number,
    one_of,
    secret,
    switch,
    text,
    url,
    whole,
)
from shared.keepalive.ground.setting import Reader, setting
from shared.timing.hours import Hours
from shared.timing.zones import NoSuchZone, zone

__all__ = [
    "OneOf",
    "PerhapsOneOf",
    "SomeOf",
    "Thing",
    "command_switch",
    "discord_id",
    "hours_of_day",
    "id_set",
    "number",
    "one_number_of",
    "one_of",
    "optional_id",
    "secret",
    "switch",
    "text",
    "thing_of",
    "time_of_day",
    "time_zone",
    "times_of_day",
    "url",
    "whole",
]

# Discord ids ("snowflakes") are unsigned 64-bit numbers; real ones have 17 digits and more.
_SNOWFLAKE: Final = re.compile(r"[0-9]{15,20}")


def id_set(value: str) -> frozenset[int]:
    """Discord ids, separated by commas or spaces; may be empty."""
    return frozenset(_snowflake(part) for part in re.split(r"[\s,;]+", value.strip()) if part)


def discord_id(value: str) -> int:
    """One Discord id."""
    return _snowflake(value.strip())


def optional_id(value: str) -> int | None:
    """One Discord id, or none."""
    return _snowflake(value.strip()) if value.strip() else None


class Thing(Enum):
    """What an id names, so that `--setup` can offer those things by name."""

    SERVER = "server"
    PLACE = "channel or thread"
    ROLE = "role"
    USER = "user"
    EMOJI = "emoji"


@immutable
class OneOf:
    """Reads the id of one `thing`."""

    thing: Thing

    def __call__(self, value: str) -> int:
        """See `discord_id`."""
        return discord_id(value)


@immutable
class PerhapsOneOf:
    """Reads the id of one `thing`, or of none."""

    thing: Thing

    def __call__(self, value: str) -> int | None:
        """See `optional_id`."""
        return optional_id(value)


@immutable
class SomeOf:
    """Reads the ids of any number of a `thing`."""

    thing: Thing

    def __call__(self, value: str) -> frozenset[int]:
        """See `id_set`."""
        return id_set(value)


def command_switch(commands: str) -> bool:
    """The setting that switches `commands`, as people write them: ON unless somebody says OFF."""
    return setting(switch, default=True, description=f"switch of {commands}")


def thing_of(reader: Reader[Any]) -> Thing | None:
    """What the ids name that `reader` reads; None for one that reads no ids."""
    return reader.thing if isinstance(reader, OneOf | PerhapsOneOf | SomeOf) else None


def times_of_day(value: str) -> tuple[time, ...]:
    """Wall-clock times, `02:00,10:00`."""
    return parse_times(value)


def time_of_day(value: str) -> time:
    """One wall-clock time, `17:30`."""
    times = parse_times(value)
    if len(times) != 1:
        raise ValueError("give one time as HH:MM")
    return times[0]


def hours_of_day(value: str) -> Hours:
    """From one wall-clock time to another, `09:00-21:00`; past midnight too."""
    times = [parse_times(part) for part in value.split("-")]
    if [len(each) for each in times] != [1, 1]:
        raise ValueError("give two times as HH:MM-HH:MM")
    (begin,), (end,) = times
    return Hours(begin, end)


def time_zone(value: str) -> tzinfo:
    """A time zone by its IANA name, by the pinned tzdata."""
    try:
        return zone(value.strip())
    except NoSuchZone:
        raise ValueError(
            f"{value!r} is not a time zone; use a name such as Europe/Vienna or UTC"
        ) from None


def one_number_of(*numbers: int) -> Reader[int]:
    """One of these whole numbers."""
    by_text = {str(each): each for each in numbers}

    def read(value: str) -> int:
        found = by_text.get(value.strip())
        if found is None:
            raise ValueError(f"should be {alternatives(list(by_text))}")
        return found

    return read


def _snowflake(value: str) -> int:
    if not _SNOWFLAKE.fullmatch(value):
        raise ValueError(
            f"{value!r} is not a Discord id; turn on Developer Mode in Discord, right-click the "
            "role, channel or server and choose Copy ID"
        )
    return int(value)
