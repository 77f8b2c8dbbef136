"""The shapes that cross the wire: JSON, uploads, and Discord's way of refusing."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeAlias, cast

# What Discord's JSON holds is described in its documentation, not in our types.
Json: TypeAlias = Any
Payload: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    filename: str
    fp: BytesIO
    description: str | None = None
    size: int = 0


def snowflake(value: object) -> int:
    """An id as JSON gives it: digits in a string, or a number."""
    return int(str(value))


def as_object(value: Json) -> Payload:
    """`value` when it is a JSON object, else an empty one."""
    return cast("Payload", value) if isinstance(value, dict) else {}


def as_objects(value: Json) -> list[Payload]:
    """The objects of a JSON array; empty when it is none."""
    items = cast("list[Json]", value) if isinstance(value, list) else []
    return [as_object(item) for item in items]
