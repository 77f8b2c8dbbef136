"""A store for each test; a machine without the program says so."""

from collections.abc import AsyncIterator

import pytest

from sandbox.valkey.server import StoreMissing
from sandbox.valkey.store import Store


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    try:
        async with Store.open() as opened:
            yield opened
    except StoreMissing as missing:
        pytest.skip(str(missing))
