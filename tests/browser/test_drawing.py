"""Messages drawn as Discord draws them, and text that stays text."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from sandbox.control.stage import open_stage
from sandbox.sheets.grid import Spreadsheet
from tests.browser.chromium import open_page

pytestmark = pytest.mark.browser

DRAW = """async ([texts]) => {
  const { drawMarkdown } = await import("/page/drawing.js");
  const names = {
    user: (id) => (id === "111111111111111111" ? { id, name: "Wren" } : undefined),
    role: (id) => ({ id, name: "Lead", color: 0 }),
    channel: (id) => ({ id, name: "general", type: 0 }),
  };
  return texts.map((text) => drawMarkdown(text, names).innerHTML);
}"""
ID = "111111111111111111"
MARKDOWN = [
    ("plain", "plain"),
    ("**bold** *it* _it_", "<strong>bold</strong> <em>it</em> <em>it</em>"),
    ("***both***", "<strong><em>both</em></strong>"),
    ("__under__ ~~gone~~", "<u>under</u> <s>gone</s>"),
    ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
    ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"),
    (r"\*not bold\*", "*not bold*"),
    ("`a **b**`", "<code>a **b**</code>"),
    ("``a ` b``", "<code>a ` b</code>"),
    (f"<@{ID}> <@!{ID}>", '<span class="mention">@Wren</span> <span class="mention">@Wren</span>'),
    (f"<@&{ID}>", '<span class="mention">@Lead</span>'),
    (f"<#{ID}>", f'<a class="mention" href="/#{ID}">#general</a>'),
    (
        f"at https://discord.com/channels/{ID}/{ID}/{ID}",
        f'at <a class="mention" href="/#{ID}/{ID}">#general › 💬</a>',
    ),
    ("@everyone", '<span class="mention">@everyone</span>'),
    (
        "[here](https://example.org/a)",
        '<a href="https://example.org/a" target="_blank" rel="noreferrer noopener">here</a>',
    ),
    ("[here](javascript:alert(1))", "[here](javascript:alert(1))"),
    ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
    ("**unclosed", "**unclosed"),
]
BLOCKS = [
    ("# Big", "<h3>Big</h3>"),
    ("-# small", '<small class="subtext">small</small>'),
    ("> a\n> b", '<blockquote><div class="lines">a\nb</div></blockquote>'),
    (
        "- a\n  - b",
        '<ul><li class="depth-0">a</li><li class="depth-1">b</li></ul>',
    ),
    ("3. a\n4. b", '<ol start="3"><li class="depth-0">a</li><li class="depth-0">b</li></ol>'),
    ("```py\na **b**\n```", "<pre><code>a **b**</code></pre>"),
]


async def test_markdown(chromium: Browser) -> None:
    cases = [(text, f'<div class="lines">{html}</div>') for text, html in MARKDOWN] + BLOCKS
    async with open_stage(apps=()) as stage:
        page = await open_page(chromium, stage.box.url)
        drawn = await page.evaluate(DRAW, [[text for text, _ in cases]])
    wrong = {
        text: (got, wanted)
        for (text, wanted), got in zip(cases, drawn, strict=True)
        if got != wanted
    }
    assert wrong == {}


HOSTILE = "<script>window.hit=1</script><img src=x onerror='window.hit=1'>"


async def test_text_of_messages_stays_text(chromium: Browser) -> None:
    async with open_stage(apps=()) as stage:
        world, places = stage.box.world, stage.box.places
        embed = {
            "type": "rich",
            "title": HOSTILE,
            "url": "javascript:window.hit=1",
            "description": HOSTILE,
            "color": 255,
            "author": {"name": HOSTILE, "url": "javascript:window.hit=1"},
            "fields": [{"name": HOSTILE, "value": HOSTILE, "inline": True}],
            "footer": {"text": HOSTILE, "icon_url": "javascript:window.hit=1"},
            "thumbnail": {"url": "javascript:window.hit=1"},
        }
        button = {"type": 2, "style": 5, "label": HOSTILE, "url": "javascript:window.hit=1"}
        world.backend.create_message(
            places.channels["general"],
            world.add_user(HOSTILE[:32]),
            HOSTILE,
            embeds=[embed],
            components=[{"type": 1, "components": [button]}],
        )
        stage.box.sheets.set_cell(*_first_tab(stage.box.sheets.spreadsheets), 2, 2, HOSTILE)
        page = await open_page(chromium, f"{stage.box.url}/#{places.channels['general']}")
        await page.locator(".embed-title").wait_for()
        await page.locator(".component-button.link").click()
        await page.get_by_role("tab", name="Sheets").click()
        await page.get_by_text("window.hit=1").last.wait_for()
        assert await page.evaluate("window.hit") is None
        assert (
            await page.locator("#messages script, #messages img[src=x], .grid script").count() == 0
        )
        hrefs = await page.locator("#messages a").evaluate_all("all => all.map(it => it.href)")
        assert not [it for it in hrefs if it and not it.startswith("http")]


def _first_tab(spreadsheets: dict[str, Spreadsheet]) -> tuple[str, str]:
    identifier, spreadsheet = next(iter(spreadsheets.items()))
    return identifier, spreadsheet.tabs[0].title


def test_nothing_of_the_page_parses_html() -> None:
    """The door that is never opened: data can't become markup where nothing parses markup."""
    page = Path(__file__).parents[2] / "sandbox" / "page"
    doors = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser")
    opened = [
        (module.name, door)
        for module in page.glob("*.js")
        for door in doors
        if door in module.read_text(encoding="utf-8")
    ]
    assert opened == []
