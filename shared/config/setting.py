"""One setting; the keepalive, which stands alone, holds it."""

from shared.keepalive.ground.setting import (
    Reader,
    description_of,
    is_required,
    is_secret,
    is_setting,
    names_of,
    reader_of,
    setting,
)

__all__ = [
    "Reader",
    "description_of",
    "is_required",
    "is_secret",
    "is_setting",
    "names_of",
    "reader_of",
    "setting",
]
