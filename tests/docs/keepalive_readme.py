"""The README of discord-keepalive: what people wrote, with the table of settings from the code."""

from pathlib import Path
from typing import Final

from shared.config.variables import variables
from shared.keepalive.settings import WatchSettings
from tests.docs.settings_pages import SET_BY_THE_HOST

_README: Final = Path(__file__).parents[2] / "shared" / "keepalive" / "README.md"
_BEGIN: Final = "<!-- settings: written by make docs -->\n"
_END: Final = "<!-- /settings -->\n"
# Both are for processes of several shards under one lease, which only our own bots start so.
_OUR_OWN: Final = ("SHARD_", "RUNBOOK_URL")


def keepalive_readme() -> str:
    """The whole text."""
    before, _, rest = _README.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    shown = [
        it
        for it in variables(WatchSettings)
        if not it.name.startswith((*SET_BY_THE_HOST, *_OUR_OWN))
    ]
    rows = [
        f"| `{it.name}` | {f'`{it.default}`' if it.default else ''} | {it.description} |"
        for it in shown
    ]
    table = "\n".join(("| variable | default | what |", "| --- | --- | --- |", *rows))
    return f"{before}{_BEGIN}\n{table}\n\n{_END}{after}"
