"""The world of the sandbox: one server, its applications, its rules' memory and its watchers."""

from sandbox.discord.apps import App, make_token
from sandbox.discord.backend.backend import WorldBackend
from sandbox.discord.cdn.pictures import draw_avatar
from sandbox.discord.clock import WorldClock
from sandbox.discord.search_index import SearchIndex
from sandbox.discord.wire import Payload
from sandbox.discord.world.feed import Feed, WorldEvent
from sandbox.discord.world.nonces import NonceMemory
from sandbox.discord.world.records import GatewayEvent, Records
from sandbox.discord.world.renames import RenameLimit

_CHANNEL_IS_ID = ("CHANNEL_", "THREAD_")


class World:
    """What both wires, REST and gateway, and all people share."""

    def __init__(self, *, clock: WorldClock, cdn_base: str) -> None:
        self.clock = clock
        self.backend = WorldBackend(clock, cdn_base)
        self.records = Records()
        self.feed = Feed()
        self.apps: dict[str, App] = {}
        self.nonces = NonceMemory(clock)
        self.renames = RenameLimit(clock)
        self.search = SearchIndex()
        self.backend.listen(self._on_event)
        self.backend.private_listeners.append(self._on_private)

    # ------------------------------------------------------------------ making

    def add_app(self, name: str) -> App:
        """An application with its bot user; it joins servers like any member."""
        user_id = self.add_user(name, bot=True)
        self.apps[name] = App(name, user_id, make_token(user_id))
        return self.apps[name]

    def add_user(self, name: str, *, bot: bool = False, user_id: int | None = None) -> int:
        """A user with an avatar, not yet on any server."""
        with self.backend.next_id(user_id):
            user = self.backend.make_user(name, bot=bot)
        user.avatar = f"{user.id:032x}"[-32:]
        self.backend.files.put(f"avatars/{user.id}/{user.avatar}.png", draw_avatar(name))
        return user.id

    # ----------------------------------------------------------------- finding

    def app_by_token(self, token: str) -> App | None:
        return next((app for app in self.apps.values() if app.token == token), None)

    def app_of_user(self, user_id: int) -> App | None:
        return next((app for app in self.apps.values() if app.user_id == user_id), None)

    # ----------------------------------------------------------------- telling

    def note(self, kind: str, *, bot: str = "", shard: int = 0, detail: str = "") -> None:
        """Record a step of the gateway and show it on the page."""
        event = GatewayEvent(kind, bot, shard, detail, self.clock.now())
        self.records.add_gateway(event)
        told: Payload = {"kind": kind, "bot": bot, "shard": shard, "detail": detail}
        self.feed.tell(WorldEvent("GATEWAY", told))

    def _on_event(self, event: str, payload: Payload) -> None:
        key = "id" if event.startswith(_CHANNEL_IS_ID) else "channel_id"
        if event == "CHANNEL_PINS_UPDATE":
            key = "channel_id"
        channel = payload.get(key)
        self.feed.tell(WorldEvent(event, payload, int(channel) if channel else None))
        self.records.touch()

    def _on_private(self, event: str, payload: Payload, reader_id: int) -> None:
        self.feed.tell(WorldEvent(event, payload, int(payload["channel_id"]), reader_id))
        self.records.touch()
