"""A value that prints as stars; the keepalive, which stands alone, holds it."""

from typing import Final

from shared.keepalive.ground.secret import Secret

__all__ = ["SECRET_ADDRESSES", "Secret"]

SECRET_ADDRESSES: Final = frozenset({"heartbeat_url"})
"""Fields that are no secrets, and are shown as little: whoever knows them can say the bot lives."""
