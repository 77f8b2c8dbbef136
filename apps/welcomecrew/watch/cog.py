"""Discord's events about tickets, handed to the watchers; no commands here."""

import asyncio
import logging
from functools import partial
from itertools import chain
from typing import Final

import discord
from discord.ext import commands

from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.threads.membership import Membership
from apps.welcomecrew.threads.remembered import RememberedThreads
from apps.welcomecrew.tickets.scope import Scope
from apps.welcomecrew.watch.rounds import Rounds
from apps.welcomecrew.watch.signals import Signals
from shared.chat.background import spawn
from shared.chat.bot import ChatBot
from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_MAY_HIDE_OR_SHOW: Final = frozenset(
    {
        "GUILD_UPDATE",
        "GUILD_DELETE",
        "GUILD_ROLE_CREATE",
        "GUILD_ROLE_UPDATE",
        "GUILD_ROLE_DELETE",
        "GUILD_MEMBER_UPDATE",
        "CHANNEL_CREATE",
        "CHANNEL_DELETE",
    }
)


class TicketsCog(commands.Cog, name="Tickets"):
    """Hands events on at once; nothing here waits for Sheets or for a rename."""

    def __init__(
        self,
        *,
        client: ChatBot,
        scope: Scope,
        desk: Desk,
        membership: Membership,
        remembered: RememberedThreads,
        signals: Signals,
        rounds: Rounds,
        clock: Clock,
    ) -> None:
        self._client = client
        self._scope = scope
        self._desk = desk
        self._membership = membership
        self._remembered = remembered
        self._signals = signals
        self._rounds = rounds
        self._clock = clock
        self._away_since: float | None = None
        self._going_round: asyncio.Task[None] | None = None
        self._concerns = signals.concerns

    async def cog_load(self) -> None:
        """What comes all the time and concerns us hardly ever is heard without a task."""
        self._client.hear("message", self._pick)
        self._client.hear("socket_event_type", self._look_around)

    async def cog_unload(self) -> None:
        """Stop what was started."""
        if self._going_round is not None:
            self._going_round.cancel()
        await self._desk.close()

    def _pick(self, message: discord.Message) -> None:
        channel: object = message.channel
        if isinstance(channel, discord.Thread):
            may_concern = self._concerns(channel)
        else:
            may_concern = isinstance(channel, discord.PartialMessageable)
        if may_concern and self._scope.live:
            self._client.dispatch("ticket_message", message)

    @commands.Cog.listener()
    async def on_ticket_message(self, message: discord.Message) -> None:
        """A close marker, a typed tag."""
        own = self._client.user
        thread = await self._watched_thread(message, own)
        if thread is None or own is None:
            return
        self._signals.message(message, thread)
        if own in message.mentions:
            await self._membership.join(thread, asked=True)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message may become a close marker, and a typed tag another one."""
        message = payload.message
        thread = await self._watched_thread(message, self._client.user)
        if thread is not None:
            self._signals.edited(message, thread)

    async def _watched_thread(
        self, message: discord.Message, own: discord.ClientUser | None
    ) -> discord.Thread | None:
        channel: object | None = message.channel
        if not self._scope.live or own is None:
            return None
        if isinstance(channel, discord.PartialMessageable):
            channel = await self._unknown_thread(message, own)
        if not isinstance(channel, discord.Thread) or not self._concerns(channel):
            return None
        return channel

    async def _unknown_thread(
        self, message: discord.Message, own: discord.ClientUser
    ) -> object | None:
        """A thread that discord.py has let go, because the bot was removed from it.

        What Discord doesn't tell at the moment a round of catch-up will find.
        """
        if message.guild is None:
            return None
        if own not in message.mentions and not self._signals.may_matter(message):
            return None
        try:
            return await persistently(partial(message.guild.fetch_channel, message.channel.id))
        except REST_FAILURES as error:
            _log.warning("can't see where message %d was written: %s", message.id, in_words(error))
            if passes_by(error):
                self._rounds.shown()
            return None

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Join, so that private threads are heard."""
        if self._scope.live and self._concerns(thread):
            self._signals.made(thread)
            await self._membership.join(thread)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Archived, locked, reopened, renamed."""
        if self._scope.live:
            self._signals.updated(
                payload.thread_id,
                payload.parent_id,
                payload.data,
                was_open=payload.thread is not None,
            )

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Nothing left to do for it."""
        self._signals.deleted(payload.thread_id, payload.parent_id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Our question may be gone."""
        self._signals.removed(payload.channel_id, (payload.message_id,))

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """The same, among others."""
        self._signals.removed(payload.channel_id, payload.message_ids)

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        """Called for every failed try as well; the first one counts."""
        if self._away_since is None:
            self._away_since = self._clock.monotonic()

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """Discord replays what was missed."""
        self._away_since = None

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """After a start, or a session that could not be resumed: nothing was replayed."""
        since, self._away_since = self._away_since, None
        if not self._scope.live:
            return
        self._signals.session_lost()
        for thread in chain.from_iterable(guild.threads for guild in self._client.guilds):
            if self._concerns(thread):
                self._signals.know(thread)
        self._rounds.session_lost(self._clock.monotonic() - since if since else None)
        if self._going_round is None:
            self._going_round = spawn(self._rounds.run(), name="catch-up")

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """An outage: whatever happens to its threads now is not told."""
        self._remembered.doubt(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Back from an outage, or later than READY: what happened meanwhile was not told."""
        self._shown(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Invited, perhaps again."""
        self._shown(guild)

    def _look_around(self, event: str) -> None:
        """Whatever may hide or show a channel: rights, roles, servers, the channels themselves."""
        if event == "THREAD_LIST_SYNC":
            self._rounds.shown()
        elif event in _MAY_HIDE_OR_SHOW:
            self._rounds.look()

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, _before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A ticket channel's own rights, for one."""
        if after.id in self._scope.channels:
            self._rounds.look()

    def _shown(self, guild: discord.Guild) -> None:
        threads = [thread for thread in guild.threads if self._concerns(thread)]
        for thread in threads:
            self._signals.know(thread)
        if self._going_round is not None and any(map(guild.get_channel, self._scope.channels)):
            self._rounds.shown()
