"""A value that prints as stars; the keepalive, which stands alone, holds it."""

from shared.keepalive.ground.secret import Secret

__all__ = ["Secret"]
