"""The accessibility checker axe-core, asked about a page as it stands."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

# All of its rules, the best practices as well.
FAULTS = """async () => {
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.flatMap((it) => it.nodes.map((node) =>
        `${it.id}: ${node.target} ${node.html.slice(0, 160)} ${node.failureSummary}`));
}"""


async def faults_of(page: Page) -> list[str]:
    """What axe finds: rule, where, and why."""
    # Once for each page: what the browser has learned to run fast would be forgotten.
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    return await page.evaluate(FAULTS)


def told(found: dict[str, list[str]]) -> str:
    """Each fault once, with all the places where it shows."""
    places: dict[str, list[str]] = {}
    for where, faults in found.items():
        for fault in faults:
            places.setdefault(fault, []).append(where)
    return "\n\n".join(f"{fault}\n  at {', '.join(where)}" for fault, where in places.items())
