"""What we are changing of which thread, so that its echo is not taken for a person's doing."""

from collections import Counter, OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from shared.timing.clock import Clock

_OWN_EDIT_SECONDS: Final = 20.0
MOST_EDITS: Final = 10_000
"""More than Discord lets anybody edit in the time that an edit is remembered."""
_MOST_LOOKED_AT: Final = 5
"""Edits that are judged at once, looking for those to forget."""


@dataclass(slots=True)
class _Expected:
    """What our edits of one thread set, as long as their echo may still come."""

    until: float
    name: str = ""
    archived: Counter[bool] = field(default_factory=Counter[bool])
    locked: Counter[bool] = field(default_factory=Counter[bool])
    under_way: int = 0


class OwnEdits:
    """What we are changing of which thread, so that the echo is not taken for a person's doing.

    Only that: people rename, archive and reopen while we edit, too. Each edit has one echo.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._edits: OrderedDict[int, _Expected] = OrderedDict()

    def expect(
        self,
        thread_id: int,
        *,
        name: str = "",
        archived: bool | None = None,
        locked: bool | None = None,
    ) -> None:
        """An edit of ours is about to be sent; what it sets."""
        edit = self._edit(thread_id) or _Expected(0.0)
        edit.until = self._clock.monotonic() + _OWN_EDIT_SECONDS
        edit.name = name or edit.name
        if archived is not None:
            edit.archived[archived] += 1
        if locked is not None:
            edit.locked[locked] += 1
        self._edits[thread_id] = edit
        self._edits.move_to_end(thread_id)
        self._forget()

    @contextmanager
    def editing(self, thread_id: int, **sets: Any) -> Generator[None]:  # noqa: ANN401 - as `expect` takes it
        """While an edit is under way, however long Discord takes, and a while after it."""
        self.expect(thread_id, **sets)
        edit = self._edits[thread_id]
        edit.under_way += 1
        try:
            yield
        finally:
            edit.under_way -= 1
            edit.until = self._clock.monotonic() + _OWN_EDIT_SECONDS
            self._edits.move_to_end(thread_id)

    def named(self, thread_id: int, name: str) -> bool:
        """Whether this is the name that we gave it."""
        edit = self._edit(thread_id)
        return edit is not None and bool(name) and edit.name == name

    def archived(self, thread_id: int, value: bool) -> bool:  # noqa: FBT001 - what was set
        """Whether we archived it, or for False opened it; that is then accounted for."""
        edit = self._edit(thread_id)
        return edit is not None and _take(edit.archived, value)

    def locked(self, thread_id: int, value: bool) -> bool:  # noqa: FBT001 - what was set
        """The same for locking and unlocking."""
        edit = self._edit(thread_id)
        return edit is not None and _take(edit.locked, value)

    def _edit(self, thread_id: int) -> _Expected | None:
        edit = self._edits.get(thread_id)
        return edit if edit and self._may_echo(edit) else None

    def _may_echo(self, edit: _Expected) -> bool:
        return edit.under_way > 0 or edit.until > self._clock.monotonic()

    def _forget(self) -> None:
        """The oldest first, a few at a time; one that is under way stays, whatever the bound."""
        for thread_id, edit in list(islice(self._edits.items(), _MOST_LOOKED_AT)):
            if edit.under_way:
                self._edits.move_to_end(thread_id)
            elif self._may_echo(edit) and len(self._edits) <= MOST_EDITS:
                return
            else:
                del self._edits[thread_id]


def _take(expected: Counter[bool], value: bool) -> bool:  # noqa: FBT001 - what was set
    if expected[value] <= 0:
        return False
    expected[value] -= 1
    return True
