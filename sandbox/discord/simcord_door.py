"""The only file that touches simcord: its in-memory world and its REST routes, corrected.

simcord is made for one bot inside one test. Here it serves several bots for hours, so this file
bounds what it keeps, lets each request act as its own application, and adds the rules of Discord
that it lacks where they belong to every message (see `WorldBackend`).
"""

import secrets
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import cast

import discord
from simcord.backend import Backend, permissions, serializers
from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError, SetupError
from simcord.backend.models import (
    Channel,
    Guild,
    GuildEmoji,
    Interaction,
    Member,
    Message,
    Overwrite,
    Role,
    ThreadMetadata,
    User,
)
from simcord.backend.models import channel as channel_models
from simcord.components import walk_components
from simcord.enums import ChannelType, MessageType, OverwriteType
from simcord.http import router
from simcord.http import routes as _routes
from simcord.intents import censor_message, prune_guild_create, required_intent
from simcord.interactions import base_payload, command_leaves, nest_options, walk_to_subcommand

from sandbox.discord.apps import App
from sandbox.discord.cdn.files import FileStore, resolve_pictures
from sandbox.discord.clock import WorldClock
from sandbox.discord.payloads import complete
from sandbox.discord.wire import Json, Payload, Upload

# The models are the vocabulary of the world: rules and people read them, this file imports them.
DiscordError = BackendError
__all__ = [
    "Channel",
    "ChannelType",
    "DiscordError",
    "Guild",
    "GuildEmoji",
    "Interaction",
    "Member",
    "Message",
    "MessageType",
    "Overwrite",
    "OverwriteType",
    "Role",
    "SetupError",
    "ThreadMetadata",
    "User",
    "WorldBackend",
    "base_payload",
    "censor_message",
    "channel_accessible",
    "command_leaves",
    "flags",
    "nest_options",
    "permissions",
    "prune_guild_create",
    "required_intent",
    "serializers",
    "walk_components",
    "walk_to_subcommand",
]

# Importing the routes registers them; the name is kept so that the import is not idle.
REGISTERED_ROUTES = _routes.__all__

# simcord doesn't know the threads of announcement channels.
ANNOUNCEMENT_THREAD = 10
channel_models.THREAD_TYPES = (*channel_models.THREAD_TYPES, ANNOUNCEMENT_THREAD)  # pyright: ignore[reportAttributeAccessIssue, reportConstantRedefinition] - a tuple of ints, asked with `in`

_EPOCH_MS = 1_420_070_400_000
_LOW_BITS = (1 << 22) - 1
_INTERACTIONS_KEPT = timedelta(hours=1)
_MESSAGES_PER_CHANNEL = 10_000

PrivateListener = Callable[[str, Payload, int], None]


class _Forgetful(list[Json]):
    """simcord logs every request and event for a test to read; a server must not keep them."""

    def append(self, _entry: object, /) -> None:
        """Forget it."""


