"""Catch-up: what was closed while nobody looked, found again from Discord and the sheet alone.

Names and rows tell of most threads that nothing is missing, without a request for each. Only
the others are looked at.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final

import discord

from apps.welcomecrew.domain.columns import PlacedRow
from apps.welcomecrew.domain.lifecycle import Facts, Signal, State, state_from
from apps.welcomecrew.domain.reconcile import find_row
from apps.welcomecrew.domain.rows import TicketRow
from apps.welcomecrew.domain.sheet_dates import moment_in
from apps.welcomecrew.domain.tags import KnownTags
from apps.welcomecrew.domain.thread_name import closed_name, parse_thread_name
from apps.welcomecrew.ledger.clan_tags import ClanTags
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.threads.listing import archived, threads_saying
from apps.welcomecrew.watch.case import Event
from apps.welcomecrew.watch.desk import Desk
from apps.welcomecrew.watch.look import is_named_after
from apps.welcomecrew.watch.scope import Channel, Scope
from shared.chat.log_channel import LogChannel
from shared.chat.text import ago
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

MARGIN: Final = timedelta(days=7)
"""How far before the last logged close is looked: closes may have been logged out of order."""
_FARTHEST: Final = timedelta(days=45)
_WITHOUT_ROWS: Final = timedelta(days=1)
_AT_ONCE: Final = 5
_MOST_REMEMBERED: Final = 5000
_SETTLE_SECONDS: Final = 30.0
_TRIES: Final = (15.0, 60.0, 240.0)


@dataclass(frozen=True, slots=True)
class Found:
    """One thread that something is missing of."""

    thread: discord.Thread
    channel: Channel


class CatchUp:
    """One round at a time; one that is asked for meanwhile follows it."""

    def __init__(
        self,
        *,
        client: discord.Client,
        scope: Scope,
        ledger: Ledger,
        clan_tags: ClanTags,
        desk: Desk,
        log_channel: LogChannel,
        clock: Clock,
    ) -> None:
        self._client = client
        self._scope = scope
        self._ledger = ledger
        self._clan_tags = clan_tags
        self._desk = desk
        self._log_channel = log_channel
        self._clock = clock
        self._one = asyncio.Lock()
        self._looked: dict[int, float] = {}
        self.last_words = "not yet"

    async def after_ready(self, away: float | None) -> None:
        """After a start or a lost session; tried again while Discord or Sheets can't answer."""
        for pause in (*_TRIES, None):
            try:
                words = await self.step(thorough=False)
            except (SheetsError, discord.HTTPException, OSError, TimeoutError) as error:
                _log.warning("catch-up has to wait: %s", error)
                if pause is None:
                    self.last_words = f"gave up until the next refresh: {error}"
                    return
                await self._clock.sleep(pause)
                continue
            if words:
                while_away = (
                    f"while I was away ({ago(away).removesuffix(' ago')})"
                    if away
                    else "before my start"
                )
                await self._log_channel.say(f"{while_away}: {words}", about=("catch-up", words))
            return

    async def step(self, *, thorough: bool = True) -> str:
        """One round; what it found, in words, empty when nothing was missing.

        Raises SheetsError or discord.HTTPException when it can't see enough to judge.
        """
        async with self._one:
            # The oldest first: ended in the middle, the next round starts from the last close.
            found = sorted(await self._find(thorough=thorough), key=_closed_at)
            for start in range(0, len(found), _AT_ONCE):
                await asyncio.gather(*map(self._hand_over, found[start : start + _AT_ONCE]))
            words = await self._result(found)
            self._remember(found)
            self.last_words = words or "nothing was missing"
            return words

    async def _find(self, *, thorough: bool) -> list[Found]:
        tags = await self._clan_tags.get()
        rows = await self._ledger.rows()
        found: list[Found] = []
        for channel in self._scope.channels.values():
            parent = self._client.get_channel(channel.channel_id)
            if not channel.scanned or not isinstance(parent, discord.TextChannel):
                continue
            of_tab = rows[channel.tab]
            since = horizon(of_tab, self._clock.now(), self._scope.zone)
            unfinished = [t for t in parent.threads if not _is_finished(t, of_tab, tags)]
            unfinished = await self._maybe_closed(parent, unfinished, since, thorough=thorough)
            unfinished += [
                thread
                async for thread in archived(parent, since=since)
                if not _is_finished(thread, of_tab, tags)
            ]
            # One that is being archived just now is in both lists.
            found += [
                Found(thread, channel)
                for thread in {each.id: each for each in unfinished}.values()
                if self._looked.get(thread.id) != _version(thread)
            ]
        return found

    async def _maybe_closed(
        self,
        parent: discord.TextChannel,
        threads: list[discord.Thread],
        since: datetime,
        *,
        thorough: bool,
    ) -> list[discord.Thread]:
        """Open threads that may have been closed; by search where there is one."""
        saying = None
        if not thorough:
            ids = (thread.id for thread in threads)
            saying = await threads_saying(
                self._client, parent.guild.id, ids, words="closed by", since=since
            )
        if saying is None:
            return threads
        return [thread for thread in threads if thread.id in saying or thread.locked]

    async def _hand_over(self, found: Found) -> None:
        thread = found.thread
        self._desk.signal(thread.id, found.channel.channel_id, Event(Signal.RESTARTED))
        await self._desk.settled(thread.id)

    async def _result(self, found: Sequence[Found]) -> str:
        """Wait a little for the rows, then count."""
        for _ in range(int(_SETTLE_SECONDS)):
            if State.WRITING not in self._states(found):
                break
            await self._clock.sleep(1)
        states = self._states(found)
        closed = [state for state in states if state not in {State.OPEN, State.GONE}]
        waiting = sum(state in {State.ASKED, State.WAITING} for state in closed)
        unwritten = sum(state is State.WRITING for state in closed)
        if not closed:
            return ""
        words = f"{len(closed)} closed, {len(closed) - unwritten} logged"
        if waiting:
            words += f", {waiting} {'waits' if waiting == 1 else 'wait'} for a tag"
        return words

    def _remember(self, found: Sequence[Found]) -> None:
        """What need not be looked at again as it is: no close in it, or its question stands."""
        if len(self._looked) > _MOST_REMEMBERED:
            self._looked.clear()
        for each in found:
            case = self._desk.known(each.thread.id)
            if case is None or case.fresh:
                continue
            if case.state is State.OPEN or (case.state is State.ASKED and case.question_id):
                self._looked[each.thread.id] = _version(each.thread)

    def _states(self, found: Sequence[Found]) -> list[State]:
        cases = (self._desk.known(each.thread.id) for each in found)
        return [case.state if case else State.GONE for case in cases]


