"""The actions of a ticket's life, carried out: look, write, ask, rename."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import discord

from apps.welcomecrew.domain.lifecycle import Action, Signal, State
from apps.welcomecrew.domain.picker_state import answered_text
from apps.welcomecrew.domain.reconcile import Decision, Verdict
from apps.welcomecrew.ledger.clan_tags import ClanTags
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import OutboxFull
from apps.welcomecrew.picker.picker import TagPicker
from apps.welcomecrew.threads.membership import Membership
from apps.welcomecrew.threads.notify import Notices
from apps.welcomecrew.threads.rename import RenameOutcome, Renamer
from apps.welcomecrew.watch.background import spawn
from apps.welcomecrew.watch.case import Case, Event
from apps.welcomecrew.watch.look import Looker, Sighting, name_of, row_of, tag_in_name
from apps.welcomecrew.watch.scope import Scope
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

OPEN_FOR: Final = 300.0
"""Seconds that a closed thread may stay open before the tag is asked for all the same."""
_LOOK_AGAIN_AFTER: Final = (5.0, 30.0, 120.0)
# Another instance that wrote the row renames the thread too; the one that found it there waits.
_POLITE_SECONDS: Final = 5.0

REOPENED_WORDS: Final = "The ticket was reopened, so no tag is needed now."


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done, for `!watch_status`."""

    thread_id: int
    words: str
    at: datetime


