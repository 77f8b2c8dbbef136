"""What we are changing of which thread, so that its echo is not taken for a person's doing."""

from collections import Counter, OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeVar

from shared.chat.passing import REST_FAILURES, passes_by
from shared.timing.clock import Clock

T = TypeVar("T")

ECHO_WITHIN: Final = 300.0
"""Seconds after an edit until which it may be told: a gateway that fell silent is noticed after
one to three minutes, and Discord tells the rest when the session is resumed."""
_PERHAPS_WITHIN: Final = 20.0
"""The same of an edit of which it isn't known whether Discord made it."""
MOST_EDITS: Final = 10_000
"""Of which no echo has come; the oldest are forgotten first."""
_MOST_LOOKED_AT: Final = 5
"""Edits that are judged at once, looking for those to forget."""


@dataclass(slots=True, eq=False, repr=False)
class _Expected:
    """What our edits of one thread set, as long as their echo may still come."""

    until: float
    names: Counter[str] = field(default_factory=Counter[str])
    archived: Counter[bool] = field(default_factory=Counter[bool])
    locked: Counter[bool] = field(default_factory=Counter[bool])
    under_way: int = 0

    @property
    def spent(self) -> bool:
        """Whether every echo has come."""
        names = self.names.total()
        return not (names or self.archived.total() or self.locked.total() or self.under_way)


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
        edit.until = self._clock.monotonic() + ECHO_WITHIN
        if name:
            edit.names[name] += 1
        if archived is not None:
            edit.archived[archived] += 1
        if locked is not None:
            edit.locked[locked] += 1
        self._edits[thread_id] = edit
        self._edits.move_to_end(thread_id)
        self._forget()

    @contextmanager
    def editing(self, thread_id: int, **sets: Any) -> Generator[None]:  # noqa: ANN401 - as `expect` takes it
        """While an edit is under way, however long Discord takes, and until its echo has come.

        One that Discord refuses has none.
        """
        self.expect(thread_id, **sets)
        edit = self._edits[thread_id]
        edit.under_way += 1
        within = _PERHAPS_WITHIN
        try:
            yield
            within = ECHO_WITHIN
        except REST_FAILURES as error:
            if not passes_by(error):
                _take_back(edit, **sets)
            raise
        finally:
            edit.under_way -= 1
            edit.until = self._clock.monotonic() + within
            self._edits.move_to_end(thread_id)
            self._let_go_if_spent(thread_id, edit)

    def session_lost(self) -> None:
        """What was not told yet never will be."""
        self._edits = OrderedDict((k, edit) for k, edit in self._edits.items() if edit.under_way)

    def named(self, thread_id: int, name: str) -> bool:
        """Whether this is the name that we gave it; that is then accounted for."""
        edit = self._edit(thread_id)
        return edit is not None and self._take(thread_id, edit, edit.names, value=name)

    def archived(self, thread_id: int, value: bool) -> bool:  # noqa: FBT001 - what was set
        """Whether we archived it, or for False opened it; that is then accounted for."""
        edit = self._edit(thread_id)
        return edit is not None and self._take(thread_id, edit, edit.archived, value=value)

    def locked(self, thread_id: int, value: bool) -> bool:  # noqa: FBT001 - what was set
        """The same for locking and unlocking."""
        edit = self._edit(thread_id)
        return edit is not None and self._take(thread_id, edit, edit.locked, value=value)

    def _edit(self, thread_id: int) -> _Expected | None:
        edit = self._edits.get(thread_id)
        return edit if edit and self._may_echo(edit) else None

    def _take(self, thread_id: int, edit: _Expected, expected: Counter[T], *, value: T) -> bool:
        if expected[value] <= 0:
            return False
        expected[value] -= 1
        self._let_go_if_spent(thread_id, edit)
        return True

    def _let_go_if_spent(self, thread_id: int, edit: _Expected) -> None:
        if edit.spent:
            del self._edits[thread_id]

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


def _take_back(
    edit: _Expected, *, name: str = "", archived: bool | None = None, locked: bool | None = None
) -> None:
    if name:
        edit.names[name] -= edit.names[name] > 0
    if archived is not None:
        edit.archived[archived] -= edit.archived[archived] > 0
    if locked is not None:
        edit.locked[locked] -= edit.locked[locked] > 0
