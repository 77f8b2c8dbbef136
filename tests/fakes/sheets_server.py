"""The Sheets stand-in on a free port of this machine, and the real client pointed at it."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from sandbox.sheets.routes import routes
from sandbox.sheets.service import SheetsService
from shared.sheets.calls import Limits, Observe
from shared.sheets.service_account import ServiceAccount
from shared.sheets.workbook import GoogleWorkbook, anybody, ignore
from shared.timing.clock import SystemClock
from tests.discovery.document import is_at_hand
from tests.discovery.exchanges import Listener

# Short enough for tests, long enough for a busy machine.
QUICK = Limits(
    connect=2.0,
    read=5.0,
    deadline=10.0,
    attempts=3,
    first_wait=0.01,
    longest_wait=0.05,
    requests_per_minute=6000,
)


@dataclass(slots=True)
class ServedSheets:
    """A running stand-in; `box` is what a person and a test see of it."""

    box: SheetsService
    url: str
    listener: Listener
    """Holds every word against Google's description; `served_sheets` asks it in the end."""

    def workbook(
        self,
        identifier: str,
        *,
        read_only: bool = False,
        observe: Observe = ignore,
        account_json: str = "",
        may_write: Callable[[], None] = anybody,
        loaded: Callable[[], None] = lambda: None,
        **limits: Any,
    ) -> GoogleWorkbook:
        account = ServiceAccount.parse(account_json or self.box.service_account_json(self.url))
        return GoogleWorkbook(
            account,
            identifier,
            clock=SystemClock(),
            api_url=self.url,
            read_only=read_only,
            limits=replace(QUICK, **limits),
            observe=observe,
            may_write=may_write,
            loaded=loaded,
        )


@asynccontextmanager
async def served_sheets(box: SheetsService | None = None) -> AsyncGenerator[ServedSheets]:
    box = box or SheetsService()
    listener = Listener()
    if is_at_hand():
        box.subscribe_exchanges(listener)
    app = web.Application(client_max_size=16 * 1024**2)
    app.add_routes(routes(box))
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        yield ServedSheets(box, f"http://127.0.0.1:{port}/sheets", listener)
        assert listener.misfits == [], "said otherwise than Google describes it"
    finally:
        box.faults.clear()
        await runner.cleanup()
