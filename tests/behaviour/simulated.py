"""Simulated people in an in-memory Discord (simcord), with corrections where it differs.

Usage: `async with simulated(bot) as world:` then `world.guild`, `world.env`, `world.person(...)`.
The corrections touch private parts of simcord 3.2.1, which is pinned for that reason. What the
sandbox corrects as well is its code: whose edits, pages of history, threads of announcements.
"""
# pyright: reportPrivateUsage=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false
# pyright: reportMissingParameterType=false, reportUnknownLambdaType=false
# pyright: reportPrivateImportUsage=false, reportOptionalSubscript=false
# (the corrected parts of simcord are untyped)

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import discord
import simcord
from discord.ext import commands
from simcord import env as _env
from simcord import intents as _intents
from simcord.backend.errors import BackendError
from simcord.backend.models import Overwrite
from simcord.enums import MessageType, OverwriteType
from simcord.http.router import _ROUTES
from simcord.http.routes import messages as _messages

from sandbox.discord.backend.messages import author_of_edit
from sandbox.discord.rules.messages import page
from shared.chat.errors import AnsweredElsewhere, ExpectedFailure


@dataclass
class Simulated:
    """A running bot and the server that its people are on."""

    env: simcord.Env
    guild: Any

    def person(self, name: str, *roles: Any, administrator: bool = False) -> Any:
        """A member with `roles`; with `administrator`, a role of that permission is made."""
        held = list(roles)
        if administrator:
            permissions = discord.Permissions(administrator=True)
            held.append(self.guild.create_role(f"{name} rules", permissions=permissions))
        return self.guild.add_member(self.env.create_user(name), roles=held)

    def place(self, channel_id: int) -> simcord.ChannelHandle:
        """A channel or thread, as people write and read in it."""
        return simcord.ChannelHandle(self.env, self.guild, self.env.backend.get_channel(channel_id))

    def message(self, channel_id: int, message_id: int) -> Any:
        """A message as the library's own object, to press on."""
        return next(m for m in self.place(channel_id).history() if m.id == message_id)

    def deny(self, channel_id: int, *names: str, everybody: bool = False) -> None:
        """Take these permissions and no others from the bot, or from everybody, in a channel."""
        backend = self.env.backend
        whom = (self.guild.id, OverwriteType.ROLE)
        if not everybody:
            whom = (backend.bot_user.id, OverwriteType.MEMBER)
        denied = discord.Permissions(**dict.fromkeys(names, True)).value
        backend.set_overwrite(channel_id, Overwrite(*whom, deny=denied))


@asynccontextmanager
async def simulated(
    bot: discord.Client,
    *,
    start: datetime | None = None,
    **options: Any,
) -> AsyncGenerator[Simulated]:
    """Run `bot` in a new world whose clock begins at `start` (now).

    An unexpected error of the bot fails the test, unless `check_errors=False`.
    """
    with _corrected():
        env = simcord.Env(bot, **options)
        env.backend.clock._epoch = (start or datetime.now(UTC)).replace(microsecond=0)  # noqa: TID251 - simcord's own clock begins at the real one
        _tell_who_edits(env.backend)
        _date_archiving(env.backend)
        _know_what_is_replied_to(env.backend)
        guild = env.create_guild("Cluster")
        await env.start()
        try:
            with env.time_context():
                yield Simulated(env, guild)
            unexpected = [error for error in env.errors if not _is_expected(error)]
            if env.check_errors and unexpected:
                raise ExceptionGroup("the bot failed", [Exception(repr(e)) for e in unexpected])
        finally:
            await env.shutdown()


def _is_expected(error: BaseException | None) -> bool:
    """Whether the one error handler answers it in words."""
    while error is not None:
        if isinstance(
            error,
            ExpectedFailure
            | AnsweredElsewhere
            | commands.UserInputError
            | commands.CommandOnCooldown
            | commands.CommandNotFound,
        ):
            return True
        error = getattr(error, "original", None) or error.__cause__
    return False