def horizon(rows: Sequence[PlacedRow], now: datetime, zone: tzinfo) -> datetime:
    """How far back closed threads are looked for: to the last known close, and to what is open."""
    closes = [moment_in(placed.row.closed, zone) for placed in rows]
    # A slip of somebody's in a date must not hide what was closed before it.
    closes = [close if close and close <= now + _WITHOUT_ROWS else None for close in closes]
    known = sorted(close for close in closes if close)
    if not known:
        return now - _WITHOUT_ROWS
    last = known[-1]
    incomplete = [
        close
        for placed, close in zip(rows, closes, strict=True)
        if close and not placed.row.complete
    ]
    # A close that is logged live ends no absence: what was closed in it may still have no row.
    silences = [
        start - MARGIN
        for start, end in pairwise(known)
        if end - start > MARGIN and end > now - _FARTHEST
    ]
    oldest = min([last - MARGIN, *incomplete, *silences])
    return max(oldest, min(last - MARGIN, now - _FARTHEST))


def _closed_at(found: Found) -> datetime:
    return found.thread.archive_timestamp


def _is_finished(thread: discord.Thread, rows: Sequence[PlacedRow], tags: KnownTags) -> bool:
    """Whether name and row show that nothing is left to do."""
    parts = parse_thread_name(thread.name, tags)
    if parts is None:
        return True
    placed = find_row(rows, TicketRow(parts.number))
    shut = thread.archived or thread.locked
    # The row knows better than the name alone: a clan that is gone, a person called like one.
    if placed and (shut or not parts.tag) and is_named_after(thread.name, placed.row):
        return True
    facts = Facts(
        closed=shut,
        has_tag=bool(parts.tag),
        asked=False,
        row_complete=placed is not None and placed.row.complete and placed.row.clantag == parts.tag,
        name_right=thread.name == closed_name(parts.number, parts.username, parts.tag),
    )
    return state_from(facts) is State.DONE


def _version(thread: discord.Thread) -> float:
    """Changes when something happens in the thread, or when it is archived anew."""
    if thread.archived:
        return thread.archive_timestamp.timestamp()
    return float(thread.last_message_id or 0)
