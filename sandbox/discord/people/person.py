"""What a person can do on the server, by the same rules as bots; refusals are `DiscordError`."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import islice

from sandbox.discord.people.presses import Presser
from sandbox.discord.rules.threads import (
    edit_thread,
    open_private,
    require_open,
    require_writable,
)
from sandbox.discord.simcord_door import DiscordError, channel_accessible, serializers
from sandbox.discord.wire import Json, Payload


class Person(Presser):
    """Also reads and writes, in channels and threads."""

    @property
    def name(self) -> str:
        return self._backend.users[self.id].name

    @property
    def mention(self) -> str:
        """The text that pings this person."""
        return f"<@{self.id}>"

    # ---------------------------------------------------------------- messages

    def say(
        self,
        channel_id: int,
        text: str,
        *,
        reply_to: int | None = None,
        files: Sequence[tuple[str, bytes]] = (),
        embeds: Iterable[Payload] = (),
        components: Iterable[Payload] = (),
        flags: int = 0,
        answers: Payload | None = None,
    ) -> int:
        """Post a message; returns its id. `answers`: the interaction that it is the answer to."""
        channel = self._backend.get_channel(channel_id)
        send = "send_messages_in_threads" if channel.is_thread else "send_messages"
        self._need(channel_id, send, *(("attach_files",) if files else ()))
        require_writable(self._backend, channel, self.id)
        reference = None if reply_to is None else {"message_id": str(reply_to)}
        message = self._backend.create_message(
            channel_id,
            self.id,
            text,
            reference=reference,
            embeds=list(embeds),
            components=list(components),
            flags=flags,
            interaction_metadata=answers,
            attachments=self._backend.store_attachments(channel_id, list(files)),
        )
        return message.id

    def edit(self, channel_id: int, message_id: int, text: str, **more: Json) -> None:
        """Change one's own message; `more`: embeds, components and flags."""
        if self._seen(channel_id, message_id).author_id != self.id:
            raise DiscordError(403, 50005, "Cannot edit a message authored by another user")
        self._backend.edit_message(channel_id, message_id, {"content": text, **more})

    def delete(self, channel_id: int, message_id: int) -> None:
        """Delete one's own message, or with Manage Messages anyone's."""
        if self._seen(channel_id, message_id).author_id != self.id:
            self._need(channel_id, "manage_messages")
        self._backend.delete_message(channel_id, message_id)

    def pin(self, channel_id: int, message_id: int, *, pinned: bool = True) -> None:
        self._need(channel_id, "pin_messages")
        self._backend.set_pinned(channel_id, message_id, pinned, actor_id=self.id)

    def react(self, channel_id: int, message_id: int, emoji: str) -> None:
        """Add a reaction; custom emoji as `name:id`."""
        message = self._seen(channel_id, message_id)
        require_open(self._backend, channel_id)
        if message.reaction_for(emoji) is None:
            self._need(channel_id, "add_reactions")
        self._backend.add_reaction(channel_id, message_id, emoji, self.id)

    def unreact(self, channel_id: int, message_id: int, emoji: str) -> None:
        require_open(self._backend, channel_id)
        self._backend.set_reaction(channel_id, message_id, emoji, self.id, reacted=False)

    def reads(self, channel_id: int, limit: int = 100) -> list[Payload]:
        """The last messages of a channel as this person sees them, oldest first."""
        if not channel_accessible(self._backend, channel_id, self.id, history=True):
            return []
        newest = reversed(self._backend.messages[channel_id].values())
        seen = islice((m for m in newest if m.visible_to(self.id)), limit)
        view = partial(serializers.message_payload, self._backend, for_user=self.id)
        return [dict(view(message)) for message in seen][::-1]

    # ----------------------------------------------------------------- threads

    def open_thread(self, channel_id: int, name: str, *, private: bool = False) -> int:
        """Start a thread; returns its id."""
        kind = "create_private_threads" if private else "create_public_threads"
        self._need(channel_id, kind)
        if private:
            return open_private(self._backend, channel_id, name, self.id).id
        return self._backend.create_thread(channel_id, name, self.id).id

    def open_post(
        self, forum_id: int, name: str, text: str, *, embeds: Iterable[Payload] = ()
    ) -> int:
        """Post in a forum, which is a thread with its first message; returns its id."""
        self._need(forum_id, "send_messages")
        return self._backend.open_post(forum_id, name, self.id, text, list(embeds)).id

    def edit_thread(self, thread_id: int, **changes: Json) -> None:
        """Rename, archive or lock: `name=`, `archived=`, `locked=`."""
        thread = self._backend.get_thread(thread_id)
        edit_thread(self._backend, self._world.renames, thread, self.id, changes)

    def delete_thread(self, thread_id: int) -> None:
        self._need(thread_id, "manage_threads")
        self._backend.delete_channel(thread_id)

    def add_to_thread(self, thread_id: int, user_id: int) -> None:
        self._need(thread_id, "send_messages_in_threads")
        require_open(self._backend, thread_id)
        self._backend.add_thread_member(thread_id, user_id)
