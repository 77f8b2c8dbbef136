"""Which files are generated, and from what."""

from collections.abc import Callable
from pathlib import Path

from tests.docs.commands_page import commands_page
from tests.docs.family import family_module
from tests.docs.house import architecture_page
from tests.docs.keepalive_readme import keepalive_readme
from tests.docs.settings_pages import env_example, settings_page

ROOT = Path(__file__).parents[2]

PAGES: dict[str, Callable[[], str]] = {
    "docs/settings.md": settings_page,
    "docs/commands.md": commands_page,
    ".env.example": env_example,
    "ARCHITECTURE.md": architecture_page,
    "shared/features/family.py": family_module,
    "shared/keepalive/README.md": keepalive_readme,
}