class WorldBackend(Backend):
    """simcord's world for several applications, kept within bounds.

    Over simcord: ids follow the world's clock, ephemeral messages are told to their one reader,
    a message wakes an archived thread and lets in whom it mentions, `attachment://` in embeds
    becomes an address, and a channel keeps its last 10,000 messages.
    """

    def __init__(self, clock: WorldClock, cdn_base: str) -> None:
        complete(serializers)
        self._count = 0
        self._fixed_id: int | None = None
        self._nonce: str | None = None
        self._acting: App | None = None
        # By token: whose interactions those are that can still be answered.
        self.interaction_owner: dict[str, App] = {}
        self.world_clock = clock
        super().__init__(clock=clock)  # pyright: ignore[reportArgumentType] - only `now()` is asked
        self.files = FileStore(cdn_base)
        self.cdn = self.files  # pyright: ignore[reportAttributeAccessIssue] - has all that is called
        self.transcript = _Forgetful()
        self.http_requests = _Forgetful()
        self.private_listeners: list[PrivateListener] = []

    # ------------------------------------------------------------ ids and time

    def _allocate_at(self, milliseconds: int) -> int:
        self._count = (self._count + 1) & _LOW_BITS
        return (milliseconds << 22) | self._count

    def snowflake(self) -> int:
        if self._fixed_id is not None:
            fixed, self._fixed_id = self._fixed_id, None
            return fixed
        return super().snowflake()

    @contextmanager
    def next_id(self, value: int | None) -> Generator[None]:
        """The next thing made gets the id `value` (None: an ordinary one)."""
        self._fixed_id = value
        try:
            yield
        finally:
            self._fixed_id = None

    def id_at(self, moment: datetime) -> int:
        """The smallest id of `moment`; what is older has smaller ones."""
        return (int(moment.timestamp() * 1000) - _EPOCH_MS) << 22

    def now_iso(self) -> str:
        return self.world_clock.now().isoformat(timespec="microseconds")

    # ---------------------------------------------------- several applications

    @contextmanager
    def acting_as(self, app: App) -> Generator[None]:
        """Whatever simcord does in this block, it does as the bot of `app`."""
        before = self.bot_user, self.application_id, self.commands, self._acting
        self.bot_user, self.application_id = self.users[app.user_id], app.application_id
        self.commands, self._acting = app.commands, app
        try:
            yield
        finally:
            self.bot_user, self.application_id, self.commands, self._acting = before

    def dispatch(
        self,
        method: str,
        path: str,
        *,
        body: Json,
        params: Payload,
        files: list[Upload],
        reason: str | None,
        message_content: bool,
    ) -> Json:
        """One REST call by the acting application; raises `DiscordError`."""
        return router.dispatch(
            self,
            method,
            path,
            json=body,
            params=params,
            files=list(files),
            reason=reason,
            message_content_access=message_content,
        )

    def make_guild(self, name: str, owner_id: int, guild_id: int | None = None) -> Guild:
        """A server with its owner and @everyone; simcord's own would also bring a test bot."""
        guild = Guild(id=guild_id or self.snowflake(), name=name, owner_id=owner_id)
        everyone = _everyone_permissions()
        guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=everyone)
        self.guilds[guild.id] = guild
        self.add_member(guild.id, owner_id)
        return guild

    # ---------------------------------------------------------------- messages

    @contextmanager
    def sending_nonce(self, nonce: str | None) -> Generator[None]:
        """The message made in this block is announced with its nonce."""
        self._nonce = nonce
        try:
            yield
        finally:
            self._nonce = None

    def listen(self, listener: Callable[[str, Payload], None]) -> None:
        """Tell `listener` of every event."""
        # simcord speaks of mappings, but what it sends are dicts.
        self.subscribers.append(cast("Callable[[str, Mapping[str, Json]], None]", listener))

    def emit(self, event: str, payload: Payload) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - simcord takes any mapping, but makes dicts only
        if event == "MESSAGE_CREATE" and self._nonce is not None:
            payload = {**payload, "nonce": self._nonce}
        if event == "MESSAGE_UPDATE":
            payload = {**payload, **self._member_of(payload)}
        for listener in tuple(self.subscribers):
            listener(event, payload)

    def _member_of(self, payload: Payload) -> Payload:
        """An edit tells the author's roles, as the message itself did (simcord leaves them out)."""
        channel = self.channels[int(payload["channel_id"])]
        guild = self.guilds.get(channel.guild_id or 0)
        member = guild.members.get(int(payload["author"]["id"])) if guild else None
        if guild is None or member is None or "webhook_id" in payload:
            return {}
        return {"member": dict(serializers.member_payload(self, guild, member, with_user=False))}

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        channel = self.get_channel(message.channel_id)
        meta = channel.thread_metadata
        if meta is not None and meta.archived and message.system_metadata is None:
            self.edit_thread(channel.id, archived=False)
        message.attachments = resolve_pictures(message.embeds, message.attachments)
        # Discord trims what is written, whoever writes it.
        message.content = message.content.strip()
        self._tell_where_it_comes_from(message)
        if channel.is_thread and message.system_metadata is None:
            self._join(channel, (message.author_id, *message.ping_user_ids))
        committed = super().commit_message(message, broadcast=broadcast)
        kept = self.messages[channel.id]
        while len(kept) > _MESSAGES_PER_CHANNEL:
            del kept[next(iter(kept))]
        self._tell_reader("EPHEMERAL_CREATE", committed)
        return committed

    def _tell_where_it_comes_from(self, message: Message) -> None:
        """An answer to a press names the message that was pressed, a later one the first answer."""
        origin = message.interaction_metadata
        asked = self.interactions.get(int(origin["id"])) if origin else None
        if origin is None or asked is None:
            return
        if asked.message_id is not None:
            origin["original_response_message_id"] = str(asked.message_id)
        if asked.source_message_id is not None:
            origin["interacted_message_id"] = str(asked.source_message_id)

    def _join(self, thread: Channel, user_ids: Iterable[int]) -> None:
        """Whoever speaks in a thread is in it from then on, and so is whoever is mentioned."""
        members = self.guilds[thread.guild_id or 0].members
        for user_id in user_ids:
            held = self.compute_permissions(thread.guild_id or 0, user_id, thread.id)
            if user_id in members and held & permissions.flag("view_channel"):
                self.add_thread_member(thread.id, user_id)

    def edit_message(self, channel_id: int, message_id: int, fields: Payload) -> Message:
        meta = self.get_channel(channel_id).thread_metadata
        if meta is not None and meta.archived:
            raise DiscordError(400, 50083, "Thread is archived")
        if isinstance(fields.get("content"), str):
            fields = {**fields, "content": fields["content"].strip()}
        if fields.get("embeds") and fields.get("attachments"):
            kept = resolve_pictures(fields["embeds"], fields["attachments"])
            fields = {**fields, "attachments": kept}
        message = super().edit_message(channel_id, message_id, fields)
        self._tell_reader("EPHEMERAL_UPDATE", message)
        return message

    def delete_message(self, channel_id: int, message_id: int) -> None:
        message = self.get_message(channel_id, message_id)
        super().delete_message(channel_id, message_id)
        self._tell_reader("EPHEMERAL_DELETE", message)

    def _tell_reader(self, event: str, message: Message) -> None:
        reader = (message.interaction_metadata or {}).get("user", {}).get("id")
        if not message.is_ephemeral or reader is None:
            return
        payload = dict(serializers.message_payload(self, message))
        for listener in tuple(self.private_listeners):
            listener(event, payload, int(reader))

    # ------------------------------------------------------------ interactions

    def new_interaction(
        self,
        type: int,  # noqa: A002 - simcord's name for it
        channel_id: int,
        user_id: int,
        guild_id: int | None,
    ) -> Interaction:
        record = super().new_interaction(type, channel_id, user_id, guild_id)
        del self.interaction_tokens[record.token]
        record.token = secrets.token_urlsafe(96)
        self.interaction_tokens[record.token] = record.id
        if self._acting is not None:
            self.interaction_owner[record.token] = self._acting
        self._forget_interactions()
        return record

    def interaction_by_token(self, token: str) -> Interaction:
        record = self.interactions.get(self.interaction_tokens.get(token, 0))
        if record is None or (record.expires_at or "") <= self.now_iso():
            raise DiscordError(401, 50027, "Invalid Webhook Token")
        if not record.responded:
            raise DiscordError(404, 10015, "Unknown Webhook")
        return record

    def _forget_interactions(self) -> None:
        """Those whose quarter of an hour is over long ago."""
        limit = self.id_at(self.world_clock.now() - _INTERACTIONS_KEPT)
        while (oldest := next(iter(self.interactions))) < limit:
            token = self.interactions.pop(oldest).token
            self.interaction_tokens.pop(token, None)
            self.interaction_owner.pop(token, None)

    # ----------------------------------------------------------------- threads

    def create_thread(
        self,
        parent_id: int,
        name: str,
        owner_id: int,
        *,
        type: int = ChannelType.PUBLIC_THREAD,  # noqa: A002 - simcord's name for it
        auto_archive_duration: int = 1440,
        message_id: int | None = None,
        applied_tags: Iterable[int] = (),
        broadcast: bool = True,
    ) -> Channel:
        announcements = self.get_channel(parent_id).type == ChannelType.NEWS
        if announcements and type == ChannelType.PUBLIC_THREAD:
            type = ANNOUNCEMENT_THREAD  # noqa: A001 - as above
        return super().create_thread(
            parent_id,
            name,
            owner_id,
            type=type,
            auto_archive_duration=auto_archive_duration,
            message_id=message_id,
            applied_tags=applied_tags,
            broadcast=broadcast,
        )

    def open_post(
        self, forum_id: int, name: str, owner_id: int, text: str, embeds: list[Payload]
    ) -> Channel:
        """A post in a forum: a thread whose first message has the thread's id."""
        post = self.create_thread(forum_id, name, owner_id, broadcast=False)
        with self.next_id(post.id):
            first = self.create_message(post.id, owner_id, text, embeds=embeds, broadcast=False)
        self.get_channel(forum_id).last_message_id = post.id
        self.announce_thread_create(post)
        self.announce_message_create(first)
        return post

    def archived_threads(self, channel_id: int, *, private: bool) -> list[Channel]:
        listed = [it for it in self.channels.values() if it.parent_id == channel_id]
        return [
            it
            for it in listed
            if (meta := it.thread_metadata) is not None
            and meta.archived
            and (it.type == ChannelType.PRIVATE_THREAD) is private
        ]

    def edit_thread(
        self,
        thread_id: int,
        *,
        actor_id: int | None = None,
        name: str | None = None,
        archived: bool | None = None,
        locked: bool | None = None,
        auto_archive_duration: int | None = None,
    ) -> Channel:
        """Change a thread as Discord does: dates move, a rename is announced inside it."""
        thread = self.get_thread(thread_id)
        meta = thread.thread_metadata
        if meta is None:
            raise DiscordError(400, 50024, "Cannot execute action on this channel type")
        renamed = name is not None and name != thread.name
        if name is not None:
            thread.name = name
        if archived is not None and archived != meta.archived:
            meta.archived = archived
            meta.archive_timestamp = self.now_iso()
        meta.locked = meta.locked if locked is None else locked
        if auto_archive_duration is not None:
            meta.auto_archive_duration = auto_archive_duration
        self.announce_channel_update(thread.id)
        if renamed and actor_id is not None:
            self.create_system_message(
                thread.id,
                MessageType.CHANNEL_NAME_CHANGE,
                actor_id,
                target_channel_id=thread.id,
            )
        return thread

    def delete_channel(self, channel_id: int) -> None:
        """With a channel go its threads; Discord announces the channel alone."""
        for thread in [it for it in self.channels.values() if it.parent_id == channel_id]:
            if thread.is_thread:
                self.guilds[thread.guild_id or 0].thread_ids.remove(thread.id)
                del self.channels[thread.id]
                self.messages.pop(thread.id, None)
        super().delete_channel(channel_id)

    def knows_emoji(self, emoji_id: int) -> bool:
        """Whether a server has this custom emoji."""
        return any(emoji_id in guild.emojis for guild in self.guilds.values())

    def allowed(self, user_id: int, channel_id: int, *names: str) -> bool:
        """Whether a member has all these permissions in a channel or thread."""
        channel = self.get_channel(channel_id)
        if channel.guild_id is None or not channel_accessible(self, channel_id, user_id):
            return False
        held = self.compute_permissions(channel.guild_id, user_id, channel_id)
        return all(held & permissions.flag(name) for name in names)


def flags(*names: str) -> int:
    """Permissions by name, as the number that Discord makes of them."""
    return sum(permissions.flag(name) for name in set(names))


def _everyone_permissions() -> int:
    """What @everyone may do on a new server."""
    allowed = discord.Permissions.text()
    allowed.update(
        view_channel=True,
        manage_messages=False,
        manage_threads=False,
        mention_everyone=False,
        pin_messages=False,
        create_private_threads=False,
        send_tts_messages=False,
        bypass_slowmode=False,
    )
    return allowed.value
