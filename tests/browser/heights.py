"""How high on a phone is what bots say, in windows: 1 is what shows without scrolling."""

from playwright.async_api import Locator

# Found anew by its id: the page draws its messages anew whenever something happens.
_MEASURED = """([id, fromEmbed]) => {
    const message = document.querySelector(`.message[data-id="${id}"]`);
    const first = fromEmbed ? message?.querySelector(".embed") : message;
    if (!first) return null;
    const height = message.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
    return height / document.querySelector("#messages").getBoundingClientRect().height;
}"""


async def windows(message: Locator) -> float:
    """Of the whole message, with who used what."""
    return await _measured(message, from_embed=False)


async def windows_of_card(message: Locator) -> float:
    """Of what has to be read and pressed: from its first embed down."""
    return await _measured(message, from_embed=True)


async def _measured(message: Locator, *, from_embed: bool) -> float:
    which = [await message.get_attribute("data-id"), from_embed]
    found = await message.page.wait_for_function(_MEASURED, arg=which)
    return float(str(await found.json_value()))
