"""Buttons and menus: what Discord wants of each, and which emoji it knows.

Where Discord's code of a refusal isn't known, the code is ours; place and status are Discord's.
"""

import unicodedata
from collections.abc import Callable, Iterator

from sandbox.discord.forms.fields import repeated
from sandbox.discord.forms.problems import Path, Problems
from sandbox.discord.simcord_door import SELECT_TYPES, ComponentType
from sandbox.discord.wire import Json, Payload, as_object, as_objects

KnowsEmoji = Callable[[int], bool]

_LINK, _PREMIUM = 5, 6
_MOST_IN_ROW = 5
_MOST_OPTIONS = 25
# Discord has this code for every component.
_BAD_EMOJI = "BUTTON_COMPONENT_INVALID_EMOJI"


def check(components: list[Payload], problems: Problems, at: Path, knows: KnowsEmoji) -> None:
    """Look at all components of a message; `knows` tells which custom emoji there are."""
    placed = list(_walk(components, at))
    named = [
        (it["custom_id"], place) for it, place in placed if isinstance(it.get("custom_id"), str)
    ]
    for index in repeated([custom_id for custom_id, _ in named]):
        words = "Component custom id cannot be duplicated"
        problems.add((*named[index][1], "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", words)
    for component, place in placed:
        kind = component.get("type")
        if kind == ComponentType.ACTION_ROW:
            _check_row(component, problems, place)
        elif kind == ComponentType.BUTTON:
            _check_button(component, problems, place, knows)
        elif kind in SELECT_TYPES:
            _check_select(component, problems, place, knows)
        elif kind == ComponentType.TEXT_DISPLAY:
            problems.needs(place, component, "content", 4000)


def is_emoji(text: str) -> bool:
    """Whether this can be one of Unicode's emoji: no letter, digit or sign of a keyboard alone."""
    if not text or len(text) > 16:
        return False
    if "\N{COMBINING ENCLOSING KEYCAP}" in text:
        return text[0] in "0123456789#*"
    return all(not char.isalnum() and not char.isspace() for char in text) and any(
        unicodedata.category(char) in ("So", "Sk", "Sm", "Po", "Cn") and ord(char) > 0xA8
        for char in text
    )


def _walk(components: list[Payload], at: Path) -> Iterator[tuple[Payload, Path]]:
    for index, component in enumerate(components):
        place = (*at, index)
        yield component, place
        yield from _walk(as_objects(component.get("components")), (*place, "components"))
        if accessory := as_object(component.get("accessory")):
            yield accessory, (*place, "accessory")


def _check_row(row: Payload, problems: Problems, at: Path) -> None:
    children = as_objects(row.get("components"))
    most = 1 if any(child.get("type") in SELECT_TYPES for child in children) else _MOST_IN_ROW
    problems.size((*at, "components"), len(children), most, 1)


def _check_button(button: Payload, problems: Problems, at: Path, knows: KnowsEmoji) -> None:
    style = button.get("style")
    if style is None:
        problems.required((*at, "style"))
        return
    problems.number((*at, "style"), style, 1, 6)
    if style != _PREMIUM and not (str(button.get("label") or "").strip() or button.get("emoji")):
        problems.required((*at, "label"))
    problems.text((*at, "label"), button.get("label"), 80)
    if style == _LINK:
        if not button.get("url"):
            problems.required((*at, "url"))
        problems.url((*at, "url"), button.get("url") or None, ("http", "https", "discord"))
    elif style != _PREMIUM:
        problems.needs(at, button, "custom_id", 100)
    _check_emoji(button.get("emoji"), problems, (*at, "emoji"), knows)


def _check_select(menu: Payload, problems: Problems, at: Path, knows: KnowsEmoji) -> None:
    problems.needs(at, menu, "custom_id", 100)
    problems.text((*at, "placeholder"), menu.get("placeholder"), 150)
    problems.number((*at, "min_values"), menu.get("min_values"), 0, _MOST_OPTIONS)
    problems.number((*at, "max_values"), menu.get("max_values"), 1, _MOST_OPTIONS)
    if menu.get("type") == ComponentType.STRING_SELECT:
        _check_options(menu, problems, (*at, "options"), knows)


def _check_options(menu: Payload, problems: Problems, at: Path, knows: KnowsEmoji) -> None:
    options = as_objects(menu.get("options"))
    problems.size(at, len(options), _MOST_OPTIONS, 1)
    for index in repeated([str(option.get("value")) for option in options]):
        words = "The specified option value is already used"
        problems.add((*at, index, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", words)
    for index, option in enumerate(options):
        place = (*at, index)
        problems.needs(place, option, "label", 100)
        problems.needs(place, option, "value", 100)
        problems.text((*place, "description"), option.get("description"), 100)
        _check_emoji(option.get("emoji"), problems, (*place, "emoji"), knows)
    chosen, most = sum(bool(option.get("default")) for option in options), menu.get("max_values")
    if chosen > (most if isinstance(most, int) else 1):
        words = f"{chosen} options are chosen beforehand, and only {most or 1} can be chosen"
        problems.add(at, "SELECT_COMPONENT_TOO_MANY_DEFAULTS", words)


def _check_emoji(value: Json, problems: Problems, at: Path, knows: KnowsEmoji) -> None:
    if value is None:
        return
    emoji = as_object(value)
    if (emoji_id := emoji.get("id")) is not None:
        if not str(emoji_id).isdecimal() or not knows(int(emoji_id)):
            problems.add((*at, "id"), _BAD_EMOJI, "Invalid emoji")
    elif not is_emoji(str(emoji.get("name") or "")):
        problems.add((*at, "name"), _BAD_EMOJI, "Invalid emoji")
