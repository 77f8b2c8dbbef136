"""What was filled into a form that comes back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord


def fields_of(form: discord.Interaction[Any]) -> dict[str, str]:
    """By the custom ids of its controls; of several values the first."""
    data: Any = form.data or {}
    return dict(_fields(data.get("components", ())))


def _fields(parts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for part in parts:
        if "component" in part:
            yield from _fields([part["component"]])
        yield from _fields(part.get("components", ()))
        if custom_id := part.get("custom_id"):
            values = part.get("values") or [part.get("value")]
            yield str(custom_id), str(values[0] or "")
