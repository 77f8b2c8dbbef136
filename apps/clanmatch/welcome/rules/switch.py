"""Whether the welcome module is on, who said so, and how long that lasts."""

from datetime import datetime
from typing import Final

from shared.chat.errors import ExpectedFailure
from shared.chat.text import ago, plain
from shared.immutable import immutable

_JUST_NOW_S: Final = 10.0


@immutable
class Turn:
    """Somebody switched it."""

    on: bool
    by: str
    at: datetime


class WelcomeSwitch:
    """Starts as `WELCOME_ENABLED` says; a command turns it until the process ends.

    It is kept in memory and nowhere else: what a restart brings stays in one place, the settings.
    """

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._turn: Turn | None = None

    @property
    def is_on(self) -> bool:
        """The state now."""
        return self._turn.on if self._turn else self._enabled

    def check(self) -> None:
        """Raises ExpectedFailure while it is off."""
        if not self.is_on:
            raise ExpectedFailure("Welcomes are switched off; `!welcome-status` says by whom.")

    def turn(self, *, on: bool, by: str, at: datetime) -> None:
        """Switch it, until the process ends."""
        self._turn = Turn(on, by, at)

    def in_words(self, now: datetime) -> str:
        """The state and where it comes from."""
        state = f"Welcomes are **{_word(self.is_on).lower()}**"
        if self._turn is None:
            return f"{state}, as `WELCOME_ENABLED={_word(self._enabled)}` says."
        seconds = (now - self._turn.at).total_seconds()
        since = "just now" if seconds < _JUST_NOW_S else f"{ago(seconds)} ago"
        return (
            f"{state}: switched by {plain(self._turn.by)} {since}. This lasts until I restart; "
            f"then `WELCOME_ENABLED={_word(self._enabled)}` counts again."
        )


def _word(on: bool) -> str:  # noqa: FBT001 - the value is all there is to say
    return "ON" if on else "OFF"
