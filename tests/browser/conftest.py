"""A browser for the tests of this folder; the one thing that a machine may lack."""

from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import Browser

from tests.browser.chromium import browser, find_chromium


@pytest.fixture
async def chromium() -> AsyncGenerator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    async with browser(path) as opened:
        yield opened
