"""What can't be written, named: for commands, the health page and the log channel. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from shared.immutable import immutable

_SHOWN: Final = 3


@immutable
class Trouble:
    """A ticket that can't be written, or (with an empty `ticket`) a whole tab."""

    tab: str
    ticket: str
    words: str
    """Why, with the row where one is known."""
    thread: str = ""

    def __str__(self) -> str:
        what = f"ticket {self.ticket} ({self.tab})" if self.ticket else f"the tab {self.tab!r}"
        return f"{what}: {self.words}"


def in_short(troubles: Sequence[Trouble]) -> str:
    """The first few, and how many there are besides; empty without any."""
    shown = "; ".join(map(str, troubles[:_SHOWN]))
    more = len(troubles) - _SHOWN
    return f"{shown}; and {more} more" if more > 0 else shown


class News:
    """Tells of each trouble once when it comes, and once when it is gone."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], Trouble] = {}

    def of(self, troubles: Sequence[Trouble]) -> list[str]:
        """The lines for the log channel since the last call."""
        now = {(each.tab, each.ticket, each.thread): each for each in troubles}
        came = [each for key, each in now.items() if key not in self._known]
        went = [each for key, each in self._known.items() if key not in now]
        self._known = now
        lines = [f"⚠ Can't be written to the sheet: {in_short(came).rstrip('.')}."] if came else []
        return lines + _mended(went)


def _mended(troubles: Sequence[Trouble]) -> list[str]:
    by_tab: dict[str, list[str]] = defaultdict(list)
    for each in troubles:
        by_tab[each.tab].append(each.ticket)
    return [
        f"✅ In {tab!r} {len(tickets)} trouble{'s' * (len(tickets) != 1)} is over: "
        + (", ".join(filter(None, tickets[:10])) or "it can be written to again")
        for tab, tickets in by_tab.items()
    ]
