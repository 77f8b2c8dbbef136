"""What clients send: a frame out of its bytes, and what an IDENTIFY holds."""

import json

import discord

from sandbox.discord.apps import PRIVILEGED, App
from sandbox.discord.wire import Payload, as_object

_MOST_BYTES = 4_096
_KNOWN_INTENTS = discord.Intents.all().value | (1 << 17) | (1 << 18) | (1 << 19)


def parse(data: str | bytes) -> Payload | None:
    """The frame; None when it is too long, no JSON, or has no opcode."""
    if len(data) > _MOST_BYTES:
        return None
    try:
        frame = as_object(json.loads(data))
    except ValueError:
        return None
    return frame if isinstance(frame.get("op"), int) else None


def shard_of(data: Payload) -> tuple[int, int] | None:
    """Number and count of the shard that identifies; None when they make no sense."""
    number, count = tuple(data.get("shard") or (0, 1))[:2]
    return (int(number), int(count)) if 0 <= number < count else None


def intents_of(data: Payload) -> discord.Intents:
    """The intents that an IDENTIFY asks for, whether they exist or not."""
    intents = discord.Intents()
    intents.value = int(data.get("intents", 0))
    return intents


def problem_with(intents: discord.Intents, app: App) -> int | None:
    """The close code for intents that don't exist or that the portal has not switched on."""
    if intents.value & ~_KNOWN_INTENTS:
        return 4013
    asked = {name for name in PRIVILEGED if getattr(intents, name)}
    return 4014 if asked - app.approved else None
