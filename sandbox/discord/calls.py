"""One REST call on its way through the sandbox, and the table that finds its handler."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from sandbox.discord.apps import App
from sandbox.discord.simcord_door import DiscordError, router
from sandbox.discord.wire import Json, Payload, Upload, as_object
from sandbox.discord.world.world import World


class RateLimited(Exception):
    """429: not now, but in `retry_after` seconds. `scope` is user, global or shared."""

    def __init__(self, retry_after: float, scope: str = "user") -> None:
        super().__init__(f"rate limited for {retry_after:.3f} s")
        self.retry_after = retry_after
        self.scope = scope


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status of its own (handlers that return plain JSON get 200 or 204)."""

    status: int
    body: Json


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has been read and whose sender is known."""

    world: World
    app: App
    method: str
    path: str
    body: Json = None
    params: dict[str, str] = field(default_factory=dict[str, str])
    files: list[Upload] = field(default_factory=list[Upload])
    reason: str | None = None
    args: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def user_id(self) -> int:
        """The bot that asks."""
        return self.app.user_id

    def id(self, name: str) -> int:
        """An id from the path."""
        if not (value := self.args[name]).isdecimal():
            raise DiscordError(400, 50035, f"Invalid Form Body: {name} is not a snowflake")
        return int(value)

    def fields(self) -> Payload:
        """The body as an object; empty when there is none."""
        return as_object(self.body)

    def need(self, channel_id: int, *names: str) -> None:
        """Refuse unless the bot sees the channel and has these permissions there."""
        channel = self.world.backend.get_channel(channel_id)
        self.world.backend.require_permissions(channel.guild_id, self.user_id, channel_id, *names)

    def simcord(self, **changes: Json) -> Json:
        """Let simcord answer this call, after `changes` to it. Raises DiscordError."""
        call = replace(self, **changes)
        with call.world.backend.acting_as(call.app):
            return router.dispatch(
                call.world.backend,
                call.method,
                call.path,
                json=call.body,
                params=call.params,
                files=list(call.files),
                reason=call.reason,
                message_content_access="message_content" in call.app.approved,
            )


Handler = Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Route:
    """A method, a path with `{names}`, and what answers it."""

    method: str
    template: str
    handler: Handler


class RouteTable:
    """Finds the route of a path; the one with the most literal segments wins."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: dict[tuple[str, int], list[tuple[tuple[str, ...], Route]]] = {}
        for route in routes:
            parts = tuple(route.template.strip("/").split("/"))
            self._routes.setdefault((route.method, len(parts)), []).append((parts, route))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route and what its names stand for; None when the path isn't ours."""
        segments = path.strip("/").split("/")
        best: tuple[int, Route, dict[str, str]] | None = None
        for parts, route in self._routes.get((method, len(segments)), ()):
            args = _match(parts, segments)
            if args is None:
                continue
            literal = len(parts) - len(args)
            if best is None or literal > best[0]:
                best = literal, route, args
        return None if best is None else (best[1], best[2])


def _match(parts: tuple[str, ...], segments: list[str]) -> dict[str, str] | None:
    args: dict[str, str] = {}
    for part, segment in zip(parts, segments, strict=True):
        if part.startswith("{"):
            args[part[1:-1]] = segment
        elif part != segment:
            return None
    return args
