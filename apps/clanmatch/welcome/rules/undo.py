"""Taking a welcome back, as its button carries it: nothing is kept in memory."""

import re
from typing import Final

from shared.immutable import immutable

_ID: Final = "([0-9]{1,20})"
_CUSTOM_ID: Final = re.compile(rf"w4:{_ID}:{_ID}:{_ID}:{_ID}")


@immutable
class Undo:
    """Where the welcome and its notice stand, and who was welcomed."""

    newcomer_id: int
    channel_id: int
    message_id: int
    notice_id: int = 0
    """0 where there was none."""

    def custom_id(self) -> str:
        """At most 86 characters; `decode_undo` reads it back."""
        return f"w4:{self.newcomer_id}:{self.channel_id}:{self.message_id}:{self.notice_id}"


def decode_undo(custom_id: str) -> Undo | None:
    """What the button takes back; None for any other control."""
    match = _CUSTOM_ID.fullmatch(custom_id)
    return Undo(*map(int, match.groups())) if match else None
