"""What waits to be written and what was done, as others are told."""

from datetime import datetime, timedelta
from typing import Final

from shared.immutable import immutable
from shared.sheets.ledger.troubles import Trouble

_STUCK_AFTER: Final = timedelta(minutes=10)


@immutable
class LedgerStatus:
    """For `!watch_status`, `/healthz` and `/metrics`."""

    waiting: int
    oldest: datetime | None
    refused: int
    troubles: tuple[Trouble, ...]
    """What somebody must mend in the sheet before it can be written."""
    problem: str | None
    advice: str | None
    last_write: datetime | None
    inserted: int
    updated: int
    repaired: int

    def stuck(self, now: datetime) -> bool:
        """Whether something waits for so long that somebody should look."""
        return self.oldest is not None and now - self.oldest > _STUCK_AFTER
