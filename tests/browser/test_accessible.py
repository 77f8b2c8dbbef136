"""Both pages by axe-core: on a phone and on a desk, light and dark, in each of their parts."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from sandbox.control.stage import Stage, open_stage
from tests.browser.axe import faults_of, told
from tests.browser.chromium import PHONE, open_page

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.long, pytest.mark.timeout(110)]

WIDE = (1400, 900)
PATIENCE = 30_000
TABS = ("Bots", "Faults", "Sheets", "Tickets")


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncGenerator[Stage]:
    async with open_stage(apps=("clanmatch",)) as stage:
        yield stage


async def test_both_pages(chromium: Browser, stage: Stage) -> None:
    page = await open_page(chromium, stage.box.url, size=WIDE)
    pill = page.locator('#pills [data-bot="clanmatch"]')
    await expect(pill).to_contain_text("200 ready", timeout=2 * PATIENCE)
    await converse(page)
    found: dict[str, list[str]] = {}
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        for size in (WIDE, PHONE):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            for name in TABS:
                await show(page, name, phone=size == PHONE)
                found[f"{name} {scheme} {size[0]}"] = await faults_of(page)
            if size == PHONE:
                for pane in ("Channels", "Chat"):
                    await page.get_by_role("button", name=pane).click()
                    found[f"{pane} {scheme} {size[0]}"] = await faults_of(page)
    status = await chromium.new_page()
    await status.goto(f"{stage.supervisor.bots['clanmatch'].url}/status")
    for scheme in ("light", "dark"):
        await status.emulate_media(color_scheme=scheme)
        for size in (WIDE, PHONE):
            await status.set_viewport_size({"width": size[0], "height": size[1]})
            found[f"/status {scheme} {size[0]}"] = await faults_of(status)
    assert not any(found.values()), told(found)


async def converse(page: Page) -> None:
    """A channel with what bots draw: embeds, buttons, selects, reactions."""
    await page.get_by_label("You are").select_option(label="Tomas")
    for words, answer in (("!clan C1CE", "Ashen Vigil"), ("!clanmatch", "Place a recruit")):
        await page.get_by_label("Message", exact=True).fill(words)
        await page.get_by_label("Message", exact=True).press("Enter")
        message = page.locator('.message[data-author="clanmatch"]').filter(has_text=answer)
        await expect(message.last).to_be_visible(timeout=PATIENCE)


async def show(page: Page, name: str, *, phone: bool) -> None:
    if phone:
        await page.get_by_role("button", name="Behind").click()
    await page.get_by_role("tab", name=name).click()
    await expect(page.locator(f"#tab-{name.lower()}")).to_be_visible()
