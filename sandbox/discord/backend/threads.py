"""Threads below channels of every kind: opened, listed, edited, and gone with their channel."""

from sandbox.discord.backend.dated import DatedBackend
from sandbox.discord.simcord_door import (
    ANNOUNCEMENT_THREAD,
    Channel,
    ChannelType,
    DiscordError,
    MessageType,
)
from sandbox.discord.wire import Json, Payload


class ThreadsBackend(DatedBackend):
    """Over simcord: threads of announcement channels, and dates that move."""

    def create_thread(
        self,
        parent_id: int,
        name: str,
        owner_id: int,
        *,
        type: int = ChannelType.PUBLIC_THREAD,  # noqa: A002 - simcord's name for it
        **options: Json,
    ) -> Channel:
        announcements = self.get_channel(parent_id).type == ChannelType.NEWS
        if announcements and type == ChannelType.PUBLIC_THREAD:
            type = ANNOUNCEMENT_THREAD  # noqa: A001 - as above
        return super().create_thread(parent_id, name, owner_id, type=type, **options)

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
