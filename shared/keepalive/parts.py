"""What the keepalive is made of, for as long as the process lives."""

from collections.abc import Callable

from .archive import Archive
from .components import Components
from .ground.clock import Clock
from .ground.immutable import immutable
from .ground.turn import Turn
from .health import HealthReport
from .history import History
from .identify import SessionBudget
from .jobs import Jobs
from .last_run import LastRun
from .lifetime import Lifetime
from .metrics.port import Figures
from .settings import WatchSettings
from .tracker import Tracker
from .turns import Turns
from .watchdog import Limits


@immutable
class Parts:
    """Made once, by `Keepalive`."""

    settings: WatchSettings
    clock: Clock
    limits: Limits
    tracker: Tracker
    history: History
    archive: Archive
    last_run: LastRun
    lifetime: Lifetime
    turn: Turn
    components: Components
    jobs: Jobs
    figures: Figures
    health: Callable[[], HealthReport]
    accept: Callable[[], None]
    """Discord took the token."""
    accepted: Callable[[], bool]
    budget_read: Callable[[SessionBudget], None]
    turns: Turns | None
    """Of the loop, where it is one that knows them."""
    end_process: Callable[[int], object]