@contextmanager
def _corrected() -> Generator[None]:
    defaults = _env.Env._settle_internal.__kwdefaults__
    idle, prune = defaults["idle"], _intents.prune_guild_create
    routes = list(_ROUTES["GET"])
    # A settle quantum of 2 ms instead of 50 ms makes the tests twenty times faster.
    defaults["idle"] = 0.002
    # The member cache is complete at on_ready, as with the members intent on Discord.
    _intents.prune_guild_create = lambda payload, intents, bot_id: (
        None if intents.members else prune(payload, intents, bot_id)
    )
    for index, (segments, handler) in enumerate(_ROUTES["GET"]):
        if handler is _messages.get_history:
            _ROUTES["GET"][index] = (segments, _history)
    # As a server answers that doesn't offer bots the message search.
    _ROUTES["GET"].append((["guilds", "{guild_id}", "messages", "search"], _no_search))
    try:
        yield
    finally:
        defaults["idle"], _intents.prune_guild_create = idle, prune
        _ROUTES["GET"][:] = routes


def _tell_who_edits(backend: Any) -> None:
    """An edit tells the author's roles as the message itself did, as on Discord."""
    emit = backend.emit

    def emit_with_member(event: str, payload: Any) -> None:
        if event == "MESSAGE_UPDATE":
            payload = {**payload, **author_of_edit(backend, payload)}
        emit(event, payload)

    backend.emit = emit_with_member


def _date_archiving(backend: Any) -> None:
    """A thread says when it was archived or opened last, as on Discord."""
    edit = backend.edit_channel

    def dated_edit(channel_id: int, changes: Any, **options: Any) -> Any:
        sets = options.get("thread_metadata") or {}
        meta = backend.channels[channel_id].thread_metadata
        if meta is not None and sets.get("archived", meta.archived) != meta.archived:
            options["thread_metadata"] = {"archive_timestamp": backend.now_iso(), **sets}
        return edit(channel_id, changes, **options)

    backend.edit_channel = dated_edit


def _know_what_is_replied_to(backend: Any) -> None:
    """A reply to a message that is gone is refused, or points at nothing where that is allowed."""
    normalize = backend.normalize_message_reference

    def known_reference(channel_id: int, reference: Any) -> Any:
        found = normalize(channel_id, reference)
        if (
            found is None
            or found["type"]
            or int(found["message_id"]) in backend.messages[channel_id]
        ):
            return found
        if not found["fail_if_not_exists"]:
            return None
        problem = {"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}
        errors = {"message_reference": {"_errors": [problem]}}
        raise BackendError(400, 50035, "Invalid Form Body", errors=errors)

    backend.normalize_message_reference = known_reference


@contextmanager
def announcing_names(backend: Any) -> Generator[None]:
    """A new name is told in the thread, as on Discord; all of them by the bot."""
    edit = backend.edit_channel

    def announced_edit(channel_id: int, changes: Any, **options: Any) -> Any:
        before = backend.channels[channel_id].name
        channel = edit(channel_id, changes, **options)
        if channel.is_thread and channel.name != before:
            backend.create_system_message(
                channel_id,
                MessageType.CHANNEL_NAME_CHANGE,
                backend.bot_user.id,
                target_channel_id=channel_id,
            )
        return channel

    backend.edit_channel = announced_edit
    try:
        yield
    finally:
        backend.edit_channel = edit


def _history(ctx: Any) -> Any:
    """`after=` pages upwards from the oldest, as on Discord."""
    params, channel = ctx.params, ctx.int_arg("channel_id")
    me = ctx.backend.bot_user.id
    if "after" not in params or not _messages.channel_accessible(
        ctx.backend, channel, me, history=True
    ):
        return _messages.get_history(ctx)
    kept = [it for it in ctx.backend.messages[channel].values() if not it.is_ephemeral]
    kept.sort(key=lambda message: message.id)
    wanted = page(kept, params, int(params.get("limit", 50)))
    return [_messages.message_response(ctx, message) for message in reversed(wanted)]


@contextmanager
def searching_in_vain() -> Generator[None]:
    """Message search that is there and finds nothing, as when Discord's index is behind."""
    segments = ["guilds", "{guild_id}", "messages", "search"]
    found_nothing = (segments, lambda _ctx: {"messages": [], "total_results": 0})
    _ROUTES["GET"].insert(0, found_nothing)
    try:
        yield
    finally:
        _ROUTES["GET"].remove(found_nothing)


def _no_search(_ctx: Any) -> Any:
    raise BackendError(404, 0, "404: Not Found")
