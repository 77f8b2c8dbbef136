"""The thread's closed name, set beside the ticket's other work, however long that takes."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from apps.welcomecrew.closing.case import Case, Doing, Event
from apps.welcomecrew.closing.deeds import Deeds
from apps.welcomecrew.closing.eyes import TROUBLE, Eyes, OutOfSight, told
from apps.welcomecrew.closing.lifecycle import Signal, State
from apps.welcomecrew.closing.patience import Patience
from apps.welcomecrew.threads.rename import RenameOutcome, Renamer
from apps.welcomecrew.tickets.naming import name_of
from shared.chat.background import spawn
from shared.chat.passing import persistently
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)
# Another instance that wrote the row renames the thread too; the one that found it there waits.
# And whether somebody who took the tag out of a name reopened the thread is known by then.
_POLITE_SECONDS: Final = 5.0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Namer:
    """Renames; what stays undone is shown."""

    eyes: Eyes
    renamer: Renamer
    patience: Patience
    deeds: Deeds
    clock: Clock
    post: Callable[[Case, Event], None]

    async def rename(self, case: Case) -> Event | None:
        """Start to give the thread its name; a signal says how it ended."""
        if case.ticket is None:
            return Event(Signal.RENAME_FAILED)
        await self.cancel(case)
        case.renaming = spawn(
            self._until_named(case, name_of(case.ticket)), name=f"rename thread {case.thread_id}"
        )
        return None

    async def cancel(self, case: Case) -> Event | None:
        """Leave the name as it is."""
        if case.renaming is not None:
            case.renaming.cancel()
            case.renaming = None
        return None

    async def give_back(self, case: Case) -> Event | None:
        """It was reopened while our name was on its way to Discord, and landed all the same."""
        await self.cancel(case)
        if case.ticket is not None:
            case.renaming = spawn(
                self._until_given_back(case, name_of(case.ticket)),
                name=f"give thread {case.thread_id} its name back",
            )
        return None

    async def _until_given_back(self, case: Case, ours: str) -> None:
        await self.clock.sleep(self.renamer.wait_for(case.thread_id))
        if case.state is not State.OPEN or case.name in {"", ours}:
            return
        try:
            guild = self.eyes.guild(case)
            if await self.renamer.give_back(guild, case.thread_id, ours, case.name):
                self.deeds.did(case, f"reopened meanwhile, so named {case.name} again")
        except TROUBLE as error:
            _log.warning("thread %d may keep our name: %s", case.thread_id, told(error))

    async def archive_again(self, case: Case) -> Event | None:
        """Archive, and lock, the thread that our messages and edits opened."""
        try:
            if case.to_be_shut:
                await self._archive(case)
        except TROUBLE as error:
            # The next try looks at the thread first: it may be reopened or deleted by then.
            reason = f"can't archive the thread again: {told(error)}"
            self.patience.later(case, reason, Doing.ARCHIVING)
            return None
        if case.kept_from is Doing.ARCHIVING:
            case.went_well()
        if case.respelled:
            # Whose name came last, a look at it tells.
            case.respelled = False
            return Event(Signal.RENAMED)
        return None

    async def _archive(self, case: Case) -> None:
        guild = self.eyes.guild(case)
        await persistently(
            lambda: self.renamer.archive(guild, case.thread_id, lock=case.unlocked),
            pause=5.0,
            clock=self.clock,
        )

    async def _until_named(self, case: Case, name: str) -> None:
        if case.polite or case.perhaps_reopened:
            await self.clock.sleep(_POLITE_SECONDS)
            case.perhaps_reopened = False
        try:
            outcome = await self._named(case, name)
        except Exception:
            # A fault of ours: the ticket must not stay in the middle.
            self.post(case, Event(Signal.RENAME_FAILED))
            raise
        if outcome is RenameOutcome.FAILED:
            self.post(case, Event(Signal.RENAME_FAILED))
            return
        if case.kept_from is None:
            case.trouble = ""
        if outcome is RenameOutcome.DONE:
            case.news.add("name")
            self.deeds.did(case, f"renamed to {name}")
        self.post(case, Event(Signal.RENAME_DONE))

    async def _named(self, case: Case, name: str) -> RenameOutcome:
        def waits(reason: str) -> None:
            case.trouble = f"not renamed: {reason}"

        def finds_archived() -> None:
            # Nobody may have told us: it happened while the server was out of sight.
            case.shut = True

        try:
            guild = self.eyes.guild(case)
        except OutOfSight as unseen:
            # A catch-up follows when the server is there again.
            waits(str(unseen))
            return RenameOutcome.FAILED
        return await self.renamer.rename(
            guild,
            case.thread_id,
            name,
            archive=case.to_be_shut,
            lock=case.unlocked,
            hurried=case.hurried,
            waits=waits,
            finds_archived=finds_archived,
        )
