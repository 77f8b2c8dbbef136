"""The tabs of the tickets, and how dates are written there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from apps.welcomecrew.ledger.rows import PROMO_TAB, WELCOME_TAB
from shared.config.fields import time_zone
from shared.config.load import Settings
from shared.config.setting import setting
from shared.sheets.settings import tab_name
from shared.timing.zones import zone


class LedgerSettings(Settings):
    """The tabs of the tickets, and how dates are written."""

    sheet1_name: str = setting(
        tab_name,
        default="Sheet1",
        description="tab of the welcome tickets; the bot makes it, and headers that are missing "
        "(also `thread`, by which it knows whose row is whose)",
    )
    sheet4_name: str = setting(
        tab_name, default="Sheet4", description="tab of the promo tickets; made in the same way"
    )
    timezone: tzinfo = setting(
        time_zone,
        default=zone("UTC"),
        description="time zone of the dates in the sheet and REFRESH_TIMES",
    )

    @property
    def ticket_tabs(self) -> Mapping[str, Sequence[str]]:
        """Tab → the headers that it has."""
        return {self.sheet1_name: WELCOME_TAB, self.sheet4_name: PROMO_TAB}

    @classmethod
    def clashes(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Two kinds of rows in one tab would overwrite each other."""
        # The clan list is another room's; it is read in the same spreadsheet.
        names = ("sheet1_name", "sheet4_name", "clanlist_tab_name")
        for number_of, name in enumerate(names):
            for other in names[:number_of]:
                if name in read and str(read.get(other)).casefold() == read[name].casefold():
                    yield name, f"is the same tab as {other.upper()}; give each its own"
