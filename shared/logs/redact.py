"""What takes secrets out of texts; the keepalive, which stands alone, holds it."""

from shared.keepalive.ground.redact import Redactor, one_line

__all__ = ["Redactor", "one_line"]
