"""Messages: what one wakes, whom it lets in, who is told of it, and how many are kept."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

from sandbox.discord.backend.threads import ThreadsBackend
from sandbox.discord.cdn.files import resolve_pictures
from sandbox.discord.clock import WorldClock
from sandbox.discord.simcord_door import (
    Channel,
    DiscordError,
    Message,
    SimcordBackend,
    permissions,
    serializers,
)
from sandbox.discord.wire import Payload

PrivateListener = Callable[[str, Payload, int], None]
_MESSAGES_PER_CHANNEL = 10_000


class MessagesBackend(ThreadsBackend):
    """Over simcord: a message wakes its archived thread, an ephemeral one is told to its reader."""

    def __init__(self, clock: WorldClock, cdn_base: str) -> None:
        self._nonce: str | None = None
        super().__init__(clock, cdn_base)
        self.private_listeners: list[PrivateListener] = []

    @contextmanager
    def sending_nonce(self, nonce: str | None) -> Generator[None]:
        """The message made in this block is announced with its nonce."""
        self._nonce = nonce
        try:
            yield
        finally:
            self._nonce = None

    def emit(self, event: str, payload: Payload) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - simcord takes any mapping, but makes dicts only
        if event == "MESSAGE_CREATE" and self._nonce is not None:
            payload = {**payload, "nonce": self._nonce}
        if event == "MESSAGE_UPDATE":
            payload = {**payload, **author_of_edit(self, payload)}
        for listener in tuple(self.subscribers):
            listener(event, payload)

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


def author_of_edit(backend: SimcordBackend, payload: Payload) -> Payload:
    """An edit tells the author's roles, as the message itself did (simcord leaves them out)."""
    channel = backend.channels[int(payload["channel_id"])]
    guild = backend.guilds.get(channel.guild_id or 0)
    member = guild.members.get(int(payload["author"]["id"])) if guild else None
    if guild is None or member is None or "webhook_id" in payload:
        return {}
    return {"member": dict(serializers.member_payload(backend, guild, member, with_user=False))}
