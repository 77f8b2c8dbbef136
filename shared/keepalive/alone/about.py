"""What the pages of a bot that isn't ours say of its parts."""

from typing import Final

from ..components import About

README: Final = "discord-keepalive/README.md"
"""Where "what each state means" stands, unless RUNBOOK_URL says otherwise."""

ABOUT_REST: Final = About(
    title="Discord's REST API",
    lost="answers and posts of this time",
    section="discords-rest-is-failing",
    next_step="wait: it goes on by itself once Discord answers; don't restart it",
)
