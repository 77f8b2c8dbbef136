"""Why nobody can be asked at an address; the keepalive, which stands alone, holds it."""

from shared.keepalive.ground.unreached import unreached

__all__ = ["unreached"]
