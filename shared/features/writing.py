"""What `--check` finds where a bot is to write: its tabs, what is protected, and a try."""

from collections.abc import Collection

from shared.chat.findings import Finding
from shared.features.feature import Opened
from shared.sheets.errors import RequestRefused


def to_be_made(opened: Opened, tabs: Collection[str], what: str) -> list[Finding]:
    """Those of `tabs` that are missing; the bot makes them by itself."""
    return [
        Finding(well=True, words=f"{what}: tab {tab!r} is missing; the bot will make it")
        for tab in tabs
        if not opened.info.has(tab)
    ]


async def protected(
    opened: Opened, tabs: Collection[str], what: str, *, lost: str
) -> list[Finding]:
    """What the bot may not edit in `tabs`; `lost`: what can't be done then."""
    ours = {tab.casefold() for tab in tabs}
    return [
        Finding(
            well=False,
            words=f"{what}: in {each.tab!r} {each.words} is protected from the bot; let "
            f"{opened.info.share_with} edit it, or {lost}",
        )
        for each in await opened.workbook.protections()
        if each.tab.casefold() in ours
    ]


async def tried(opened: Opened, *, well: str, ill: str) -> Finding:
    """Whether it may write at all: tried, leaving nothing behind."""
    try:
        await opened.workbook.try_writing()
    except RequestRefused as error:
        return Finding(well=False, words=f"{ill}: {error}. {error.advice}")
    return Finding(well=True, words=f"{well} (tried)")
