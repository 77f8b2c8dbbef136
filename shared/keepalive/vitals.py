"""What is known of this process from its first moment on, before there is a bot."""

import os
import socket
from collections.abc import Sequence

from .components import ComponentState
from .ground.clock import Clock
from .health import RUNBOOK, HealthReport, Identity, report
from .jobs import JobState
from .last_run import LastRun
from .settings import WatchSettings
from .tracker import Tracker
from .watchdog import Limits


def instance_name(settings: WatchSettings) -> str:
    """What this process is called: by its host, or by the machine and the process's number."""
    return settings.render_instance_id or f"{socket.gethostname()}:{os.getpid()}"


class Vitals:
    """Who this process is, what became of the last one, and what is known of the gateway."""

    def __init__(
        self, *, service: str, settings: WatchSettings, clock: Clock, runbook: str = RUNBOOK
    ) -> None:
        self._clock = clock
        self.identity = Identity(service, instance_name(settings), settings.render_git_commit[:7])
        self.limits = Limits(
            max_disconnect_s=settings.watchdog_max_disconnect_sec,
            zombie_idle_s=settings.watchdog_zombie_idle_sec,
            zombie_latency_s=settings.watchdog_zombie_latency_sec,
            ack_timeout_s=settings.watchdog_ack_timeout_sec,
        )
        self.runbook = settings.runbook_url or runbook
        self.tracker = Tracker(clock)
        self.last_run = LastRun(
            folder=settings.state_dir,
            service=service,
            instance=self.identity.instance,
            clock=clock,
            outage_s=self._outage_s,
        )

    def report(
        self, components: Sequence[ComponentState] = (), jobs: Sequence[JobState] = ()
    ) -> HealthReport:
        """How the process is, with what its parts and jobs said last. Never waits."""
        return report(
            self.tracker.snapshot(),
            components,
            self.limits,
            self.identity,
            self._clock.now(),
            runbook=self.runbook,
            before=self.last_run.long_outage,
            jobs=jobs,
        )

    def _outage_s(self) -> float | None:
        snapshot = self.tracker.snapshot()
        # Whoever waits, or stands by, is away on purpose.
        return None if snapshot.waiting is not None else snapshot.outage_s
