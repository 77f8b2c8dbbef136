"""The stand-in's spreadsheets, as a person at the keyboard and as a test sees them."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.sheets.faults import Fault, SheetsFaults
from sandbox.sheets.grid import Formula, Protected, Spreadsheet, Tab, typed
from sandbox.sheets.quota import Quota
from sandbox.sheets.token import Tokens
from sandbox.sheets.values import LOADING
from shared.timing.clock import Clock, SystemClock

_KEPT_RECORDS = 10_000
DEMO_ACCOUNT = "demo-bots@sandbox.iam.gserviceaccount.com"


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request as it was answered; a lost answer has status 0."""

    method: str
    """As Google calls it: `spreadsheets.get`, `values.batchGet`, `spreadsheets.batchUpdate` …"""
    kind: str
    """`read` or `write`."""
    account: str
    spreadsheet_id: str
    status: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer as they were on the wire, for whoever checks them."""

    verb: str
    path: str
    """Below the API's root: `v4/spreadsheets/…`."""
    query: tuple[tuple[str, str], ...]
    body: object
    status: int
    answer: bytes


class SheetsService:
    """Everything behind the wire. Rows and columns count from 1 here, as people count them."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self.tokens = Tokens(self.clock)
        self.quota = Quota(self.clock)
        self.faults = SheetsFaults(self.clock)
        self.spreadsheets: dict[str, Spreadsheet] = {}
        self.requests: deque[RequestRecord] = deque(maxlen=_KEPT_RECORDS)
        self.counts: Counter[str] = Counter()
        self._on_change: list[Callable[[str, str], None]] = []
        self._on_request: list[Callable[[RequestRecord], None]] = []
        self._on_exchange: list[Callable[[Exchange], None]] = []

    # -- setting up

    def add(
        self,
        identifier: str,
        title: str,
        tabs: Mapping[str, Iterable[Sequence[str]]],
        *,
        share: bool = True,
    ) -> Spreadsheet:
        """A new spreadsheet, shared with the demo account unless told otherwise."""
        spreadsheet = Spreadsheet.of(identifier, title, tabs)
        if share:
            spreadsheet.editors.add(DEMO_ACCOUNT)
        self.spreadsheets[identifier] = spreadsheet
        return spreadsheet

    def service_account_json(self, base_url: str, email: str = DEMO_ACCOUNT) -> str:
        """The key file of an account whose tokens come from `<base_url>/token`."""
        return self.tokens.key_file(email, base_url)

    # -- what a person does

    def rows(self, identifier: str, tab: str) -> list[list[str]]:
        """All used cells as people see them."""
        return self._tab(identifier, tab).as_shown()

    def set_cell(self, identifier: str, tab: str, row: int, column: int, text: str) -> None:
        """Type `text` into a cell; Google makes numbers and formulas of what looks like them."""
        self._tab(identifier, tab).put(row - 1, column - 1, typed(text))
        self.changed(identifier, tab)

    def show_error(self, identifier: str, tab: str, row: int, column: int, shows: str) -> None:
        """A formula that fails, or that is still at work: `#REF!`, `Loading...`."""
        self._tab(identifier, tab).put(row - 1, column - 1, Formula("=QUERY(A1)", shows))
        self.changed(identifier, tab)

    def fill_down(self, identifier: str, tab: str, column: int, text: str, *, to_row: int) -> None:
        """Drag a value down from row 2: unticked boxes are FALSE, drop-downs their first word."""
        for row in range(2, to_row + 1):
            self._tab(identifier, tab).put(row - 1, column - 1, typed(text))
        self.changed(identifier, tab)

    def protect(
        self, identifier: str, tab: str, rows: tuple[int, int], columns: tuple[int, int]
    ) -> None:
        """Let only the owner edit these cells; first and last row and column."""
        cells = Protected(rows[0] - 1, rows[1], columns[0] - 1, columns[1])
        self._tab(identifier, tab).protected.append(cells)

    def unprotect(self, identifier: str, tab: str) -> None:
        self._tab(identifier, tab).protected.clear()

    def failing_formulas(self) -> str:
        """What imported cells show now; empty while they show their values."""
        if self.faults.strikes(Fault.FORMULAS_LOAD, "read"):
            return LOADING
        return "#REF!" if self.faults.strikes(Fault.FORMULAS_FAIL, "read") else ""

    def insert_row(self, identifier: str, tab: str, before: int) -> None:
        """An empty row above row `before`."""
        self._tab(identifier, tab).insert_rows(before - 1)
        self.changed(identifier, tab)

    def delete_row(self, identifier: str, tab: str, row: int) -> None:
        """The rows below move up."""
        self._tab(identifier, tab).delete_rows(row - 1, row)
        self.changed(identifier, tab)

    def move_column(self, identifier: str, tab: str, column: int, to: int) -> None:
        """Drag a column; `to` is its new number."""
        self._tab(identifier, tab).move_column(column - 1, to - 1)
        self.changed(identifier, tab)

    def sort_by(self, identifier: str, tab: str, column: int, *, descending: bool = False) -> None:
        self._tab(identifier, tab).sort(column - 1, descending=descending)
        self.changed(identifier, tab)

    def add_tab(self, identifier: str, title: str, rows: Iterable[Sequence[str]] = ()) -> None:
        """A new last tab."""
        self.spreadsheets[identifier].add_tab(title, rows)
        self.changed(identifier, title)

    def rename_tab(self, identifier: str, tab: str, title: str) -> None:
        """The tab keeps its id."""
        self._tab(identifier, tab).title = title
        self.changed(identifier, title)

    def delete_tab(self, identifier: str, tab: str) -> None:
        self.spreadsheets[identifier].tabs.remove(self._tab(identifier, tab))
        self.changed(identifier, tab)

    # -- who wants to know

    def subscribe(self, callback: Callable[[str, str], None]) -> Callable[[], None]:
        """Tell `callback` (spreadsheet id, tab) of every change; call the result to end that."""
        self._on_change.append(callback)
        return lambda: self._on_change.remove(callback)

    def subscribe_requests(self, callback: Callable[[RequestRecord], None]) -> Callable[[], None]:
        """Tell `callback` of every request once it is done, before its answer leaves.

        So a test can let a person sort the rows exactly between a read and the next write.
        """
        self._on_request.append(callback)
        return lambda: self._on_request.remove(callback)

    def subscribe_exchanges(self, callback: Callable[[Exchange], None]) -> None:
        """Tell `callback` of every request and answer, word for word."""
        self._on_exchange.append(callback)

    def exchanged(self, exchange: Exchange) -> None:
        for callback in tuple(self._on_exchange):
            callback(exchange)

    def total(self, kind: str) -> int:
        """How many requests of `kind` ("read" or "write") came since the last `reset_counts`."""
        return sum(record.kind == kind for record in self.requests)

    def reset_counts(self) -> None:
        self.requests.clear()
        self.counts.clear()

    def changed(self, identifier: str, tab: str) -> None:
        for callback in tuple(self._on_change):
            callback(identifier, tab)

    def record(self, record: RequestRecord) -> None:
        self.requests.append(record)
        self.counts[record.method] += 1
        for callback in tuple(self._on_request):
            callback(record)

    def _tab(self, identifier: str, tab: str) -> Tab:
        return self.spreadsheets[identifier].tab(tab)
