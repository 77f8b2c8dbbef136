"""The demo as its person sees it: both bots answer, and the watchdog brings them back."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.control.stage import open_stage
from tests.browser.chromium import DESK, PHONE, open_page
from tests.browser.heights import windows, windows_of_card

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.long, pytest.mark.timeout(110)]

# Seconds instead of the demo's half minutes: nothing but the waiting gets shorter.
QUICK = {
    "WATCHDOG_CHECK_SEC": "1",
    "WATCHDOG_MAX_DISCONNECT_SEC": "8",
    "WATCHDOG_ACK_TIMEOUT_SEC": "4",
    "WATCHDOG_ZOMBIE_IDLE_SEC": "60",
    "WATCHDOG_ZOMBIE_LATENCY_SEC": "10",
}
HEARTBEAT = 1.0
PATIENCE = 25_000
BOTS = ("clanmatch", "welcomecrew")


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser) -> AsyncGenerator[Page]:
    async with open_stage(settings=QUICK, heartbeat=HEARTBEAT) as stage:
        page = await open_page(chromium, stage.box.url)
        for bot in BOTS:
            await expect(pill(page, bot)).to_contain_text("200 ready", timeout=PATIENCE)
        yield page


def pill(page: Page, bot: str) -> Locator:
    return page.locator(f'#pills [data-bot="{bot}"]')


def card(page: Page, bot: str) -> Locator:
    return page.locator(f'.bot-card[data-bot="{bot}"]')


async def say(page: Page, words: str) -> None:
    await page.get_by_label("Message", exact=True).fill(words)
    await page.get_by_label("Message", exact=True).press("Enter")


def answers(page: Page, bot: str, words: str) -> Locator:
    return page.locator(f'.message[data-author="{bot}"]').filter(has_text=words)


async def switch(page: Page, fault: str) -> None:
    await page.get_by_role("tab", name="Faults").click()
    await page.locator(f'[data-fault="{fault}"]').click()


async def mend(page: Page) -> None:
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_role("button", name="Mend everything").click()


async def test_people_use_both_bots(page: Page) -> None:
    """One visit, since both bots take seconds to start."""
    await commands_are_answered(page)
    await slash_commands_are_offered_and_run(page)
    await panels_work_for_their_owner_and_answer_others_in_private(page)
    await a_closed_ticket_becomes_a_row(page)
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await a_phone_shows_results_in_two_windows_and_a_card_in_one(page)
    await a_phone_shows_what_waits_and_a_seat(page)


async def commands_are_answered(page: Page) -> None:
    await page.get_by_label("You are").select_option(label="Ravi")
    await say(page, "!ping")
    ping = page.locator(".message").filter(has_text="!ping")
    await expect(ping.get_by_role("button", name="🏓, 2")).to_be_visible(timeout=PATIENCE)
    await say(page, "!health")
    for bot in BOTS:
        await expect(answers(page, bot, "atency").last).to_be_visible(timeout=PATIENCE)
    await say(page, "!clan C1CE")
    await expect(answers(page, "clanmatch", "Ashen Vigil").last).to_be_visible(timeout=PATIENCE)
    await say(page, "!sheetstatus")
    await expect(answers(page, "welcomecrew", "Ticket log").last).to_be_visible(timeout=PATIENCE)


async def panels_work_for_their_owner_and_answer_others_in_private(page: Page) -> None:
    await page.get_by_label("You are").select_option(label="Tomas")
    await say(page, "!clanmatch")
    panel = answers(page, "clanmatch", "Place a recruit")
    await panel.locator(".select-face").last.click()
    await page.get_by_role("option", name="Casual").click()
    await panel.get_by_role("button", name="Search", exact=True).click()
    await expect(answers(page, "clanmatch", "2 clans").last).to_be_visible(timeout=PATIENCE)

    await page.get_by_label("You are").select_option(label="Kofi")
    await panel.get_by_role("button", name="Reset").click()
    hint = page.locator(".message.ephemeral")
    await expect(hint).to_contain_text("Only you can see this", timeout=PATIENCE)
    await page.get_by_label("You are").select_option(label="Tomas")
    await expect(hint).to_have_count(0)


async def slash_commands_are_offered_and_run(page: Page) -> None:
    box = page.get_by_label("Message", exact=True)
    await box.fill("/clan")
    await page.locator(".suggestion").first.click()
    await page.locator(".command-form input").fill("C1CE")
    await page.locator(".command-form").get_by_role("button", name="Send").click()
    used = page.locator(".reply").filter(has_text="used")
    await expect(used).to_contain_text("/clan", timeout=PATIENCE)


async def a_closed_ticket_becomes_a_row(page: Page) -> None:
    await page.get_by_role("tab", name="Tickets").click()
    await page.get_by_role("button", name="Open a ticket").click()
    await expect(page.get_by_role("heading", name="1001-Wren", level=1)).to_be_visible()
    await page.locator(".ticket").first.get_by_role("button", name="Close", exact=True).click()
    await page.locator(".ticket").first.get_by_role("button", name="Archive").click()
    question = answers(page, "welcomecrew", "clan tag")
    await expect(question).to_be_visible(timeout=PATIENCE)
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await page.get_by_role("button", name="Chat").click()
    assert await windows(question) <= 0.5
    await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    await question.locator(".select-face").click(timeout=PATIENCE)
    await question.get_by_role("option").first.click()
    closed = page.get_by_role("heading", name="Closed-1001-Wren-", level=1)
    await expect(closed).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("tab", name="Sheets").click()
    await page.get_by_role("tab", name="Sheet1").click()
    await expect(page.locator(".grid tr").filter(has_text="1001").first).to_contain_text("Wren")


async def a_phone_shows_results_in_two_windows_and_a_card_in_one(page: Page) -> None:
    await go(page, "bot-commands")
    for person, command, button in (
        ("Tomas", "/clanmatch", "Welcome here"),
        ("Kofi", "/clansearch", "I'm interested"),
    ):
        await become(page, person)
        await say(page, f"{command} roster:any")
        results = answers(page, "clanmatch", "24 clans").last
        await expect(results).to_contain_text(person, timeout=PATIENCE)
        assert await windows(results) <= 2.4, command
        await results.locator(".select-face").click()
        await results.get_by_role("option").first.click()
        card = answers(page, "clanmatch", button).last
        await expect(card).to_contain_text("Entry criteria", timeout=PATIENCE)
        assert await windows_of_card(card) <= 1, command


async def a_phone_shows_what_waits_and_a_seat(page: Page) -> None:
    await become(page, "Tomas")
    await say(page, "/tickets")
    waiting = answers(page, "welcomecrew", "Staff has to answer").last
    await expect(waiting).to_contain_text("Change the tag of", timeout=PATIENCE)
    assert await windows(waiting) <= 1.25
    await go(page, "morning-list")
    morning = answers(page, "welcomecrew", "Staff has to answer").last
    await expect(morning).to_be_visible(timeout=PATIENCE)
    assert await windows(morning) <= 1.25
    await go(page, "0343-Odo")
    await say(page, "!clan RNY")
    await (
        answers(page, "clanmatch", "Zenith Watch")
        .last.get_by_role("button", name="Choose this clan")
        .click(timeout=PATIENCE)
    )
    await page.get_by_role("button", name="Hold a seat").click(timeout=PATIENCE)
    await page.get_by_role("dialog").get_by_role("button", name="Submit").click(timeout=PATIENCE)
    seat = answers(page, "clanmatch", "Seat at RNY").last
    await expect(seat).to_be_visible(timeout=PATIENCE)
    assert await windows(seat) <= 0.5


async def become(page: Page, person: str) -> None:
    await page.get_by_role("button", name="Channels").click()
    await page.get_by_label("You are").select_option(label=person)
    await page.get_by_role("button", name="Chat").click()


async def go(page: Page, channel: str) -> None:
    await page.get_by_role("button", name="Channels").click()
    link = page.locator(".channel", has_text=channel).first
    address = await link.get_attribute("href") or ""
    await link.click()
    # Until then the messages of the channel before stand there.
    shown = page.locator("#messages")
    await expect(shown).to_have_attribute("data-channel", address.removeprefix("/#"))


async def test_the_watchdog_brings_back_what_the_gateway_lost(page: Page) -> None:
    await page.get_by_role("tab", name="Bots").click()
    await card(page, "clanmatch").get_by_role("button", name="Status page").click()
    status = card(page, "clanmatch").frame_locator("iframe").locator("body")
    await expect(status).to_contain_text("ready")

    await switch(page, "refuse")
    for bot in BOTS:
        await expect(pill(page, bot)).to_contain_text("503", timeout=PATIENCE)
    await page.get_by_role("tab", name="Bots").click()
    await expect(status).to_contain_text("disconnected", timeout=PATIENCE)
    for bot in BOTS:
        await expect(card(page, bot)).to_contain_text("last exit1", timeout=PATIENCE)
    await mend(page)
    for bot in BOTS:
        await expect(pill(page, bot)).to_contain_text("200 ready", timeout=PATIENCE)

    await switch(page, "silent")
    await expect(pill(page, "welcomecrew")).to_contain_text("206", timeout=PATIENCE)
    await page.get_by_role("tab", name="Bots").click()
    await expect(card(page, "welcomecrew")).to_contain_text("restarts2", timeout=PATIENCE)
    await mend(page)
    for bot in BOTS:
        await expect(pill(page, bot)).to_contain_text("200 ready", timeout=PATIENCE)
