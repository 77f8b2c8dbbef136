"""One stand-in per test, with a small workbook `W` in it."""

from collections.abc import AsyncIterator

import pytest

from sandbox.sheets.service import SheetsService
from sandbox.sheets.token import Tokens
from shared.timing.clock import SystemClock
from tests.fakes.sheets_server import ServedSheets, served_sheets

ROWS = [["ticket", "name", "note"], ["0042", "Ann", "hers"], ["0043", "Bo", ""]]


@pytest.fixture(scope="session")
def tokens() -> Tokens:
    """Making a key takes a while: one for all tests."""
    return Tokens(SystemClock())


@pytest.fixture
async def served(tokens: Tokens) -> AsyncIterator[ServedSheets]:
    box = SheetsService()
    box.tokens = tokens
    tokens.revoke_all()
    box.add("W", "Log", {"Sheet1": ROWS, "It's 2": []})
    async with served_sheets(box) as served:
        yield served
