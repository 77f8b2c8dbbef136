"""The discord.py bot that both apps build on: gate, errors, safe mentions, slash commands."""

import asyncio
import logging
import sys
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from shared.chat.clicks import run_click
from shared.chat.discord_clock import DiscordClock
from shared.chat.errors import AnsweredElsewhere, ExpectedFailure
from shared.chat.failures import PREFIX, Refused, cause_of, owned_up, words_for
from shared.chat.gate import CommandGate
from shared.chat.home import Home
from shared.chat.interactions import is_answered
from shared.chat.observer import Observer
from shared.chat.passing import REST_FAILURES, in_words
from shared.chat.person import Person
from shared.chat.quotes import LenientView
from shared.chat.replies import Asked, answer
from shared.chat.roles import person_of
from shared.chat.slash_sync import sync_if_changed
from shared.chat.slash_visibility import hide_from_who_may_not
from shared.timing.clock import SystemClock
from shared.turn.shards import ShardPlan
from shared.turn.turn import NotOurTurn, OnlyInstance, Turn

_log = logging.getLogger(__name__)

# Not a command of ours, or one that another instance answers.
_NOBODY_WAITS: Final = (commands.CommandNotFound, AnsweredElsewhere, NotOurTurn)
_OTHERS_FIRST: Final = 1.5
"""Seconds that are left to somebody who knows the answer, of the three that Discord gives."""


