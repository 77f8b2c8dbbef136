"""`--setup` of a bot: what its questions and its invite need to know of it."""

from pathlib import Path
from typing import TypeVar

from shared.features.app import App
from shared.features.ground import Ground
from shared.features.settings import GroundSettings
from shared.setup.bot import NewBot
from shared.setup.start import set_up
from shared.setup.terminal import Terminal
from shared.timing.clock import SystemClock

G = TypeVar("G", bound=Ground)
S = TypeVar("S", bound=GroundSettings)


def set_up_app(app: App[G, S], file: Path) -> Path | None:
    """Ask, try, write `file`; see `set_up`."""
    return set_up(_new_bot(app), file, terminal=Terminal(), clock=SystemClock())


def _new_bot(app: App[G, S]) -> NewBot[S]:
    return NewBot(
        name=app.service,
        settings=app.settings,
        needs=app.needs,
        roles=app.roles,
        intents=app.intents,
        invite=app.invite,
        writes=not app.reads_only,
        makes_tabs=app.makes_tabs,
        usual=app.usually_set,
    )
