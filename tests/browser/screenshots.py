"""`make screenshot`: the README's pictures, taken from a demo that really runs."""

import asyncio
import sys
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Locator, Page, expect

from sandbox.control.stage import BOTS, Stage, open_stage
from sandbox.valkey.server import StoreMissing
from tests.browser.chromium import DESK, PHONE, browser, find_chromium, open_page

IMAGES = Path(__file__).parents[2] / "docs" / "images"
PATIENCE = 30_000


async def take_all(chromium: Browser, stage: Stage) -> None:
    """Every picture, in the order of a visit: talk, search, pull the plug, look from a phone."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    page = await open_page(chromium, stage.box.url, size=DESK, scheme="light")
    await _all_well(page)
    await _talk(page)
    await _morning(page)
    await page.emulate_media(color_scheme="dark")
    await _search(page)
    await _ticket(page)
    await _outage(page)
    status = stage.supervisor.bots["clanmatch"].url
    for scheme in ("light", "dark"):
        await _status_page(chromium, status, f"status-{scheme}", scheme, (820, 900))
        await _status_page(chromium, status, f"status-phone-{scheme}", scheme, PHONE)
    await _phone(chromium, stage.box.url)


async def _talk(page: Page) -> None:
    await page.get_by_label("You are").select_option(label="Ravi")
    for words in ("!ping", "!sheetstatus", "!clan C1CE"):
        await _say(page, words)
    await _answered(page, "clanmatch", "Ashen Vigil")
    await _tab(page, "Sheets")
    await page.get_by_role("tab", name="bot_info").click()
    await _shoot(page, "demo")


async def _morning(page: Page) -> None:
    """The list, and the figures of a month below it, on either ground."""
    await page.get_by_label("You are").select_option(label="Ravi")
    await page.locator(".channel", has_text="morning-list").click()
    await _answered(page, "welcomecrew", "Staff has to answer")
    await _say(page, "!figures 30d")
    await _answered(page, "welcomecrew", "By recruiter")
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        for name, words in (("morning", "Staff has to answer"), ("figures", "By recruiter")):
            message = page.locator('.message[data-author="welcomecrew"]').filter(has_text=words)
            await message.last.scroll_into_view_if_needed()
            await page.wait_for_timeout(1500)  # pictures inside embeds arrive
            await message.last.screenshot(path=IMAGES / f"{name}-{scheme}.png")
    await page.emulate_media(color_scheme="light")
    await page.locator(".channel", has_text="bot-commands").click()


async def _search(page: Page) -> None:
    await page.get_by_label("You are").select_option(label="Tomas")
    await _say(page, "!clanmatch")
    await _answered(page, "clanmatch", "Place a recruit")
    await page.locator(".select-face").last.click()
    await page.get_by_role("option", name="Casual").click()
    await page.get_by_role("button", name="Search", exact=True).last.click()
    await _answered(page, "clanmatch", "Prev")
    await _tab(page, "Bots")
    await _shoot(page, "demo-panel")


async def _ticket(page: Page) -> None:
    await _tab(page, "Tickets")
    await page.get_by_role("button", name="Open a ticket").click()
    await expect(page.get_by_role("heading", name="1001-Wren", level=1)).to_be_visible()
    ticket = page.locator(".ticket").first
    await ticket.get_by_role("button", name="Close", exact=True).click()
    await ticket.get_by_role("button", name="Archive").click()
    await _answered(page, "welcomecrew", "clan tag")
    await _shoot(page, "demo-ticket")
    await page.locator(".select-face").last.click()
    await page.locator(".select-list:not([hidden]) .option").first.click()
    await page.locator(".channel", has_text="bot-commands").click()


async def _outage(page: Page) -> None:
    await _tab(page, "Faults")
    await page.locator('[data-fault="refuse"]').click()
    for bot in BOTS:
        await expect(_pill(page, bot)).to_contain_text("503", timeout=PATIENCE)
    await _shoot(page, "demo-outage")
    await page.get_by_role("button", name="Mend everything").click()
    await _all_well(page)


async def _status_page(
    chromium: Browser, url: str, name: str, scheme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    page = await chromium.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, timezone_id="UTC"
    )
    await page.goto(f"{url}/status")
    await _shoot(page, name)


async def _instances(chromium: Browser, url: str) -> None:
    page = await open_page(chromium, url, size=DESK, scheme="light")
    for bot in BOTS:
        standby = page.locator(f'.bot-card[data-bot^="{bot}"]', has_text="standing by: instance")
        await expect(standby).to_have_count(1, timeout=2 * PATIENCE)
    ready = page.locator("#pills [data-bot]", has_text="200 ready")
    await expect(ready).to_have_count(len(BOTS), timeout=PATIENCE)
    await _tab(page, "Bots")
    await _shoot(page, "demo-instances")


async def _phone(chromium: Browser, url: str) -> None:
    page = await open_page(chromium, url, size=PHONE, scheme="dark", scale=2)
    await _all_well(page)
    await _say(page, "!clan C1CE")
    await _answered(page, "clanmatch", "Ashen Vigil")
    await _shoot(page, "demo-phone")
    await _say(page, "/clanmatch style:Casual")
    await _answered(page, "clanmatch", "2 clans")
    await _shoot(page, "phone-results")
    await page.locator(".select-face").last.click()
    await page.locator(".select-list:not([hidden]) .option").first.click()
    await _answered(page, "clanmatch", "Entry criteria")
    await _shoot(page, "phone-card")


async def _all_well(page: Page) -> None:
    for bot in BOTS:
        await expect(_pill(page, bot)).to_contain_text("200 ready", timeout=2 * PATIENCE)


def _pill(page: Page, bot: str) -> Locator:
    return page.locator(f'#pills [data-bot="{bot}"]')


async def _say(page: Page, words: str) -> None:
    box = page.get_by_label("Message", exact=True)
    await box.fill(words)
    await box.press("Enter")
    await page.wait_for_timeout(2500)  # one call per person in two seconds


async def _answered(page: Page, bot: str, words: str) -> None:
    message = page.locator(f'.message[data-author="{bot}"]').filter(has_text=words)
    await expect(message.last).to_be_visible(timeout=PATIENCE)


async def _tab(page: Page, name: str) -> None:
    await page.get_by_role("tab", name=name).click()


async def _shoot(page: Page, name: str) -> None:
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(1500)  # pictures inside embeds arrive
    await page.screenshot(path=IMAGES / f"{name}.png")


async def main() -> int:
    """Take them; the exit status says whether it could."""
    path = find_chromium()
    if path is None:
        sys.stderr.write("No Chromium on this machine (Debian: apt-get install chromium).\n")
        return 1
    async with browser(path) as chromium:
        async with open_stage() as stage:
            await take_all(chromium, stage)
        try:
            async with open_stage(instances=2) as stage:
                await _instances(chromium, stage.box.url)
        except StoreMissing as missing:
            sys.stderr.write(f"No picture of several instances: {missing}.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