class ChatBot(commands.Bot):
    """Prefix and slash commands behind one gate and one error handler; pings nobody by itself."""

    def __init__(
        self,
        *,
        intents: discord.Intents,
        gate: CommandGate,
        home: Home,
        observer: Observer,
        turn: Turn | None = None,
        shards: ShardPlan | None = None,
        discord_clock: DiscordClock | None = None,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned_or(PREFIX),
            intents=intents,
            help_command=None,
            case_insensitive=True,
            strip_after_prefix=True,
            allowed_mentions=discord.AllowedMentions.none(),
            # Members arrive with the guild; asking for all of them again costs the gateway.
            chunk_guilds_at_startup=intents.members,
            # Edits, deletions and reactions are heard raw: a thousand messages would be kept for
            # nothing, and gone through by each garbage collection.
            max_messages=None,
            http_trace=(discord_clock or DiscordClock(SystemClock())).trace(),
            **_options(shards),
        )
        self.gate = gate
        self.home = home
        self._observer = observer
        self._turn = turn or OnlyInstance()
        # Once for the whole bot, not by each of its processes.
        self._writes_slash_commands = shards is None or shards.holds_first
        self._sync: asyncio.Task[bool] | None = None
        self._hearers: defaultdict[str, list[Callable[..., None]]] = defaultdict(list)
        self.add_check(self._pass_gate)
        self.tree.error(self._answer_slash_error)

    @abstractmethod
    async def add_cogs(self) -> None:
        """Add every cog, one visible line each."""

    async def setup_hook(self) -> None:
        """Runs once, after login and before the gateway. A cog that fails ends the start."""
        await self.add_cogs()
        if missing := self.gate.missing(c.qualified_name for c in self.walk_commands()):
            raise LookupError(f"commands without a row in the access table: {missing}")
        self._sync = asyncio.create_task(self._sync_in_turn(), name="slash sync")

    async def _sync_in_turn(self) -> bool:
        await self._turn.taken()
        if not self._writes_slash_commands:
            return False
        # Only then are the servers' roles known.
        await self.wait_until_ready()
        homes = (guild for guild in self.guilds if self.home.includes(guild, self.guilds))
        roles = [role for guild in homes for role in guild.roles]
        hide_from_who_may_not(self.tree, self.gate, roles)
        return await sync_if_changed(self.tree)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """discord.py's own, kept to the pace that all processes of the bot share."""
        await self._turn.may_identify(shard_id or 0, first=initial)

    async def close(self) -> None:
        """Drop the gateway and end what this class started."""
        if self._sync is not None:
            self._sync.cancel()
            await asyncio.wait({self._sync})
        await super().close()

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the event brings
        """Drops what happens after the end: the library has let go of its loop by then."""
        if self.loop is discord.utils.MISSING:
            return
        for hear in self._hearers.get(event_name, ()):
            try:
                hear(*args, **kwargs)
            except Exception:  # noqa: BLE001 - whatever it is, the gateway's reader goes on
                _log.exception("%s was not heard by %s", event_name, hear)
        super().dispatch(event_name, *args, **kwargs)

    def hear(self, event_name: str, hear: Callable[..., None], /) -> None:
        """Call `hear`, which must not wait, at each event of that name (without `on_`).

        A listener costs a task for each event: too much for those that come all the time and
        concern us hardly ever.
        """
        self._hearers[event_name].append(hear)

    def serves_home(self) -> bool:
        """Whether a home server is among those that this process sees."""
        return any(self.home.includes(guild, self.guilds) for guild in self.guilds)

    def person(self, user: discord.abc.User, guild: discord.Guild | None) -> Person:
        """What the rules may know of `user`, asking in `guild`."""
        return person_of(user, at_home=self.home.includes(guild, self.guilds))

    async def get_context(  # pyright: ignore[reportIncompatibleMethodOverride] - of any class, as discord.py's own
        self,
        origin: discord.Message | discord.Interaction[Any],
        /,
        *,
        cls: type[Any] = Asked,
    ) -> Any:  # noqa: ANN401 - a context of class `cls`
        """discord.py's own, with quotation marks read as people type them."""
        context: commands.Context[Any] = await super().get_context(origin, cls=cls)
        if isinstance(origin, discord.Message):
            context.view = LenientView.going_on_from(context.view)
        return context

    async def run_click(
        self, interaction: discord.Interaction[Any], handler: Awaitable[None]
    ) -> None:
        """Await `handler`, the work behind a press, and answer whatever comes of it."""
        await run_click(interaction, handler, self._observer)

    def belongs(self, ctx: commands.Context[Any], audience: str) -> bool:
        """Whether whoever gave a command is one of `audience`."""
        return self.gate.includes(self.person(ctx.author, ctx.guild), audience)

    async def on_command_completion(self, ctx: commands.Context[Any]) -> None:
        """Counted for the metrics."""
        if ctx.command is not None:
            self._observer.count_command(ctx.command.qualified_name)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the event brings
        """What fails in a listener; that its turn is over is no fault."""
        error = sys.exception()
        if isinstance(error, NotOurTurn):
            _log.info("%s is left to the instance that speaks", event_method)
            return
        if self.is_closed():
            _log.info("%s was cut short by the stop: %r", event_method, error)
            return
        await super().on_error(event_method, *args, **kwargs)

    async def on_command_error(
        self, context: commands.Context[Any], exception: commands.CommandError, /
    ) -> None:
        """The one handler for what goes wrong in a command, prefix or slash."""
        error = cause_of(exception)
        if isinstance(error, _NOBODY_WAITS) or is_answered(error):
            return
        if self.is_closed():
            _log.info("%s was cut short by the stop: %r", context.command, error)
            return
        command = context.command
        words = words_for(error, command) or self._unexpected(
            error, command.qualified_name if command else "?", context.message.id
        )
        await self._say(context, words)

    async def _answer_slash_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        # Our commands are hybrid and end in on_command_error; this is for discord.py's own tree,
        # such as a command that a newer version of the bot has and this one doesn't know.
        if isinstance(error, app_commands.CommandNotFound):
            # During a deploy the other instance may know it: its answer goes first.
            await asyncio.sleep(_OTHERS_FIRST)
            words = "I don't know that command (any more); Discord will forget it soon."
        else:
            name = interaction.command.qualified_name if interaction.command else "?"
            words = self._unexpected(error, name, interaction.id)
        with suppress(*REST_FAILURES):
            await interaction.response.send_message(words, ephemeral=True)

    async def _pass_gate(self, ctx: commands.Context[Any]) -> bool:
        if ctx.command is None:
            return True
        try:
            self.gate.check(ctx.command.qualified_name, self.person(ctx.author, ctx.guild))
        except ExpectedFailure as failure:
            raise Refused(failure) from failure
        return True

    def _unexpected(self, error: Exception, command: str, source_id: int) -> str:
        """Log, count, and give the words for the asker."""
        self._observer.count_error(type(error).__name__)
        return owned_up(f"command {command}", source_id, error)

    async def _say(self, ctx: commands.Context[Any], words: str) -> None:
        """What went wrong here, unless it went well in another instance."""
        if isinstance(ctx, Asked) and await ctx.is_answered_elsewhere():
            return
        try:
            await answer(ctx, words, ephemeral=True, purpose="error", only_below=True)
        except AnsweredElsewhere:
            return
        except REST_FAILURES as error:
            # No permission to speak here, the channel is gone, or Discord can't be reached:
            # nobody is left to tell.
            _log.warning("could not answer in channel %s: %s", ctx.channel.id, in_words(error))


def _options(shards: ShardPlan | None) -> dict[str, Any]:
    if shards is None:
        return {}
    return {"shard_count": shards.count, "shard_ids": list(shards.ids) or None}
