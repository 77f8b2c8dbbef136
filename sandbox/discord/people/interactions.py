"""Interactions as a person starts them: the payload for the bot, and the wait for its answer."""

import asyncio
from dataclasses import dataclass

from sandbox.discord.apps import App
from sandbox.discord.rules.threads import locked, require_open
from sandbox.discord.simcord_door import Interaction, InteractionType, base_payload, serializers
from sandbox.discord.wire import Json, Payload
from sandbox.discord.world.feed import WorldEvent
from sandbox.discord.world.world import World

_PATIENCE_S = 3.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot did with an interaction, as far as its person can see."""

    # message, deferred, update, deferred_update, modal, autocomplete; failed: nothing in time.
    kind: str
    message: Payload | None = None
    choices: tuple[Payload, ...] = ()
    modal: Payload | None = None

    @property
    def failed(self) -> bool:
        """Whether the person reads "This interaction failed"."""
        return self.kind == "failed"


class Asked:
    """An interaction that was sent to a bot."""

    def __init__(self, world: World, record: Interaction, app: App) -> None:
        self._world = world
        self._record = record
        self.app = app
        self.id = record.id

    @property
    def answered(self) -> bool:
        """Whether the bot has acknowledged it."""
        return self._record.responded

    async def answer(self, within: float = _PATIENCE_S) -> Answer:
        """The first answer; a failed one when none came in time."""
        try:
            await self._world.records.until(lambda: self._record.responded, within)
        except TimeoutError:
            return Answer("failed")
        return self.now()

    async def finished(self, within: float = 10.0) -> Answer:
        """The answer once it is no longer "thinking…"."""
        await self._world.records.until(
            lambda: self._record.responded and not self._record.loading, within
        )
        return self.now()

    def now(self) -> Answer:
        """The answer as it stands."""
        record = self._record
        if record.response_kind is None:
            return Answer("failed")
        return Answer(
            str(record.response_kind),
            self._message(record.message_id),
            tuple(record.autocomplete_choices or ()),
            record.modal,
        )

    def followups(self) -> list[Payload]:
        """The messages that came after the first answer and are still there."""
        found = (self._message(message_id) for message_id in self._record.followup_ids)
        return [message for message in found if message is not None]

    def _message(self, message_id: int | None) -> Payload | None:
        backend = self._world.backend
        message = backend.messages.get(self._record.channel_id, {}).get(message_id or 0)
        if message is None:
            return None
        return dict(serializers.message_payload(backend, message, for_user=self._record.user_id))


def send(
    world: World,
    app: App,
    *,
    kind: InteractionType,
    channel_id: int,
    user_id: int,
    data: Payload,
    source_id: int | None = None,
) -> Asked:
    """Tell the bot; when it doesn't answer within three seconds, its person is told so."""
    backend = world.backend
    require_open(backend, channel_id)
    channel = backend.get_channel(channel_id)
    meta = channel.thread_metadata
    if kind is InteractionType.MESSAGE_COMPONENT and meta is not None and meta.locked:
        # Discord's clients switch controls off there, for admins as well.
        raise locked()
    with backend.acting_as(app):
        record, payload = base_payload(
            backend,
            type=kind,
            channel_id=channel_id,
            guild_id=channel.guild_id,
            user_id=user_id,
            data=data,
        )
    payload["token"] = record.token
    if source_id is not None:
        record.source_message_id = source_id
        source = backend.get_message(channel_id, source_id)
        payload["message"] = dict(serializers.message_payload(backend, source))
    backend.emit("INTERACTION_CREATE", payload)
    if kind is not InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE:
        loop = asyncio.get_running_loop()
        loop.call_later(_PATIENCE_S, _tell_failure, world, record)
    return Asked(world, record, app)


def _tell_failure(world: World, record: Interaction) -> None:
    if record.responded:
        return
    told: Json = {"interaction_id": str(record.id), "message_id": str(record.source_message_id)}
    world.feed.tell(WorldEvent("INTERACTION_FAILED", told, record.channel_id, record.user_id))
