"""Two instances of each bot in the demo: who speaks, kill it, deploy one more, break the store."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.control.stage import open_stage
from sandbox.valkey.server import StoreMissing
from tests.browser.chromium import open_page

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.long, pytest.mark.timeout(150)]

QUICK = {"LEASE_TTL_SEC": "4"}
HEARTBEAT = 0.8
PATIENCE = 40_000
BOT = "clanmatch"
SPEAKER = """() => {
    const cards = [...document.querySelectorAll(".bot-card")];
    const words = (card) => card.querySelector(".state-words").textContent;  // not its log's
    const content = cards.filter((card) => words(card).includes("standing by: instance"));
    const speaking = cards.filter((card) => card.querySelector(".speaks"));
    if (content.length !== 1 || speaking.length !== 1) return null;
    const name = speaking[0].dataset.bot;
    const pill = document.querySelector(`#pills [data-bot="${name}"]`);
    return pill.textContent.includes("200 ready") ? name : null;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser) -> AsyncGenerator[Page]:
    try:
        async with open_stage(
            apps=(BOT,), settings=QUICK, heartbeat=HEARTBEAT, instances=2
        ) as stage:
            yield await open_page(chromium, stage.box.url)
    except StoreMissing as missing:
        pytest.skip(str(missing))


def cards(page: Page) -> Locator:
    return page.locator(".bot-card")


async def the_speaker(page: Page) -> str:
    """The name of the one instance that speaks, once the other one doesn't want to any more."""
    # Looked at all at once: between two looks the turn may go from one to the other.
    found = await page.wait_for_function(SPEAKER, timeout=PATIENCE)
    return str(await found.json_value())


def pill(page: Page, name: str) -> Locator:
    return page.locator(f'#pills [data-bot="{name}"]')


async def press(page: Page, name: str, button: str) -> None:
    card = page.locator(f'.bot-card[data-bot="{name}"]')
    await card.get_by_role("button", name=button, exact=True).click()


async def test_one_speaks_whatever_happens_to_it(page: Page) -> None:
    first = await the_speaker(page)
    await expect(cards(page)).to_have_count(2)
    other = "clanmatch-2" if first == BOT else BOT
    await expect(pill(page, other)).to_contain_text("503 standby", timeout=PATIENCE)

    await press(page, first, "Kill")
    await expect(cards(page).filter(has_text="restarts1")).to_have_count(1, timeout=PATIENCE)
    assert await the_speaker(page) == other

    await press(page, other, "Deploy")
    newest = page.locator('.bot-card[data-bot="clanmatch-3"]')
    await expect(newest.locator(".speaks")).to_be_visible(timeout=PATIENCE)
    await expect(cards(page)).to_have_count(2, timeout=PATIENCE)
    await expect(page.locator('.bot-card[data-bot="clanmatch"]')).to_have_count(0)
    await expect(pill(page, "clanmatch-2")).to_contain_text("standby", timeout=PATIENCE)

    await page.get_by_role("tab", name="Faults").click()
    await page.locator('[data-fault="store-cut:clanmatch-2"]').click()
    await page.get_by_role("tab", name="Bots").click()
    lonely = page.locator('.bot-card[data-bot="clanmatch-2"]')
    await expect(lonely).to_contain_text("can't be reached", timeout=PATIENCE)
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_role("button", name="Mend everything").click()
    await page.get_by_role("tab", name="Bots").click()
    await expect(lonely).to_contain_text("clanmatch-3 speaks", timeout=PATIENCE)