class Finaliser:
    """Knows how to do each action; `post` takes what becomes of it."""

    def __init__(
        self,
        *,
        client: discord.Client,
        scope: Scope,
        looker: Looker,
        clan_tags: ClanTags,
        ledger: Ledger,
        renamer: Renamer,
        picker: TagPicker,
        membership: Membership,
        notices: Notices,
        clock: Clock,
        post: Callable[[Case, Event], None],
    ) -> None:
        self._client = client
        self._scope = scope
        self._looker = looker
        self._clan_tags = clan_tags
        self._ledger = ledger
        self._renamer = renamer
        self._picker = picker
        self._membership = membership
        self._notices = notices
        self._clock = clock
        self._post = post
        self.deeds: deque[Deed] = deque(maxlen=5)
        self._doing: dict[Action, Callable[[Case], Awaitable[Event | None]]] = {
            Action.LOOK: self.look,
            Action.LOOK_AT_NAME: self._look_at_name,
            Action.FOLLOW_NAME: self._follow_name,
            Action.WRITE_ROW: self._write_row,
            Action.WAIT: self._wait,
            Action.ASK: self._ask,
            Action.WITHDRAW: self._withdraw,
            Action.RENAME: self._rename,
            Action.CANCEL_RENAME: self._cancel_rename,
            Action.ARCHIVE_AGAIN: self._archive_again,
            Action.MENTION_NUMBER: self._mention_number,
        }

    async def do(self, case: Case, action: Action) -> Event | None:
        """Carry out one action; gives the signal that follows at once, if any."""
        return await self._doing[action](case)

    async def thread(self, case: Case) -> discord.Thread | None:
        """The thread as Discord has it; archived ones are in no cache."""
        guild = self._client.get_guild(case.guild_id)
        if guild is None:
            return None
        found = guild.get_thread(case.thread_id)
        if found is not None:
            return found
        try:
            fetched = await guild.fetch_channel(case.thread_id)
        except (discord.NotFound, discord.Forbidden, discord.InvalidData):
            return None
        return fetched if isinstance(fetched, discord.Thread) else None

    async def look(self, case: Case) -> Event | None:
        """Read the thread; a failure is tried again, and in the end left to catch-up."""
        for pause in (*_LOOK_AGAIN_AFTER, None):
            try:
                thread = await self.thread(case)
                if thread is None:
                    return Event(Signal.DELETED)
                return self.noted(case, thread, await self._looker.look(thread, case.channel))
            except (discord.HTTPException, SheetsError, TimeoutError, OSError) as error:
                _log.warning("can't read the ticket in thread %d: %s", case.thread_id, error)
            if pause is not None:
                await self._clock.sleep(pause)
        case.fresh = True
        return Event(Signal.NOT_CLOSED)

    def noted(self, case: Case, thread: discord.Thread, seen: Sighting) -> Event:
        """Take over what was seen; the signal says what it comes to."""
        case.fresh = False
        case.ticket = seen.ticket
        case.close_id, case.by_marker = seen.close_id, seen.by_marker
        case.asked_id = seen.asked_id
        if seen.question is not None:
            case.question_id = seen.question.id
            self._picker.resume(seen.question)
        case.shut = case.shut or thread.archived or seen.reopened_by_us or seen.left_open
        if seen.ticket is None:
            return Event(Signal.NAME_UNREADABLE)
        if not seen.closed:
            return Event(Signal.NOT_CLOSED)
        if seen.ticket.tag:
            return Event(Signal.TAG_FOUND, tag=seen.ticket.tag)
        return Event(Signal.QUESTION_STANDS if seen.question else Signal.TAG_MISSING)

    async def _look_at_name(self, case: Case) -> Event | None:
        tag = await self._tag_of_name(case)
        return Event(Signal.TAG_FOUND, tag=tag) if tag else None

    async def _follow_name(self, case: Case) -> Event | None:
        tag = await self._tag_of_name(case)
        if case.ticket and tag and tag != case.ticket.tag:
            case.ticket = replace(case.ticket, tag=tag)
            return await self._write_row(case)
        return None

    async def _tag_of_name(self, case: Case) -> str:
        thread = await self.thread(case)
        if thread is None or case.ticket is None:
            return ""
        try:
            tags = await self._clan_tags.get()
        except SheetsError:
            return ""
        return tag_in_name(thread.name, case.ticket.number, tags)

    async def _write_row(self, case: Case) -> Event | None:
        ticket = case.ticket
        if ticket is None:
            return Event(Signal.WRITE_FAILED)
        row = row_of(ticket, self._scope.zone, by_marker=case.by_marker)
        try:
            written = self._ledger.submit(case.channel.tab, row)
        except OutboxFull as full:
            _log.warning("ticket %s is left to catch-up: %s", ticket.number, full)
            return Event(Signal.WRITE_FAILED)
        if ticket.tag:
            written.add_done_callback(lambda done: self._written(case, ticket.tag, done))
        return None

    def _written(self, case: Case, tag: str, done: asyncio.Future[Decision]) -> None:
        if done.cancelled() or case.ticket is None or case.ticket.tag != tag:
            return
        verdict = done.result().verdict
        self._did(case, f"{case.ticket.number} {tag}: row {verdict.value}")
        case.polite = verdict is Verdict.UNCHANGED
        self._post(case, Event(Signal.ROW_WRITTEN))

    async def _wait(self, case: Case) -> Event | None:
        if case.shut:
            return Event(Signal.ARCHIVED)

        async def wait() -> None:
            await self._clock.sleep(OPEN_FOR)
            self._post(case, Event(Signal.TIME_UP))

        case.end_waiting()
        case.waiting = spawn(wait(), name=f"wait for ticket {case.thread_id} to be archived")
        return None

    async def _ask(self, case: Case) -> Event | None:
        case.end_waiting()
        thread = await self.thread(case)
        if thread is None or case.ticket is None:
            return Event(Signal.DELETED)
        await self._membership.join(thread)
        try:
            await self._renamer.unarchive_locked(thread)
            case.question_id = await self._picker.ask(
                thread,
                ticket=case.ticket,
                asked_id=case.asked_id,
                close_id=case.close_id,
                shut=case.shut,
            )
        except discord.Forbidden:
            await self._notices.cannot_speak(thread, case.close_id)
            self._did(case, f"{case.ticket.number}: can't ask for the tag there")
        except (discord.HTTPException, OSError) as error:
            _log.warning("could not ask in thread %d, catch-up will: %s", thread.id, error)
        else:
            self._did(case, f"{case.ticket.number}: asked for the tag")
        return None

    async def _withdraw(self, case: Case) -> Event | None:
        if not case.question_id:
            return None
        thread = await self.thread(case)
        if thread is not None:
            await self._picker.withdraw(thread, case.question_id, _last_words(case))
        case.question_id = 0
        return None

    async def _rename(self, case: Case) -> Event | None:
        guild = self._client.get_guild(case.guild_id)
        if guild is None or case.ticket is None:
            return Event(Signal.RENAME_FAILED)
        name = name_of(case.ticket)

        async def rename() -> None:
            if case.polite:
                await self._clock.sleep(_POLITE_SECONDS)
            outcome = await self._renamer.rename(guild, case.thread_id, name, archive=case.shut)
            if outcome is RenameOutcome.FAILED:
                self._post(case, Event(Signal.RENAME_FAILED))
                return
            if outcome is RenameOutcome.DONE:
                self._did(case, f"renamed to {name}")
            self._post(case, Event(Signal.RENAME_DONE))

        await self._cancel_rename(case)
        case.renaming = spawn(rename(), name=f"rename thread {case.thread_id}")
        return None

    async def _cancel_rename(self, case: Case) -> Event | None:
        if case.renaming is not None:
            case.renaming.cancel()
            case.renaming = None
        return None

    async def _archive_again(self, case: Case) -> Event | None:
        guild = self._client.get_guild(case.guild_id)
        if case.shut and guild is not None:
            await self._renamer.archive(guild, case.thread_id)
        return None

    async def _mention_number(self, case: Case) -> Event | None:
        _log.warning("the thread %d is closed, but its name holds no number", case.thread_id)
        self._did(case, "closed, but the name holds no ticket number")
        return None

    def _did(self, case: Case, words: str) -> None:
        self.deeds.append(Deed(case.thread_id, words, self._clock.now()))


def _last_words(case: Case) -> str:
    """What is left of a question that needs no answer any more.

    With the tag in it: the process may end before the row is written.
    """
    if case.state is State.OPEN or case.ticket is None:
        return REOPENED_WORDS
    return answered_text(case.ticket.tag, case.answered_by, shut=case.shut)
