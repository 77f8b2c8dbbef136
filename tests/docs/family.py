"""Writes `shared/features/family.py`: what each bot answers `!help` about, from its features."""

import asyncio
import json
from collections.abc import Iterable

from apps.clanmatch.app import APP as CLANMATCH
from apps.welcomecrew.app import APP as WELCOMECREW
from shared.chat.bot import ChatBot
from shared.chat.failures import usage
from shared.chat.gate import EVERYONE
from shared.chat.help import HelpCog
from shared.chat.neighbours import Neighbour
from tests.docs.commands_page import bots

_HEAD = '''"""What each bot answers `!help` about. Written by `make docs` from the features."""

from typing import Final

from shared.chat.neighbours import Neighbour

FAMILY: Final = (
'''


def family() -> tuple[Neighbour, ...]:
    """Both bots, in the order of who speaks first."""
    made = asyncio.run(bots())
    return tuple(_neighbour(app.help.title, made[app.service]) for app in (CLANMATCH, WELCOMECREW))


def family_module() -> str:
    """The text of `shared/features/family.py`."""
    return _HEAD + "".join(map(_written, family())) + ")\n"


def _neighbour(title: str, bot: ChatBot) -> Neighbour:
    shown = bot.get_cog("Help")
    assert isinstance(shown, HelpCog)
    topics = tuple(shown.pages.topics)
    listed = sorted(
        (command for command in bot.walk_commands() if not command.hidden),
        key=lambda command: command.qualified_name,
    )
    for_everyone = tuple(
        (usage(command), command.brief or command.short_doc)
        for command in listed
        if bot.gate.audience(command.qualified_name) == EVERYONE
    )
    named = {each.lower() for c in listed for each in (c.qualified_name, *c.aliases)}
    names = named | {topic.lower() for topic in topics}
    return Neighbour(title, topics, for_everyone, tuple(sorted(names)))


def _written(one: Neighbour) -> str:
    commands = "".join(
        f"            (\n{_lines(pair, deeper='    ')}            ),\n" for pair in one.commands
    )
    return (
        f"    Neighbour(\n        service={_quoted(one.service)},\n"
        f"        topics=(\n{_lines(one.topics)}        ),\n"
        f"        commands=(\n{commands}        ),\n"
        f"        names=(\n{_lines(one.names)}        ),\n    ),\n"
    )


def _lines(texts: Iterable[str], deeper: str = "") -> str:
    return "".join(f"            {deeper}{_quoted(text)},\n" for text in texts)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
