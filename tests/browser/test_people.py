"""What a person does in the demo's page, by keys and on a phone, with all that a bot may offer."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.control.stage import Stage, open_stage
from tests.browser.axe import faults_of, told
from tests.browser.chromium import PHONE, open_page
from tests.sandbox.discord.clients import running
from tests.sandbox.discord.form_bot import FormBot

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]


@pytest_asyncio.fixture(loop_scope="session")
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Stage]:
    async with open_stage(apps=()) as opened:
        box = opened.box
        monkeypatch.setattr(Route, "BASE", f"{box.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(box.gateway.base_url))
        monkeypatch.setattr(Asset, "BASE", f"{box.url}/cdn")
        async with running(FormBot(), box), running(FormBot(), box, "welcomecrew"):
            yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser, stage: Stage) -> Page:
    return await open_page(chromium, stage.box.url, size=PHONE)


def box_of(page: Page) -> Locator:
    return page.get_by_label("Message", exact=True)


async def assert_accessible(page: Page) -> None:
    found: dict[str, list[str]] = {}
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        found[scheme] = await faults_of(page)
    assert not any(found.values()), told(found)


async def type_(page: Page, words: str) -> None:
    await box_of(page).fill(words)
    await box_of(page).press("Enter")


def said(page: Page, words: str) -> Locator:
    return page.locator(".message-body").filter(has_text=words)


async def test_commands_with_options(page: Page) -> None:
    """`/` names both bots; words behind a name run it; every option can be filled by keys."""
    await box_of(page).fill("/match")
    offered = page.locator(".suggestion")
    await expect(offered).to_have_count(2)
    await expect(offered.nth(0)).to_contain_text("clanmatch")
    await expect(offered.nth(1)).to_contain_text("welcomecrew")
    await assert_accessible(page)

    await type_(page, "/match dawn")
    await expect(said(page, "dawn | None | None | None | None")).to_be_visible()
    await type_(page, "/match clan:frost spots:3 casual:yes who:Kofi")
    await expect(said(page, "frost | None | 3 | True | Kofi")).to_be_visible()
    await type_(page, "/nothing here")
    await expect(page.locator(".toast")).to_contain_text("No bot here has the command /nothing")
    await expect(box_of(page)).to_have_value("/nothing here")

    await type_(page, "/match")
    form = page.get_by_role("form", name="/match of clanmatch")
    clan = form.get_by_role("combobox", name="clan")
    await expect(clan).to_be_focused()
    await clan.press_sequentially("oath")
    await expect(form.locator(".choices .option")).to_have_text(["Frost Oath"])
    await assert_accessible(page)
    await clan.press("ArrowDown")
    await clan.press("Enter")
    await expect(clan).to_have_value("Frost Oath")
    await form.get_by_label("hydra").select_option("Hard")
    await form.get_by_label("spots").fill("2")
    await form.get_by_label("casual").select_option("no")
    await form.get_by_label("who").select_option(label="Wren")
    await form.get_by_label("spots").press("Enter")
    await expect(said(page, "FROST OATH | Hard | 2 | False | Wren")).to_be_visible()
    await expect(box_of(page)).to_be_focused()


async def test_a_private_panel_by_keys_alone(page: Page) -> None:
    """Menus by arrows, focus that stays, a form with texts, a choice and people."""
    await type_(page, "/panel")
    panel = page.locator(".message.ephemeral").first
    await expect(panel).to_contain_text("Only you can see this")
    clan = panel.locator('[data-custom-id="clan"]')
    await clan.focus()
    await clan.press("ArrowDown")
    await assert_accessible(page)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(panel).to_contain_text("clan Frost Oath")
    await expect(clan).to_be_focused()
    role = panel.locator('[data-custom-id="role"]')
    await role.press("Enter")
    await page.keyboard.press("r")
    await page.keyboard.press("Space")
    await expect(panel).to_contain_text("role Recruit")
    await expect(role).to_be_focused()

    report = panel.get_by_role("button", name="Report")
    await report.press("Enter")
    form = page.get_by_role("dialog", name="A report")
    await expect(form.get_by_label("Headline")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(report).to_be_focused()
    await report.press("Enter")
    await form.get_by_label("Headline").fill("Storm")
    await form.get_by_label("More").fill("two\nlines")
    await form.get_by_label("Kind").select_option("Bad")
    await form.get_by_label("Kofi").check()
    await assert_accessible(page)
    await form.get_by_role("button", name="Submit").click()
    await expect(said(page, "Storm | two lines | bad | Kofi")).to_be_visible()
    await expect(form).to_have_count(0)


async def test_files_are_shown(page: Page) -> None:
    await type_(page, "/figures")
    picture = page.get_by_role("img", name="Bars of the week")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("it => it.decode().then(() => it.naturalWidth)") == 1
    table = page.get_by_role("link", name="figures.csv")
    await expect(table).to_contain_text("17 bytes")


async def test_replies_quote_names(page: Page, stage: Stage) -> None:
    box = stage.box
    general = box.places.channels["commands"]
    kofi, tomas = box.person("member"), box.person("recruiter")
    asked = tomas.say(general, f"**Hello** {kofi.mention}, see <#{general}>")
    kofi.say(general, "yes", reply_to=asked)
    await expect(page.locator(".quoted")).to_have_text("Hello @Kofi, see #bot-commands")


async def test_people_and_their_roles(page: Page) -> None:
    await page.get_by_role("button", name="Channels").click()
    roles = await page.locator("#you optgroup").evaluate_all("all => all.map(it => it.label)")
    assert "Recruitment Scout, Recruiter" in roles or "Recruiter, Recruitment Scout" in roles


async def test_a_thread_is_renamed_by_hand(chromium: Browser, stage: Stage) -> None:
    thread = stage.box.places.channels["recruiters"]
    mira = stage.box.places.people["lead"]
    page = await open_page(chromium, f"{stage.box.url}/#{thread}")
    await page.get_by_label("You are").select_option(str(mira))
    await page.get_by_role("button", name="Rename").click()
    name = page.get_by_label("New name of the thread")
    await expect(name).to_be_focused()
    await name.fill("recruiters-only")
    await name.press("Enter")
    await expect(page.get_by_role("heading", name="recruiters-only", level=1)).to_be_visible()


async def test_a_close_without_a_tag_says_what_comes_next(chromium: Browser, stage: Stage) -> None:
    page = await open_page(chromium, stage.box.url)
    await page.get_by_role("tab", name="Bots").press("End")
    await expect(page.get_by_role("tab", name="Tickets")).to_be_focused()
    await expect(page.locator(".ticket").first).to_be_visible()
    there = await page.locator(".ticket").count()
    await page.get_by_role("button", name="Open a ticket").click()
    await expect(page.locator(".ticket")).to_have_count(there + 1)
    ticket = page.locator(".ticket").first
    await ticket.get_by_role("button", name="Close", exact=True).click()
    await expect(page.locator(".toast")).to_contain_text("five minutes")
    await expect(ticket).to_contain_text("Press Archive to be asked now")
    await ticket.get_by_role("button", name="Archive", exact=True).click()
    await expect(ticket).not_to_contain_text("five minutes")


async def test_nothing_is_cut_on_a_phone(page: Page) -> None:
    for pill in await page.locator("#pills .pill").all():
        cut = await pill.evaluate(
            "it => [it, ...it.children].some(part => part.scrollWidth > part.clientWidth + 1 && "
            "getComputedStyle(part).overflow !== 'visible')"
        )
        assert not cut
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


async def test_a_form_is_whole_and_the_newest_stays_in_sight_on_a_phone(
    page: Page, stage: Stage
) -> None:
    await type_(page, "/match")
    form = page.get_by_role("form", name="/match of clanmatch")
    await expect(form.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    await page.keyboard.press("Escape")

    box = stage.box
    for number in range(30):
        box.person("member").say(box.places.channels["commands"], f"line {number}")
    last = said(page, "line 29")
    await expect(last).to_be_in_viewport(ratio=1)
    # Room goes to something else, as when the pills need a second line.
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1] - 120})
    await expect(last).to_be_in_viewport(ratio=1)


async def test_a_threads_name_has_its_room_on_a_phone(page: Page, stage: Stage) -> None:
    stage.box.person("lead").edit_thread(
        stage.box.places.channels["recruiters"], name="Closed-1001-Wren-NOX"
    )
    await page.get_by_role("button", name="Channels").click()
    await page.locator(".channel", has_text="Closed-1001-Wren-NOX").click()
    name = page.get_by_role("heading", name="Closed-1001-Wren-NOX", level=1)
    await expect(name).to_be_visible()
    assert await name.evaluate("it => it.scrollWidth <= it.clientWidth")


async def test_the_bots_are_seen_from_the_faults_too_on_a_phone(page: Page) -> None:
    await page.get_by_role("button", name="Behind").click()
    await page.get_by_role("tab", name="Faults").click()
    await expect(page.locator("#panel-pills")).to_be_in_viewport()
