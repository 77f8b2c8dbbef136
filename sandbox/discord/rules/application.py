"""What a bot asks about itself: its gateway, its servers, its application and commands."""

from sandbox.discord.calls import Call, Route
from sandbox.discord.payloads import own_user
from sandbox.discord.simcord_door import DiscordError, serializers
from sandbox.discord.wire import Json, Payload, as_objects


def me(call: Call) -> Json:
    """GET /users/@me: the first thing that a login asks."""
    return own_user(dict(serializers.user_payload(call.world.backend.users[call.user_id])))


def my_guilds(call: Call) -> Json:
    """GET /users/@me/guilds: only those that the bot is in."""
    backend = call.world.backend
    guilds = sorted(backend.guilds.values(), key=lambda guild: guild.id)
    return [
        dict(serializers.guild_create_payload(backend, guild))
        for guild in guilds
        if call.user_id in guild.members
    ]


def my_application(call: Call) -> Json:
    """GET the application, with the flags of its privileged intents."""
    answer: Payload = call.simcord(path="/oauth2/applications/@me")
    return {
        **answer,
        "flags": call.app.flags,
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "redirect_uris": [],
    }


def get_guild(call: Call) -> Json:
    """GET a server: only for its members."""
    guild = call.world.backend.get_guild(call.id("guild_id"))
    if call.user_id not in guild.members:
        raise DiscordError(404, 10004, "Unknown Guild")
    return call.simcord()


def commands(call: Call) -> Json:
    """Registering or listing commands: only the application's own."""
    if call.id("application_id") != call.app.application_id:
        raise DiscordError(403, 20012, "You are not authorized to perform this action")
    if call.method == "PUT":
        scope = call.id("guild_id") if "guild_id" in call.args else None
        answer = _overwrite(call, scope, call.path, as_objects(call.body))
    else:
        answer = call.simcord()
    return [_command(command) for command in answer]


def _overwrite(call: Call, scope: int | None, path: str, wanted: list[Payload]) -> list[Payload]:
    """Have simcord replace the list; Entry Points, which it doesn't know, stay as they are."""
    before = call.app.commands.get(scope, {})
    entry_points = {key: it for key, it in before.items() if key[1] == _ENTRY_POINT}
    others = [command for command in wanted if command.get("type") != _ENTRY_POINT]
    answer: list[Payload] = call.simcord(method="PUT", path=path, body=others)
    call.app.commands[scope].update(entry_points)
    return [*answer, *entry_points.values()]


def _command(command: Payload) -> Payload:
    return {"version": command["id"], "nsfw": False, "default_permission": True, **command}


def one_command(call: Call) -> Json:
    """Create, edit, read or delete a single command, by way of the whole list."""
    scope = call.id("guild_id") if "guild_id" in call.args else None
    listed = list(call.app.commands.get(scope, {}).values())
    base = call.path.split("/commands")[0] + "/commands"
    if call.method == "POST":
        body = call.fields()
        others = [
            c for c in listed if (c["name"], c["type"]) != (body["name"], body.get("type", 1))
        ]
        answer = _overwrite(call, scope, base, [*map(_registrable, others), body])
        return _command(next(c for c in answer if c["name"] == body["name"]))
    chosen = next((c for c in listed if c["id"] == call.args["command_id"]), None)
    if chosen is None:
        raise DiscordError(404, 10063, "Unknown application command")
    if call.method == "GET":
        return _command(chosen)
    if call.method == "DELETE":
        del call.app.commands[scope][chosen["name"], chosen["type"]]
        return None
    changed = {**_registrable(chosen), **call.fields()}
    rest = [_registrable(c) for c in listed if c is not chosen]
    return _command(_overwrite(call, scope, base, [changed, *rest])[0])


def _registrable(command: Payload) -> Payload:
    return {k: v for k, v in command.items() if k not in {"id", "application_id", "guild_id"}}


_ENTRY_POINT = 4
_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/users/@me/guilds", my_guilds),
    Route("GET", "/oauth2/applications/@me", my_application),
    Route("GET", "/applications/@me", my_application),
    Route("GET", "/guilds/{guild_id}", get_guild),
    *(Route(method, scope, commands) for method in ("GET", "PUT") for scope in (_GLOBAL, _GUILD)),
    *(Route("POST", scope, one_command) for scope in (_GLOBAL, _GUILD)),
    *(
        Route(method, f"{scope}/{{command_id}}", one_command)
        for method in ("GET", "PATCH", "DELETE")
        for scope in (_GLOBAL, _GUILD)
    ),
)
