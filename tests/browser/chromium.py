"""Finds the machine's Chromium and drives it; everyone in this folder uses these few lines."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The page is on this machine: nothing that the browser would like to ask the internet for.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = (1440, 900)
PHONE = (390, 844)


def find_chromium() -> str | None:
    """Its path, if there is one."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def browser(path: str) -> AsyncGenerator[Browser]:
    """A Chromium without a window."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield opened
        finally:
            await opened.close()


async def open_page(
    chromium: Browser,
    url: str,
    *,
    size: tuple[int, int] = DESK,
    scheme: Literal["light", "dark"] = "light",
    scale: float = 1,
) -> Page:
    """The sandbox's page, loaded, with its channels on it."""
    page = await chromium.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        device_scale_factor=scale,
        locale="en-GB",
        timezone_id="UTC",
    )
    await page.goto(url)
    await page.locator("#channels .channel").first.wait_for(state="attached")
    return page
