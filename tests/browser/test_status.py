"""A bot's status page in a browser: it looks again by itself, and outlives its process."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from shared.keepalive.health import Identity, report
from shared.keepalive.status_page import PageFacts, render, script_hash
from shared.keepalive.watchdog import Limits
from tests.browser.chromium import PHONE
from tests.shared.keepalive.facts import gateway

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
IDENTITY = Identity("tiny", "srv-1", "abc1234")
RUNBOOK = "https://example.org/runbook.md"


class Bot:
    """Serves the page of one moment after another."""

    def __init__(self) -> None:
        self.facts = self.at(NOW)
        self.server = TestServer(self._app())

    def at(self, now: datetime, **changes: Any) -> PageFacts:
        health = report(gateway(**changes), (), Limits(), IDENTITY, now, runbook=RUNBOOK)
        return PageFacts(IDENTITY, "first start", health, (), (), (), now)

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/status", self._page)
        return app

    async def _page(self, _: web.Request) -> web.Response:
        # As the web server sends it, so that a hash that is wrong shows here.
        policy = f"style-src 'unsafe-inline'; script-src '{script_hash()}'; connect-src 'self'"
        headers = {"Content-Security-Policy": f"default-src 'none'; {policy}"}
        return web.Response(text=render(self.facts), content_type="text/html", headers=headers)


@pytest_asyncio.fixture(loop_scope="session")
async def bot() -> AsyncGenerator[Bot]:
    bot = Bot()
    await bot.server.start_server()
    yield bot
    await bot.server.close()


async def visit(chromium: Browser, bot: Bot) -> Page:
    page = await chromium.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    await page.clock.install()
    await page.goto(str(bot.server.make_url("/status")))
    return page


async def test_it_looks_again_and_loses_nobody_s_place(chromium: Browser, bot: Bot) -> None:
    page = await visit(chromium, bot)
    link = page.get_by_role("link", name="Runbook: ready")
    await link.focus()
    bot.facts = bot.at(NOW, stopping="received SIGTERM")
    await page.clock.run_for(10_000)
    await expect(page.get_by_role("heading", level=1)).to_have_text("tiny is stopping")
    await expect(page.get_by_role("link", name="Runbook: stopping")).to_be_focused()
    await expect(page.locator("#said")).to_have_text("tiny: stopping")
    await expect(page).to_have_title("tiny: stopping")

    await page.get_by_role("button", name="Pause").click()
    bot.facts = bot.at(NOW)
    await page.clock.run_for(30_000)
    await expect(page).to_have_title("tiny: stopping")
    await page.get_by_role("button", name="Go on").click()
    await expect(page).to_have_title("tiny: ready")


async def test_its_last_words_stand_when_the_process_is_gone(chromium: Browser, bot: Bot) -> None:
    page = await visit(chromium, bot)
    await bot.server.close()
    await page.clock.run_for(10_000)
    await expect(page.get_by_role("alert")).to_contain_text("No answer since")
    await expect(page.get_by_role("heading", level=1)).to_have_text("tiny is ready")


async def test_nothing_is_wider_than_a_phone(chromium: Browser, bot: Bot) -> None:
    bot.facts = replace(bot.facts, because="x" * 400, identity=Identity("t" * 80, "i" * 200, ""))
    page = await visit(chromium, bot)
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
