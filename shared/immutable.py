"""Values that can't be changed; the keepalive, which stands alone, holds how they are made."""

from shared.keepalive.ground.immutable import immutable

__all__ = ["immutable"]
