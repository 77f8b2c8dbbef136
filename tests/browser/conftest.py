"""A browser for the tests of this folder; the one thing that a machine may lack.

It takes longer to start than most of the tests that look at a page in it, so that all of a worker
share it. What one test leaves behind no other sees: each page has a context of its own.
"""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.chromium import browser, find_chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let these tests run on the one loop to which the browser listens."""
    here = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(here, append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_browser() -> AsyncGenerator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    async with browser(path) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def chromium(shared_browser: Browser) -> AsyncGenerator[Browser]:
    """The browser, without the pages of the tests before."""
    yield shared_browser
    for context in shared_browser.contexts:
        await context.close()
