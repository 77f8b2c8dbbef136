"""Reads the sheets anew at set times and tells the log channel what came of it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from apps.clanmatch.roster.refreshing import Source, refreshed
from shared.chat.log_channel import LogChannel
from shared.timing.clock import Clock
from shared.timing.schedule import Schedule

_log = logging.getLogger(__name__)


class RefreshFailed(Exception):
    """At least one sheet could not be read; the others were."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RefreshSheets:
    """One `step` for the job; `sources` are named as the log line shall call them."""

    sources: Mapping[str, Source]
    log_channel: LogChannel
    clock: Clock
    schedule: Schedule

    async def step(self) -> str:
        """Read every source, one failing or not. Raises RefreshFailed after trying all."""
        read: list[str] = []
        failed: list[str] = []
        for name, source in self.sources.items():
            words, problem = await self._refreshed(name, source)
            (failed if problem else read).append(f"{name}: {problem or words}")
        due = self.schedule.last_until(self.clock.now())
        if failed:
            await self.log_channel.say(
                f"⚠️ Sheets refresh failed; the last good copy stays in use. {'. '.join(failed)}",
                about=("refresh failed", due.isoformat()),
            )
            raise RefreshFailed("; ".join(failed))
        words = "; ".join(read)
        await self.log_channel.say(
            f"🔄 Sheets refreshed. {words}", about=("refresh", due.isoformat())
        )
        return words

    @staticmethod
    async def _refreshed(name: str, source: Source) -> tuple[str, str]:
        try:
            return await refreshed(source)
        except Exception:  # noqa: BLE001 - the border: one sheet that fails spoils none of the others
            _log.exception("%s was not refreshed", name)
            return "", "failed unexpectedly; see the log"
