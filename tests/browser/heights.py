"""How high on a phone is what bots say, in windows: 1 is what shows without scrolling."""

from playwright.async_api import Locator

_OF_THE_MESSAGE = """it => it.getBoundingClientRect().height
    / document.querySelector("#messages").getBoundingClientRect().height"""
_OF_ITS_CARD = """it => (it.getBoundingClientRect().bottom
    - it.querySelector(".embed").getBoundingClientRect().top)
    / document.querySelector("#messages").getBoundingClientRect().height"""


async def windows(message: Locator) -> float:
    """Of the whole message, with who used what."""
    return float(await message.evaluate(_OF_THE_MESSAGE))


async def windows_of_card(message: Locator) -> float:
    """Of what has to be read and pressed: from its first embed down."""
    return float(await message.evaluate(_OF_ITS_CARD))
