"""How long the ledger waits between two passes, from how the last ones went."""

import logging
import random
from typing import Final

from apps.welcomecrew.ledger.upsert import PassResult
from shared.chat.text import count
from shared.sheets.errors import AmbiguousWrite, QuotaExceeded, SheetsError

_log = logging.getLogger(__name__)

_SHORTEST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 120.0
_LONGEST_ASKED: Final = 900.0
"""Google may ask for a longer pause than this; a quota is per minute, and a day helps nobody."""
_PATIENCE: Final = 6
"""Passes in a row that may settle nothing: a write, its check, and people in between."""
_FIRST_STUCK: Final = 15.0
_LONGEST_STUCK: Final = 300.0


class Pauses:
    """Counts passes of each kind; all pauses are in seconds."""

    def __init__(self) -> None:
        self._failures = 0
        self._fruitless = 0
        self._stuck = 0

    @property
    def stuck(self) -> bool:
        """Whether only people can mend what is left."""
        return self._stuck > 0

    def failed(self, error: SheetsError) -> float:
        """After a pass that Google did not let through."""
        self._failures += 1
        if isinstance(error, AmbiguousWrite) and self._failures == 1:
            return _SHORTEST_WAIT
        if isinstance(error, QuotaExceeded) and error.retry_after is not None:
            return min(error.retry_after, _LONGEST_ASKED) + random.uniform(0, 1)  # noqa: S311 - jitter is no secret
        longest = min(_LONGEST_WAIT, _SHORTEST_WAIT * 2**self._failures)
        return random.uniform(longest / 2, longest)  # noqa: S311 - jitter is no secret

    def after(
        self, result: PassResult, *, waiting: int, unverified: bool, due: float | None
    ) -> float | None:
        """After a pass in which Google took what it was given; None when nothing is left to do.

        `waiting` rows are left, `unverified` writes were not read back yet, and in `due` seconds
        something that was refused may be tried again.
        """
        self._failures = 0
        if result.refused:
            return 0.0
        if not result.written and result.stuck and len(result.stuck) == waiting:
            self._stuck += 1
            return self._until_mended(due)
        self._stuck = 0
        self._fruitless = 0 if result.settled or not waiting else self._fruitless + 1
        if self._fruitless > _PATIENCE:
            return self._at_odds(waiting)
        return 0.0 if waiting or unverified else None

    def _until_mended(self, due: float | None) -> float:
        """What only people can mend is looked at again: soon at first, then seldom."""
        pause = min(_LONGEST_STUCK, _FIRST_STUCK * 2 ** min(self._stuck - 1, 10))
        return pause if due is None else max(1.0, min(pause, due))

    def _at_odds(self, waiting: int) -> float:
        """Somebody undoes what is written as fast as it is written: don't spend the quota on it."""
        _log.warning("not in the sheet as written: %s", count(waiting, "row"))
        return min(_LONGEST_WAIT, _SHORTEST_WAIT * 2 ** (self._fruitless - _PATIENCE))
