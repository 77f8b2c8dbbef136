"""Posts the summary once a day, however often the bot restarts, and late rather than never."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import discord

from apps.clanmatch.roster.rules.summary_table import Summary, parse_summary
from apps.clanmatch.roster.source import Roster, RosterSource, age_note
from apps.clanmatch.summary.texts import Before, before_in, daily_footer, day_of, summary_embed
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import persistently
from shared.chat.pings import call, pings
from shared.chat.places import Place, find_place, own_messages
from shared.chat.replies import answer_nonce
from shared.chat.text import ago
from shared.sheets.cache import Copy
from shared.timing.clock import Clock
from shared.timing.schedule import Schedule

# Clocks of two machines differ; a post that was made a little before its time counts too.
_CLOCKS_DIFFER: Final = timedelta(minutes=10)
_DAY: Final = timedelta(days=1)
_MESSAGES_LOOKED_AT: Final = 2000


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DailySummary:
    """The channel is its memory: a day has had its post when the bot's own post is there."""

    client: discord.Client
    roster: RosterSource
    clock: Clock
    schedule: Schedule
    thread_id: int | None
    role_ids: Sequence[int | None]
    more: Callable[[], Sequence[str]] = tuple
    """Lines (markdown) that other features have to tell below the figures."""

    async def step(self) -> str:
        """Post the summary of the latest due moment, unless it is there already."""
        place = await self._place()
        day = self._due_day()
        posted = await self._is_posted(place, day)
        if day != (now_due := self._due_day()):
            # That answer told that this machine's date is wrong.
            day, posted = now_due, await self._is_posted(place, now_due)
        if posted:
            return f"the summary of {day} is posted already"
        copy = await self.roster.refresh()
        today = self.clock.now().astimezone(UTC).date()
        # The figures are of now, whenever they were due.
        embed = summary_embed(
            _summary(copy),
            day=today,
            footer=daily_footer(day, _note(copy), late=today != day),
            before=await self._before(place, self._due - _DAY, self._due),
            more=self.more(),
        )
        words = "".join(map(call, self.role_ids)).rstrip() or None
        called = pings(roles=self.role_ids)
        await self._post(place, words, embed, called, nonce=("daily", day))
        return f"posted the summary of {day}"

    async def report(self, *, by: str, request_id: int) -> Place:
        """Post the summary now, beside the daily one; says where. Raises ExpectedFailure."""
        place = await self._place()
        copy = await self.roster.current()
        now = self.clock.now()
        note = _note(copy)
        footer = f"Asked for by {by}, {now:%Y-%m-%d %H:%M} UTC" + (f" · {note}" if note else "")
        embed = summary_embed(
            _summary(copy),
            day=now.astimezone(UTC).date(),
            footer=footer,
            before=await self._before(place, self._due, now),
            more=self.more(),
        )
        # Whoever asked reads it; nobody else is called.
        nobody = discord.AllowedMentions.none()
        await self._post(place, None, embed, nobody, nonce=("report", request_id))
        return place

    def is_current(self, message: discord.Message) -> bool:
        """Whether `message` is what keeps `step` from posting again; it must not be removed."""
        day = day_of(message.embeds)
        return day is not None and day >= self._due_day()

    def _due_day(self) -> date:
        return self._due.astimezone(UTC).date()

    @property
    def _due(self) -> datetime:
        """When the latest summary was due."""
        return self.schedule.last_until(self.clock.now())

    async def _place(self) -> Place:
        if self.thread_id is None:
            raise ExpectedFailure("`RECRUITERS_THREAD_ID` is not set: there is nowhere to post.")
        return await find_place(self.client, self.thread_id)

    async def _is_posted(self, place: Place, day: date) -> bool:
        posted = await self._own_messages(place, self._due)
        return any(day_of(message.embeds) == day for message in posted)

    async def _before(self, place: Place, since: datetime, until: datetime) -> Before | None:
        """What the last daily summary between these moments said."""
        posted = await self._own_messages(place, since, until)
        said = [found for each in posted if (found := before_in(each.embeds)) is not None]
        return said[-1] if said else None

    async def _own_messages(
        self, place: Place, since: datetime, until: datetime | None = None
    ) -> list[discord.Message]:
        since -= _CLOCKS_DIFFER
        return await own_messages(
            self.client, place, limit=_MESSAGES_LOOKED_AT, after=since, before=until
        )

    async def _post(
        self,
        place: Place,
        words: str | None,
        embed: discord.Embed,
        called: discord.AllowedMentions,
        *,
        nonce: tuple[object, ...],
    ) -> None:
        await persistently(
            lambda: place.send(
                words, embed=embed, allowed_mentions=called, nonce=answer_nonce("summary", *nonce)
            )
        )


def _note(copy: Copy[Roster]) -> str:
    """That the figures are old, or that a fresher reading failed; empty otherwise."""
    if copy.problem and not copy.stale:
        return f"copy of the sheet from {ago(copy.age)} ago: {copy.problem}"
    return age_note(copy)


def _summary(copy: Copy[Roster]) -> Summary:
    summary = parse_summary(copy.value.rows)
    if summary.is_empty:
        raise ExpectedFailure(
            "The roster's tab holds no summary table: a row with the cells `open spots`, "
            "`inactives` and `reserved spots`, and below it lines such as `overall`."
        )
    return summary
