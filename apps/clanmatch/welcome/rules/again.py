"""The question whether to repeat a welcome, as its buttons carry it: nothing is kept in memory."""

import re
from datetime import timedelta
from typing import Final

from shared.immutable import immutable

SAME_WITHIN: Final = timedelta(minutes=10)
"""A welcome of the same person to the same clan within this time is probably a mistake."""
# What a custom id has room for; no clan's tag comes near it.
_LONGEST_TAG: Final = 40
_CUSTOM_ID: Final = re.compile(r"w1:([yn]):([0-9]{1,20}):([0-9]{1,20}):(.{1,40})", re.DOTALL)


@immutable
class Again:
    """Who asked whom to be welcomed to which clan, and what a button says to doing it again."""

    inviter_id: int
    newcomer_id: int
    tag: str
    yes: bool

    def custom_id(self) -> str:
        """At most 87 characters; `decode_again` reads it back."""
        answer = "y" if self.yes else "n"
        return f"w1:{answer}:{self.inviter_id}:{self.newcomer_id}:{self.tag[:_LONGEST_TAG]}"


def decode_again(custom_id: str) -> Again | None:
    """What the button means; None for any other control."""
    if match := _CUSTOM_ID.fullmatch(custom_id):
        answer, inviter, newcomer, tag = match.groups()
        return Again(int(inviter), int(newcomer), tag, yes=answer == "y")
    return None
