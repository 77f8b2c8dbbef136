"""What a person can do on the server, by the same rules as bots; refusals are `DiscordError`."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import islice

from sandbox.discord.apps import App
from sandbox.discord.people import interactions
from sandbox.discord.people.interactions import Asked
from sandbox.discord.people.modals import FilledForm
from sandbox.discord.people.selects import check_count, check_values
from sandbox.discord.people.slash import CommandMenu
from sandbox.discord.rules.threads import (
    edit_thread,
    open_private,
    require_open,
    require_writable,
)
from sandbox.discord.simcord_door import (
    SELECT_TYPES,
    ComponentType,
    DiscordError,
    InteractionType,
    Message,
    channel_accessible,
    serializers,
    walk_components,
)
from sandbox.discord.wire import Json, Payload
from sandbox.discord.world.world import World

_LINK_STYLES = (5, 6)


class Person:
    """One user of the server."""

    def __init__(self, world: World, user_id: int) -> None:
        self._world = world
        self._backend = world.backend
        self._send = partial(interactions.send, world, user_id=user_id)
        self.id = user_id

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

    # ------------------------------------------------------------ interactions

    def click(self, channel_id: int, message_id: int, custom_id: str) -> Asked:
        message = self._seen(channel_id, message_id)
        button = _component(message, custom_id, (ComponentType.BUTTON,))
        if button.get("style") in _LINK_STYLES:
            raise DiscordError(400, 50035, "A link asks nobody")
        return self._use(message, button, {})

    def select(
        self, channel_id: int, message_id: int, custom_id: str, values: Sequence[str]
    ) -> Asked:
        """Choose in a select menu, by the values of its options."""
        message = self._seen(channel_id, message_id)
        menu = _component(message, custom_id, SELECT_TYPES)
        resolved: Payload = {}
        check_count(menu, values)
        check_values(self._backend, channel_id, menu, values, resolved)
        more: Payload = {"resolved": resolved} if resolved else {}
        return self._use(message, menu, {"values": list(values), **more})

    def submit(self, interaction_id: int, values: Mapping[str, Json]) -> Asked:
        """Send the form off that a bot opened as its answer; `values` by custom id."""
        opened = self._backend.interactions.get(interaction_id)
        if opened is None or opened.user_id != self.id or opened.modal is None:
            raise DiscordError(404, 10062, "Unknown interaction")
        self._need(opened.channel_id)
        form = FilledForm(self._backend, opened.channel_id, values)
        data = form.data(opened.modal)
        app = self._backend.interaction_owner[opened.token]
        return self._send(
            app,
            kind=InteractionType.MODAL_SUBMIT,
            channel_id=opened.channel_id,
            data=data,
            source_id=opened.source_message_id,
        )

    def slash(
        self, channel_id: int, bot: str, command: str, options: Mapping[str, Json] | None = None
    ) -> Asked:
        """Run a slash command of a bot; users, roles and channels by their ids."""
        app = self._world.apps[bot]
        self._need(channel_id)
        data = self._menu(app, channel_id).data(command, options or {})
        return self._send(
            app, kind=InteractionType.APPLICATION_COMMAND, channel_id=channel_id, data=data
        )

    def complete(
        self,
        channel_id: int,
        bot: str,
        command: str,
        option: str,
        typed: str,
        *,
        filled: Mapping[str, Json] | None = None,
    ) -> Asked:
        """Ask for suggestions while typing an option; `filled`: the others that have a value."""
        app = self._world.apps[bot]
        given = {**(filled or {}), option: typed}
        data = self._menu(app, channel_id).data(command, given, focused=option)
        kind = InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE
        return self._send(app, kind=kind, channel_id=channel_id, data=data)

    def commands(self, channel_id: int) -> list[Payload]:
        """The slash commands that are offered here, of all bots."""
        if not channel_accessible(self._backend, channel_id, self.id):
            return []
        return [
            entry
            for app in self._world.apps.values()
            for entry in self._menu(app, channel_id).offered()
        ]

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

    # ----------------------------------------------------------------- helpers

    def _menu(self, app: App, channel_id: int) -> CommandMenu:
        return CommandMenu(self._backend, app, self.id, channel_id)

    def _need(self, channel_id: int, *names: str) -> None:
        channel = self._backend.get_channel(channel_id)
        self._backend.require_permissions(channel.guild_id, self.id, channel_id, *names)

    def _seen(self, channel_id: int, message_id: int) -> Message:
        self._need(channel_id)
        message = self._backend.get_message(channel_id, message_id)
        if not message.visible_to(self.id):
            raise DiscordError(404, 10008, "Unknown Message")
        return message

    def _use(self, message: Message, component: Payload, more: Payload) -> Asked:
        app = self._world.app_of_user(message.author_id)
        if app is None:
            raise DiscordError(404, 10002, "Nobody here answers for this message")
        data: Payload = {
            "custom_id": component["custom_id"],
            "component_type": component["type"],
            "id": component.get("id", 0),
            **more,
        }
        return self._send(
            app,
            kind=InteractionType.MESSAGE_COMPONENT,
            channel_id=message.channel_id,
            data=data,
            source_id=message.id,
        )

    def reads(self, channel_id: int, limit: int = 100) -> list[Payload]:
        """The last messages of a channel as this person sees them, oldest first."""
        if not channel_accessible(self._backend, channel_id, self.id, history=True):
            return []
        newest = reversed(self._backend.messages[channel_id].values())
        seen = islice((m for m in newest if m.visible_to(self.id)), limit)
        view = partial(serializers.message_payload, self._backend, for_user=self.id)
        return [dict(view(message)) for message in seen][::-1]


def _component(message: Message, custom_id: str, kinds: tuple[int, ...]) -> Payload:
    for component in walk_components(message.components):
        if component.get("type") in kinds and component.get("custom_id") == custom_id:
            if component.get("disabled"):
                raise DiscordError(400, 50035, "That control is switched off")
            return component
    raise DiscordError(404, 10008, f"The message has no such control: {custom_id}")
