"""What a person presses and runs: buttons, menus, forms, slash commands."""

from collections.abc import Mapping, Sequence
from functools import partial

from sandbox.discord.apps import App
from sandbox.discord.people import interactions
from sandbox.discord.people.interactions import Asked
from sandbox.discord.people.modals import FilledForm
from sandbox.discord.people.selects import check_count, check_values
from sandbox.discord.people.slash import CommandMenu
from sandbox.discord.simcord_door import (
    SELECT_TYPES,
    ComponentType,
    DiscordError,
    InteractionType,
    Message,
    channel_accessible,
    walk_components,
)
from sandbox.discord.wire import Json, Payload
from sandbox.discord.world.world import World

_LINK_STYLES = (5, 6)


class Presser:
    """One user of the server, with a hand on what bots offer."""

    def __init__(self, world: World, user_id: int) -> None:
        self._world = world
        self._backend = world.backend
        self._send = partial(interactions.send, world, user_id=user_id)
        self.id = user_id

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


def _component(message: Message, custom_id: str, kinds: tuple[int, ...]) -> Payload:
    for component in walk_components(message.components):
        if component.get("type") in kinds and component.get("custom_id") == custom_id:
            if component.get("disabled"):
                raise DiscordError(400, 50035, "That control is switched off")
            return component
    raise DiscordError(404, 10008, f"The message has no such control: {custom_id}")
